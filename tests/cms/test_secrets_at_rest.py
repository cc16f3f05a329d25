"""A thief of the database's backup finds nothing that lets them in: of every secret that a person is given, the
database keeps a hash, a signature can be checked without it, or it is gone once it was sent.

Not so with sessions, whose keys stand in the table as Django writes them: docs/security.md says why, and
docs/deploying.md leaves the table out of backups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import APIToken

from community import inviting, mailing, signing, tokens
from community.models import Attachment
from tests.factories import PASSWORD, community, facilitator, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

LEFT_OUT_OF_BACKUPS = {"django_session", "usersessions_usersession"}


def _everything() -> Iterator[tuple[str, str]]:
    """Every text, JSON and binary value of every table, with the table's name."""
    with connection.cursor() as cursor:
        for table in {model._meta.db_table for model in apps.get_models(include_auto_created=True)}:
            if table not in LEFT_OUT_OF_BACKUPS:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                for row in cursor.fetchall():
                    for value in row:
                        if isinstance(value, (bytes, memoryview)):
                            yield table, bytes(value).decode("utf-8", "replace")
                        elif isinstance(value, (str, dict, list)):
                            yield table, str(value)


def _link(pattern: str) -> str:
    mailing.deliver_due()
    found = re.search(pattern, str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def test_no_secret_that_somebody_was_given_stands_in_the_database(client: Client) -> None:
    member = user(email="member@test.example")
    space = community(slug="forest", titles={"en": "Forests"})
    host = facilitator(space)
    secrets: dict[str, str] = {"password": PASSWORD}
    secrets["API token"] = tokens.make(user=member, name="a script", may_write=True)[1]
    secrets["API token of Wagtail"] = APIToken.create_token(user=member, name="x")[1]
    client.post("/en/accounts/password/reset/", {"email": member.email})
    secrets["link to a new password"] = _link(r"/password/reset/key/\S+?-(\S+?)/")
    fields = {"name": "ใหม่", "email": "new@test.example", "password1": "another-long-password"}
    Client().post("/en/accounts/signup/", fields)
    secrets["password of who just joined"] = "another-long-password"
    secrets["link that confirms an address"] = _link(r"/confirm-email/(\S+?)/")
    secrets["invitation by link"] = inviting.invite_by_link(community=space, by=host)[1]
    inviting.invite_by_mail(community=space, by=host, addresses="guest@test.example", language="lo")
    secrets["invitation by letter"] = _link(r"/-/invitations/(\S+?)/")
    row = Attachment()
    secrets["signed link to a file"] = signing.signed_path(row, user=member).partition("?for=")[2]
    for name, secret in secrets.items():
        assert len(secret) > 8, name
        for table, value in _everything():
            assert secret not in value, f"{name} stands in {table}"


def test_the_test_would_notice() -> None:
    person = user("a name that is there")
    assert any("a name that is there" in value for _table, value in _everything())
    assert any(person.password in value for _table, value in _everything())


def test_a_letter_keeps_its_text_until_it_is_delivered_and_no_longer(client: Client, settings: Any) -> None:
    member = user()
    settings.MAIL_DELIVERY_BACKEND = "no.such.Backend"
    client.post("/en/accounts/password/reset/", {"email": member.email})
    mailing.deliver_due()
    row = apps.get_model("community", "OutgoingMail").objects.get()
    assert b"password/reset/key" in bytes(row.message)
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    type(row).objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    assert mailing.deliver_due() == 1
    row.refresh_from_db()
    assert bytes(row.message) == b""
    assert row.recipients == [member.email]
