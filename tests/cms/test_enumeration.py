"""Nobody learns at the door who has an account: pages, rows and letters are the same, whichever address it is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import User
from community import mailing
from tests.factories import PASSWORD, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

KNOWN, UNKNOWN = "known@test.example", "other@test.example"


def _told(response: Any, email: str) -> tuple[list[Any], int, str]:
    """All that a stranger can see, without what differs from one request to the next."""
    html = response.content.decode().replace(email, "ADDRESS")
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    return response.redirect_chain, response.status_code, html


def _asked(path: str, address: str, **fields: str) -> tuple[Any, int, int]:
    """What the page tells, how many letters go out, how many accounts there are more."""
    mail.outbox.clear()
    accounts = User.objects.count()
    response = Client().post(path, fields, follow=True)
    mailing.deliver_due()
    return _told(response, address), len(mail.outbox), User.objects.count() - accounts


@pytest.mark.parametrize("language", ["en", "th", "vi", "lo"])
def test_forgotten_passwords(language: str) -> None:
    user(email=KNOWN)
    path = f"/{language}/accounts/password/reset/"
    known, other = (_asked(path, email, email=email) for email in (KNOWN, UNKNOWN))
    assert known[0] == other[0]
    assert known[1] == other[1] == 1, "a letter goes out either way"


@pytest.mark.parametrize("is_confirmed", [True, False])
@pytest.mark.parametrize("language", ["en", "lo"])
def test_joining(language: str, is_confirmed: bool) -> None:
    user(email=KNOWN, verified=is_confirmed)
    path = f"/{language}/accounts/signup/"
    form = {"name": "ใหม่", "password1": "another-long-password"}
    known, other = (_asked(path, email, email=email, **form) for email in (KNOWN, UNKNOWN))
    assert known[0] == other[0]
    assert known[1] == other[1] == 1
    assert (known[2], other[2]) == (0, 1)


def test_signing_in_with_a_wrong_password() -> None:
    user(email=KNOWN)
    user(email="off@test.example", is_active=False)
    answers = {
        _asked("/en/accounts/login/", email, login=email, password="wrong")[0][1:]
        for email in (KNOWN, UNKNOWN, "off@test.example")
    }
    assert len(answers) == 1


def test_a_password_is_hashed_for_addresses_without_an_account_too(settings: Any) -> None:
    """The time it takes says nothing: the costly part is done either way. Counted, not timed."""
    from django.contrib.auth import hashers

    user(email=KNOWN)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", *settings.PASSWORD_HASHERS]
    User.objects.get(email=KNOWN).set_password(PASSWORD)
    counted: list[str] = []
    original = hashers.Argon2PasswordHasher.encode

    def encode(self: Any, *args: Any, **kwargs: Any) -> str:
        counted.append("hashed")
        return original(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashers.Argon2PasswordHasher, "encode", encode)
        Client().post("/en/accounts/login/", {"login": UNKNOWN, "password": "wrong"})
    assert counted


def test_a_wrong_password_costs_the_database_the_same() -> None:
    user(email=KNOWN)
    counts = []
    for email in (KNOWN, UNKNOWN):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/en/accounts/login/", {"login": email, "password": "wrong"})
        counts.append(len(queries))
    assert counts[0] == counts[1]
