"""Editors look through what was learned, refuse what is wrong, and type no pairs."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from search.models import WordTranslation
from tests.factories.people import PASSWORD, user

pytestmark = pytest.mark.django_db

LIST = "/admin/snippets/search/wordtranslation/"


@pytest.fixture
def editor(client: Client) -> Any:
    person = user(is_superuser=True, is_staff=True)
    person.groups.add(Group.objects.get(name="Moderators"))
    client.login(email=person.email, password=PASSWORD)
    return person


@pytest.fixture
def learned() -> list[WordTranslation]:
    return [
        WordTranslation.objects.create(
            source_language=here,
            target_language=there,
            source=one,
            source_text=one,
            target=other,
            target_text=other,
            probability=probability,
            origin=WordTranslation.Origin.LEARNED,
        )
        for here, there, one, other, probability in (
            ("en", "th", "forest", "ป่า", 0.9),
            ("th", "en", "ป่า", "forest", 0.9),
            ("en", "vi", "forest", "chợ", 0.2),
        )
    ]


def _listed(client: Client, **asked: str) -> list[str]:
    found = client.get(LIST, asked)
    assert found.status_code == 200
    return [str(pair) for pair in found.context["object_list"]]


def test_the_list_is_searched_filtered_and_sorted(client: Client, editor: Any, learned: list[WordTranslation]) -> None:
    assert _listed(client)[-1] == "forest → chợ"
    assert set(_listed(client, q="ป่า")) == {"forest → ป่า", "ป่า → forest"}
    assert _listed(client, source_language="en", target_language="vi") == ["forest → chợ"]
    assert _listed(client, ordering="probability")[0] == "forest → chợ"


def test_a_pair_is_refused_in_both_directions_and_allowed_again(
    client: Client, editor: Any, learned: list[WordTranslation]
) -> None:
    for action, refused in (("refuse", 2), ("allow", 0)):
        url = f"/admin/bulk/search/wordtranslation/{action}/"
        asked = client.get(url, {"id": learned[0].pk, "next": LIST})
        assert "forest → ป่า" in asked.content.decode()
        done = client.post(f"{url}?id={learned[0].pk}&next={LIST}")
        assert done.status_code == 302
        assert WordTranslation.objects.filter(is_refused=True).count() == refused


def test_nobody_adds_or_deletes_a_pair(client: Client, editor: Any, learned: list[WordTranslation]) -> None:
    assert client.get(f"{LIST}add/").status_code in (302, 403, 404)
    assert client.post(f"{LIST}delete/{learned[0].pk}/").status_code in (302, 403, 404)
    assert WordTranslation.objects.count() == 3
