"""A community in the admin: its settings as choices, its first host, archiving."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from community.models import AuditEntry, Community, Membership
from community.models.membership import FOR_EVER
from tests.factories import community, member, user

pytestmark = pytest.mark.django_db


def _save(space: Community, **changed: Any) -> Any:
    client = Client()
    client.force_login(user(is_staff=True, is_superuser=True))
    form = {
        "slug": space.slug, "theme": space.theme_id, "state": space.state, "audience": space.audience,
        "membership": space.membership, "languages": space.languages, "new_host": "",
    }  # fmt: skip
    return client.post(f"/admin/snippets/community/community/edit/{space.pk}/", form | changed)


def test_languages_are_ticked_the_first_host_appointed_and_archiving_is_written_down() -> None:
    space, person = community(), user("ເຈົ້າພາບ")
    answer = _save(space, languages=["lo", "th"], new_host=person.email.upper(), state="archived")
    assert answer.status_code == 302
    space.refresh_from_db()
    assert (space.languages, space.state) == (["lo", "th"], "archived")
    assert Membership.objects.get(community=space, user=person).role == "host"
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["archived", "role_changed"]
    client = Client()
    client.force_login(user(is_staff=True, is_superuser=True))
    page = client.get(f"/admin/snippets/community/community/edit/{space.pk}/").content.decode()
    assert "ເຈົ້າພາບ" in page
    assert 'value="lo"' in page
    assert page.count("checked") >= 2


def test_mistakes_in_the_admin_are_said_at_their_field() -> None:
    space = community()
    banned = member(space, banned_until=FOR_EVER)
    for wrong, says in (
        ({"new_host": "nobody@test.example"}, "Nobody has an account with this address."),
        ({"new_host": banned.email}, "This person is excluded from the community."),
        ({"languages": ["xx"]}, "Select a valid choice"),
        ({"membership": "hidden"}, "A hidden community is read by its own members only."),
    ):
        answer = _save(space, **wrong)
        assert answer.status_code == 200
        assert says in answer.content.decode()
    assert not Membership.objects.filter(role="host").exists()
