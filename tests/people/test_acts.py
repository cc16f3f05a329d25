"""What administrators do leaves a row that nobody changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection as Folder
from wagtail.models import CollectionViewRestriction, ModelLogEntry

from people import acts, erasing
from people.models import AdministratorAct
from people.personal_data import RETENTIONS
from tests.factories import PASSWORD, community, facilitator, user

pytestmark = pytest.mark.django_db

LOGIN = "/en/accounts/login/"


def administrator(**fields: Any) -> Any:
    return user("Demo persona: administrator", is_staff=True, is_superuser=True, **fields)


def said() -> list[tuple[str, Any, Any, str]]:
    """What was written down, the oldest first: act, who, whom, what."""
    rows = AdministratorAct.objects.order_by("pk")
    return [(row.action, row.actor, row.person, row.what) for row in rows]


@pytest.fixture
def admin(client: Client) -> Any:
    person = administrator()
    client.force_login(person)
    AdministratorAct.objects.all().delete()
    return person


@pytest.mark.usefixtures("outline")
def test_who_works_here_signs_in_and_fails_to_on_record_and_members_do_not(client: Client) -> None:
    boss, member = administrator(), user()
    AdministratorAct.objects.all().delete()
    for person in (member, boss):
        client.post(LOGIN, {"login": person.email, "password": "wrong"}, REMOTE_ADDR="203.0.113.77")
        client.post(LOGIN, {"login": person.email, "password": PASSWORD}, REMOTE_ADDR="203.0.113.77")
        client.logout()
    client.post(LOGIN, {"login": "nobody@test.example", "password": PASSWORD})
    assert said() == [("sign_in_failed", None, boss, ""), ("signed_in", boss, boss, "")]
    row = AdministratorAct.objects.get(action="signed_in")
    assert row.network == "203.0.113.0/24"
    assert row.details == {"methods": ["password"]}


@pytest.mark.usefixtures("outline")
def test_no_line_of_the_log_names_who_signs_in(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    person = user()
    with caplog.at_level("INFO", logger="people"):
        client.post(LOGIN, {"login": person.email, "password": "wrong-secret"})
        client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert "sign-in failed from 127.0.0.0/24" in caplog.text
    assert f"signed in: {person.pk} from 127.0.0.0/24" in caplog.text
    for secret in (person.email, person.name, PASSWORD, "wrong-secret"):
        assert secret not in caplog.text


def test_what_an_administrator_does_with_accounts_is_on_record(client: Client, admin: Any) -> None:
    group = Group.objects.create(name="นักแปล")
    form = {"email": "new@test.example", "name": "ใหม่", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(reverse("wagtailusers_users:add"), form | {"groups": [group.pk]}).status_code == 302
    made = type(admin).objects.get(email="new@test.example")
    assert said() == [("account_made", admin, made, ""), ("role_given", admin, made, "นักแปล")]

    AdministratorAct.objects.all().delete()
    other = "another-long-password"
    form = {"email": made.email, "name": "ใหม่", "is_superuser": "on", "password1": other, "password2": other}
    assert client.post(reverse("wagtailusers_users:edit", args=[made.pk]), form).status_code == 302
    assert sorted(said(), key=lambda row: row[0]) == [
        ("administrator_made", admin, made, ""),
        ("deactivated", admin, made, ""),
        ("password_changed", admin, made, ""),
        ("role_taken", admin, made, "นักแปล"),
    ]

    AdministratorAct.objects.all().delete()
    bulk = reverse("wagtail_bulk_action", args=["cms", "user", "set_active_state"])
    client.post(f"{bulk}?id={made.pk}", {"mark_as_active": "True"})
    assert said() == [("activated", admin, made, "")]
    AdministratorAct.objects.all().delete()
    client.post(reverse("wagtailusers_users:delete", args=[made.pk]), {"posts": "anonymise", "when": "now"})
    assert ModelLogEntry.objects.filter(action="people.deletion_asked", user=admin).count() == 1
    assert erasing.carry_out_due() == 1
    assert ("account_deleted", None, None, f"#{made.pk}") in said()


@pytest.mark.usefixtures("admin")
def test_what_a_role_may_and_who_sees_a_collection_is_on_record() -> None:
    group = Group.objects.create(name="Curators")
    group.permissions.set([Permission.objects.get(codename="change_theme")])
    group.permissions.clear()
    folder = Folder.get_first_root_node().add_child(name="ເອກະສານ")
    CollectionViewRestriction.objects.create(collection=folder, restriction_type="login")
    assert [(act, what) for act, _who, _whom, what in said()] == [
        ("right_given", "Curators"), ("right_taken", "Curators"), ("privacy_changed", "ເອກະສານ"),
    ]  # fmt: skip
    assert AdministratorAct.objects.order_by("pk")[0].details == {"rights": ["library.change_theme"]}


def test_what_wagtail_writes_down_itself_is_not_written_twice(client: Client, admin: Any) -> None:
    """docs/security.md counts on it: what was done to a snippet stands in Wagtail's own history."""
    client.post(reverse("wagtailsnippets_community_heldword:add"), {"word": "โฆษณา", "community": ""})
    entries = ModelLogEntry.objects.filter(action="wagtail.create", content_type__model="heldword", user=admin)
    assert entries.count() == 1
    assert said() == []


def test_downloading_a_list_of_people_is_on_record(client: Client) -> None:
    space = community(titles={"en": "Forests"})
    host = facilitator(space)
    client.force_login(host)
    AdministratorAct.objects.all().delete()
    assert client.get(f"/en/communities/{space.slug}/facilitating/activity.csv").status_code == 200
    assert said() == []
    assert client.get(f"/en/communities/{space.slug}/facilitating/silent.csv").status_code == 200
    assert said() == [("exported", host, None, f"{space.slug}-silent")]


def test_a_row_is_neither_changed_nor_deleted_and_goes_after_two_years() -> None:
    row = acts.record_act(acts.Action.ROLE_GIVEN, person=user(), what="Editors")
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()
    old = acts.record_act(acts.Action.ROLE_TAKEN)
    AdministratorAct.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=731))
    (retention,) = [kept for kept in RETENTIONS if kept.forget is acts.forget_old]
    assert retention.days == 730
    assert retention.forget() == 1
    assert [act for act, *_rest in said()] == ["role_given"]


def test_who_goes_is_named_by_no_row_and_the_row_stays() -> None:
    gone = user("สมหญิง")
    acts.record_act(acts.Action.SIGNED_IN, actor=gone, person=gone)
    gone.delete()
    assert [(act, who, whom) for act, who, whom, _what in said()] == [
        ("signed_in", None, None), ("account_deleted", None, None),
    ]  # fmt: skip


def test_administrators_alone_read_the_list(client: Client, admin: Any) -> None:
    acts.record_act(acts.Action.ROLE_GIVEN, actor=admin, person=user("ສົມສີ"), what="Editors", rights=["a", "b"])
    acts.record_act(acts.Action.SIGNED_IN, actor=admin, person=admin)
    html = client.get(reverse("people_acts")).content.decode()
    assert "ສົມສີ" in html
    assert "rights: a, b" in html
    assert reverse("people_acts") in html
    found = reverse("people_acts_results")
    assert "rights: a, b" not in client.get(found, {"action": "signed_in"}).content.decode()
    today = f"{timezone.localdate()}"
    assert "rights: a, b" in client.get(found, {"at_from": today, "at_to": today}).content.decode()
    assert "rights: a, b" not in client.get(found, {"at_to": "2020-01-01"}).content.decode()
    sheet = b"".join(client.get(reverse("people_acts"), {"export": "csv"}).streaming_content).decode()
    assert "Role given" in sheet

    editor = user()
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    assert client.get(reverse("people_acts")).status_code == 302
    assert reverse("people_acts") not in client.get(reverse("wagtailadmin_home")).content.decode()
