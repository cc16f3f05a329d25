"""Joining, signing in, a new password — as a person does it, in their own language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from cms.models import User
from community import mailing
from community.models import OutgoingMail
from tests.factories import PASSWORD, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


def _letters() -> list[Any]:
    """What the mail task has delivered by now."""
    mailing.deliver_due()
    return mail.outbox


def _join(client: Client, language: str = "th", **fields: str) -> Any:
    form = {"name": "สมาชิกใหม่", "email": "New.Member@test.example", "password1": PASSWORD} | fields
    return client.post(f"/{language}/accounts/signup/", form, follow=True)


def test_somebody_joins_confirms_the_address_and_is_signed_in(client: Client) -> None:
    response = _join(client)
    assert response.status_code == 200
    person = User.objects.get()
    assert (person.email, person.name, person.language) == ("new.member@test.example", "สมาชิกใหม่", "th")
    assert "_auth_user_id" not in client.session
    letter = _letters()[-1]
    link = re.search(r"https://\S+?(/th/accounts/confirm-email/\S+/)", str(letter.body))
    assert link, letter.body
    page = client.get(link[1])
    assert page.status_code == 200
    response = client.post(link[1], follow=True)
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_letter_is_a_row_first_and_delivered_by_a_task(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        _join(client)
        assert (OutgoingMail.objects.get().sent_at, mail.outbox) == (None, [])
    letter = OutgoingMail.objects.get()
    assert letter.sent_at is not None
    assert letter.recipients == ["new.member@test.example"]
    assert not mailing.deliver_now(letter.pk), "a letter that went out is never sent again"
    assert [sent.to for sent in mail.outbox] == [["new.member@test.example"]]


def test_a_letter_waits_while_the_mail_server_is_away(client: Client, settings: Any) -> None:
    settings.MAIL_DELIVERY_BACKEND = "no.such.Backend"
    assert _join(client).status_code == 200
    assert mailing.deliver_due() == 0
    letter = OutgoingMail.objects.get()
    assert (letter.sent_at, letter.attempts) == (None, 1)
    assert letter.last_error
    assert mailing.deliver_due() == 0, "it is not tried again before its time"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    OutgoingMail.objects.update(next_attempt_at=letter.created_at)
    assert mailing.deliver_due() == 1
    assert mail.outbox[-1].to == ["new.member@test.example"]


def test_joining_does_not_tell_whether_an_address_is_known(client: Client) -> None:
    user(email="known@test.example")
    known = _join(client, email="known@test.example")
    other = _join(Client(), email="unknown@test.example")
    assert known.redirect_chain == other.redirect_chain
    assert User.objects.filter(email="known@test.example").count() == 1


def test_asking_for_a_password_does_not_tell_whether_an_address_is_known(client: Client) -> None:
    user(email="known@test.example")
    answers = [
        client.post("/en/accounts/password/reset/", {"email": email}, follow=True).redirect_chain
        for email in ("known@test.example", "unknown@test.example")
    ]
    assert answers[0] == answers[1]


def test_a_new_password_is_set_through_the_letter(client: Client) -> None:
    person = user(email="known@test.example", language="lo")
    client.post("/lo/accounts/password/reset/", {"email": "KNOWN@test.example"})
    link = re.search(r"https://testserver(/lo/accounts/password/reset/key/\S+/)", str(_letters()[-1].body))
    assert link
    form = client.get(link[1], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "another-good-password", "password2": "another-good-password"})
    person.refresh_from_db()
    assert person.check_password("another-good-password")


@pytest.mark.parametrize("email", ["Member@Test.Example", "member@test.example"])
def test_the_address_is_the_login_in_any_spelling(client: Client, email: str) -> None:
    user(email="member@test.example")
    response = client.post("/vi/accounts/login/", {"login": email, "password": PASSWORD}, follow=True)
    assert response.wsgi_request.user.is_authenticated


@pytest.mark.parametrize("language", ["en", "th", "vi", "lo"])
def test_a_wrong_password_is_answered_in_the_reader_s_language(client: Client, language: str) -> None:
    user(email="member@test.example")
    page = client.post(f"/{language}/accounts/login/", {"login": "member@test.example", "password": "wrong"})
    assert page.status_code == 200
    html = page.content.decode()
    assert "member@test.example" in html
    assert (language == "en") is ("password you specified" in html or "not correct" in html)


def test_signing_out_needs_a_form() -> None:
    client = Client()
    person = user()
    client.login(email=person.email, password=PASSWORD)
    client.get("/en/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/en/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_an_administrator_makes_a_user_in_the_admin(client: Client) -> None:
    admin = user(is_staff=True, is_superuser=True)
    client.login(email=admin.email, password=PASSWORD)
    assert client.get("/admin/users/").status_code == 200
    form = {
        "email": "editor@test.example", "name": "ບັນນາທິການ", "password1": "a-very-good-password",
        "password2": "a-very-good-password",
    }  # fmt: skip
    response = client.post("/admin/users/new/", form)
    assert response.status_code == 302, response.context["form"].errors
    editor = User.objects.get(email="editor@test.example")
    assert editor.name == "ບັນນາທິການ"
    assert client.get(f"/admin/users/edit/{editor.pk}/").status_code == 200
