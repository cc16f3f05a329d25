"""A link by e-mail signs in: once, for half an hour, with the second step, and tells nobody who has an account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cms.models import User
from community import mailing
from community.models import OutgoingMail
from people import letting_in
from people.models import SigninLink
from tests.factories import PASSWORD, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


def _letters() -> list[Any]:
    mailing.deliver_due()
    return mail.outbox


def _ask(client: Client, email: str, language: str = "th", **fields: str) -> Any:
    cache.clear()  # a second letter to the same address comes 20 seconds later at the earliest
    return client.post(f"/{language}/accounts/link/", {"email": email} | fields)


def _link(number: int = -1) -> str:
    found = re.search(r"http\S+?(/\w+/accounts/link/\S+/)", str(_letters()[number].body))
    assert found, _letters()[number].body
    return found[1]


@pytest.mark.parametrize("language", ["en", "th", "vi", "lo"])
def test_a_letter_in_the_language_of_the_page_has_the_link_that_signs_in(client: Client, language: str) -> None:
    person = user(email="member@test.example")
    sent = _ask(client, "Member@Test.example", language)
    assert sent["Location"] == f"/{language}/accounts/link/sent/"
    link = _link()
    assert link.startswith(f"/{language}/")
    assert ("Open this link" in str(_letters()[-1].body)) is (language == "en")
    page = client.get(link)
    assert "member@test.example" in page.content.decode()
    assert "_auth_user_id" not in client.session, "a scanner that opens the link signs nobody in"
    client.post(link)
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_link_is_good_once_and_for_half_an_hour(client: Client) -> None:
    user(email="member@test.example")
    _ask(client, "member@test.example")
    link = _link()
    assert client.get(link).status_code == client.get(link).status_code == 200
    assert client.post(link).status_code == 302
    assert Client().post(link).status_code == Client().get(link).status_code == 410
    _ask(Client(), "member@test.example")
    SigninLink.objects.filter(used_at=None).update(created_at=timezone.now() - letting_in.GOOD_FOR)
    assert Client().post(_link()).status_code == 410
    assert letting_in.forget_old() == 0
    SigninLink.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert letting_in.forget_old() == 2


def test_the_database_holds_nothing_that_opens_an_account(client: Client) -> None:
    user(email="member@test.example")
    _ask(client, "member@test.example")
    token = _link().split("/")[-2]
    assert token not in str(SigninLink.objects.values().get())


def test_nobody_learns_whether_an_address_is_known() -> None:
    user(email="known@test.example")
    user(email="left@test.example", is_active=False)
    answers = []
    for email in ("known@test.example", "unknown@test.example", "left@test.example"):
        answer = _ask(Client(), email)
        answers.append(
            (answer.status_code, answer["Location"], OutgoingMail.objects.filter(recipients=[email]).count())
        )
    assert answers == [(302, "/th/accounts/link/sent/", 1)] * 3
    assert SigninLink.objects.count() == 1
    assert [letter.to for letter in _letters()] == [
        ["known@test.example"], ["unknown@test.example"], ["left@test.example"],
    ]  # fmt: skip


def test_a_double_tap_is_one_letter(client: Client) -> None:
    user(email="member@test.example")
    for _ in range(2):
        client.post("/th/accounts/link/", {"email": "member@test.example"})
    assert OutgoingMail.objects.count() == 1


def test_it_leads_to_where_one_was_in_this_browser_and_in_another(client: Client) -> None:
    user(email="member@test.example")
    session = client.session
    session["kept_texts"] = {"/th/communities/x/": {"text": "ข้าวหอม"}}
    session.save()
    _ask(client, "member@test.example", next="/th/communities/x/")
    link = _link()
    assert client.post(link)["Location"] == "/th/communities/x/"
    assert client.session["kept_texts"] == {"/th/communities/x/": {"text": "ข้าวหอม"}}
    _ask(Client(), "member@test.example", next="/th/communities/x/")
    assert Client().post(_link())["Location"] == "/th/communities/x/"


def test_an_address_of_another_site_is_not_led_to(client: Client) -> None:
    user(email="member@test.example")
    _ask(client, "member@test.example", next="https://evil.example/")
    assert client.post(_link())["Location"] == "/"


def test_somebody_else_who_is_signed_in_here_is_told_and_signed_out(client: Client) -> None:
    person, other = user(email="member@test.example"), user("Somebody else")
    _ask(client, "member@test.example")
    client.login(email=other.email, password=PASSWORD)
    link = _link()
    assert "Somebody else" in client.get(link).content.decode()
    client.post(link)
    assert client.session["_auth_user_id"] == str(person.pk)


def test_who_made_the_account_with_somebody_elses_address_is_locked_out(client: Client) -> None:
    """Somebody signed up with an address that is not theirs, and waits until its owner comes."""
    person = user(email="member@test.example", verified=False)
    _ask(client, "member@test.example")
    client.post(_link())
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified
    assert client.session["_auth_user_id"] == str(person.pk)


def test_an_administrators_account_without_a_confirmed_address_keeps_its_password(client: Client) -> None:
    person = User.objects.create_user("admin@test.example", PASSWORD, name="Admin")
    _ask(client, "admin@test.example")
    client.post(_link())
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=person).verified
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_mistyped_address_is_said_and_stays_in_the_field(client: Client) -> None:
    page = client.post("/th/accounts/link/", {"email": "nobody"})
    assert page.status_code == 422
    assert 'value="nobody"' in page.content.decode()


def test_the_address_typed_at_the_password_stands_in_the_form_for_a_link(client: Client) -> None:
    client.post("/th/accounts/login/", {"login": "member@test.example", "password": "wrong"})
    assert "member@test.example" in client.get("/th/accounts/link/").content.decode()
