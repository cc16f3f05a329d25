"""Who agreed to what: written down once, with its version, and asked again when a text is new."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from allauth.account import forms as account_forms
from allauth.socialaccount import forms as socialaccount_forms
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.accounts import SignupForm
from cms.models import User
from community.models import EDiscussion, NameConsent
from library.models import Consent
from people import consenting, purposes
from people.models import ConsentRecord
from tests.factories import PASSWORD, profile, user
from tests.factories.directory import champion
from tests.factories.everything_about import row_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]
FORM = {"name": "สมาชิกใหม่", "email": "new@test.example", "password1": PASSWORD}
TEXTS = {
    "rules_1": "fa777ce8ebb43f755ad00f77c5aa612bca9d9e2b140162a1b9c867df05d9a2f9",
    "privacy_1": "18d7fb0159c4b86f241904c3ee0543c3163a24823ccd4f5b99181535023ef4ce",
}
"""What the texts were when people agreed to them: SHA-256 of the template."""


def _facts(person: Any) -> set[tuple[str, int, str, str]]:
    return set(ConsentRecord.objects.filter(user=person).values_list("purpose", "version", "kind", "language"))


@pytest.mark.parametrize("language", ["th", "lo", "vi", "en"])
def test_joining_is_agreeing_to_what_stands_above_the_button(client: Client, language: str) -> None:
    page = client.get(f"/{language}/accounts/signup/").content.decode()
    form = page[page.index('action="/') :]
    assert form.index(f'href="/{language}/people/-/rules/"') < form.index('class="form__actions"')
    assert form.index(f'href="/{language}/people/-/privacy/"') < form.index('class="form__actions"')
    client.post(f"/{language}/accounts/signup/", FORM)
    person = User.objects.get(email="new@test.example")
    assert _facts(person) == {("rules", 1, "agreed", language), ("privacy", 1, "shown", language)}
    assert person.has_agreed


@pytest.mark.parametrize("form", [account_forms.SignupForm, socialaccount_forms.SignupForm])
def test_whoever_joins_by_another_way_fills_in_the_same_form(form: type) -> None:
    assert issubclass(form, SignupForm)


def test_who_never_saw_the_texts_is_asked_quietly_and_can_go_on(client: Client) -> None:
    person = user()
    client.force_login(person)
    page = client.get("/en/library/")
    assert page.status_code == 200
    assert "Please have a look" in page.content.decode()
    assert "Please have a look" not in Client().get("/en/library/").content.decode()
    client.post("/en/accounts/consent/", follow=True)
    assert _facts(person) == {("rules", 1, "agreed", "en"), ("privacy", 1, "shown", "en")}
    assert "Please have a look" not in client.get("/en/library/").content.decode()


def test_a_new_version_is_asked_for_and_the_old_answer_stays(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    person = user()
    consenting.record(user=person, language="th")
    new = purposes.Purpose("rules", 2, purposes.RULES.title, True, "members:rules")
    monkeypatch.setattr(purposes, "CURRENT", "rules-2 privacy-1")
    monkeypatch.setattr(consenting, "CURRENT", "rules-2 privacy-1")
    monkeypatch.setattr(consenting, "PURPOSES", (new, purposes.PRIVACY))
    client.force_login(person)
    assert "Please have a look" in client.get("/en/library/").content.decode()
    client.post("/en/accounts/consent/")
    assert _facts(person) == {
        ("rules", 1, "agreed", "th"),
        ("privacy", 1, "shown", "th"),
        ("rules", 2, "agreed", "en"),
    }


def test_the_banner_asks_the_database_nothing(client: Client) -> None:
    person = user()
    client.force_login(person)
    client.get("/en/people/-/rules/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/en/people/-/rules/")
    consenting.record(user=person, language="en")
    with CaptureQueriesContext(connection) as quiet:
        client.get("/en/people/-/rules/")
    assert len(asked) == len(quiet)


def test_agreeing_twice_is_once_and_is_never_rewritten() -> None:
    person = user()
    consenting.record(user=person, language="lo")
    consenting.record(user=person, language="en")
    assert {fact[3] for fact in _facts(person)} == {"lo"}
    with pytest.raises(TypeError):
        ConsentRecord.objects.filter(user=person)[0].save()


def test_the_page_lists_what_was_decided_in_other_places(client: Client) -> None:
    person = user("ผู้เขียน")
    profile(person, shows_me="public", shows_work="nobody")
    champion("ແມ່ບົວ", account=person, consent=Consent.MEMBERS)
    champion("Somebody else", account=user())
    discussion = row_of(EDiscussion)
    NameConsent.objects.create(discussion=discussion, person=person, answer=NameConsent.Answer.AGREED)
    client.force_login(person)
    page = client.get("/en/accounts/consent/").content.decode()
    assert "ແມ່ບົວ" in page
    assert "Somebody else" not in page
    assert discussion.thread.title in page
    for answer in ("Everybody", "Only me", "People who are signed in", "Agreed"):
        assert answer in page


def test_a_thread_that_is_closed_to_them_is_not_named_on_the_page(client: Client) -> None:
    person = user()
    discussion = row_of(EDiscussion)
    NameConsent.objects.create(discussion=discussion, person=person)
    discussion.thread.is_hidden = True
    discussion.thread.save()
    client.force_login(person)
    page = client.get("/en/accounts/consent/").content.decode()
    assert discussion.thread.title not in page
    assert "closed to you now" in page


def test_everybody_can_read_the_rules_as_they_are_and_nobody_those_that_never_were(client: Client) -> None:
    assert client.get("/lo/people/-/rules/").status_code == 200
    assert client.get("/lo/people/-/rules/1/").status_code == 200
    assert client.get("/lo/people/-/rules/99/").status_code == 404


def test_a_text_that_changes_has_a_new_version() -> None:
    """Failed? Then give the text a new number and file (people/purposes.py), unless only its form changed."""
    folder = Path(settings.BASE_DIR) / "templates" / "people" / "texts"
    assert {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()} == TEXTS
    assert {f"{purpose.code}_{purpose.version}" for purpose in purposes.PURPOSES} <= set(TEXTS)
