"""What the site settled about passwords, sessions and accounts; the rest is allauth's and Django's, tested there."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cms.logs import UtcFormatter
from cms.models import User
from cms.settings import base
from tests.factories import PASSWORD, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


@pytest.mark.parametrize(
    "password", ["a" * 63 + "Ω", "ผึ้งป่าในหุบเขาลึก " * 6, "ນ້ຳເຜິ້ງປ່າຢູ່ໃນພູ " * 5, "mật ong rừng trên núi cao " * 4]
)
def test_a_long_password_in_any_script_is_taken_as_it_is(password: str) -> None:
    person = user()
    validate_password(password, person)
    person.set_password(password)
    person.save()
    assert authenticate(None, email=person.email, password=password) == person
    assert authenticate(None, email=person.email, password=password[:-1]) is None
    assert authenticate(None, email=person.email, password=password.upper()) != person or password.upper() == password


@pytest.mark.parametrize(
    "password", ["short", "password123", "1234567890123", "learning.member", "Rutero-2026", "learning ROUTE 1"]
)
def test_a_password_that_is_soon_guessed_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, User(email="learning.member@test.example", name="learning.member"))


def test_passwords_are_hashed_with_argon2(settings: Any) -> None:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    assert user().password.startswith("argon2$argon2id$")


def test_a_new_site_has_no_account() -> None:
    assert not User.objects.exists()


def test_a_copied_cookie_is_worth_nothing_after_signing_out(client: Client) -> None:
    person = user()
    client.login(email=person.email, password=PASSWORD)
    thief = Client()
    thief.cookies[django_settings.SESSION_COOKIE_NAME] = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert thief.get("/en/accounts/").status_code == 200
    client.post("/en/accounts/logout/")
    assert thief.get("/en/accounts/").status_code == 302


def test_a_switched_off_account_is_out_at_once(client: Client) -> None:
    person = user()
    client.login(email=person.email, password=PASSWORD)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/en/accounts/").status_code == 302


def test_a_new_password_ends_the_other_sessions(client: Client) -> None:
    person, other = user(), Client()
    for browser in (client, other):
        browser.login(email=person.email, password=PASSWORD)
    person.set_password("another-long-password")
    person.save()
    assert other.get("/en/accounts/").status_code == 302


def test_a_session_ends_two_weeks_after_the_sign_in_however_much_it_is_used(client: Client) -> None:
    person = user()
    client.post("/en/accounts/login/", {"login": person.email, "password": PASSWORD})
    row = Session.objects.get(session_key=client.session.session_key)
    ends = row.expire_date
    assert abs(ends - timezone.now() - timedelta(days=14)) < timedelta(minutes=5)
    Session.objects.update(expire_date=ends - timedelta(days=10))
    client.get("/en/accounts/")
    assert Session.objects.get(pk=row.pk).expire_date == ends - timedelta(days=10), "using it does not lengthen it"
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/en/accounts/").status_code == 302


def test_trace_is_no_method_here(client: Client) -> None:
    response = client.trace("/en/accounts/login/", headers={"cookie": "secret=1"})
    assert response.status_code in {403, 405}
    assert b"secret=1" not in response.content


def test_a_line_of_the_log_has_its_time_in_utc() -> None:
    dictionary = base.LOGGING["formatters"]["line"]
    record = logging.LogRecord("people", logging.INFO, "", 0, "น้ำผึ้ง", None, None)
    record.created, record.msecs = 1_800_000_000.0, 0.0
    line = UtcFormatter(dictionary["format"]).format(record)
    assert line == "2027-01-15 08:00:00,000Z INFO people น้ำผึ้ง"
