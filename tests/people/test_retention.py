"""What is old goes, what is not stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.models import User
from community import mailing
from community.models import (
    ApiToken,
    Attachment,
    Draft,
    Invitation,
    Notification,
    NotificationEvent,
    OutgoingMail,
    ThreadState,
)
from library.models import ChampionLetter, ReadCount
from people import consenting
from people.models import DataRequest
from privacy import forgetting, registry
from privacy.decisions import Retention
from search.models import UnansweredSearch
from tests.factories import case, profile, thread, user
from tests.factories.everything_about import row_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

RETENTIONS = {
    f"{retention.forget.__module__}.{retention.forget.__name__}": retention for retention in registry.retentions()
}
"""Function that forgets, by its full name → the promise."""
Age = timedelta
_gone = {"next_attempt_at": None}


def _account(age: Age) -> Any:
    return user(verified=False, date_joined=timezone.now() - age)


def _session(age: Age) -> Any:
    """Of which only the name is left: the session itself ended."""
    client = Client()
    client.force_login(user())
    key = client.session.session_key
    Session.objects.filter(pk=key).update(expire_date=timezone.now() + timedelta(days=14) - age)
    return UserSession.objects.update_or_create(
        session_key=key, defaults={"user": user(), "ip": "192.0.2.7", "user_agent": "A phone"}
    )[0]


MADE: dict[str, tuple[Callable[[Age], Any], type]] = {
    "cms.forgetting.forget_finished_tasks": (
        lambda age: row_of(DBTaskResult, status="SUCCESSFUL", finished_at=timezone.now() - age), DBTaskResult,
    ),
    "community.attaching.forget_waiting": (
        lambda age: row_of(Attachment, uploaded_by=user(), created_at=timezone.now() - age), Attachment,
    ),
    "community.drafting.forget_old": (
        lambda age: row_of(Draft, updated_at=timezone.now() - age), Draft,
    ),
    "community.inviting.forget_addresses": (
        lambda age: row_of(Invitation, email="a@test.example", expires_at=timezone.now() - age), Invitation,
    ),
    "community.mailing.forget_delivered": (
        lambda age: _dated(row_of(OutgoingMail, recipients=[], message=b"", **_gone), created_at=age), OutgoingMail,
    ),
    "community.notifying.forget_events": (
        lambda age: row_of(NotificationEvent, created_at=timezone.now() - age, **_gone), NotificationEvent,
    ),
    "community.notifying.forget_read": (
        lambda age: row_of(Notification, thread=thread(), read_at=timezone.now() - age), Notification,
    ),
    "community.reading.forget_old": (
        lambda age: row_of(
            ThreadState, thread=thread(), read_at=timezone.now() - age, changed_at=timezone.now() - age
        ), ThreadState,
    ),
    "community.tokens.forget_dead": (
        lambda age: row_of(ApiToken, revoked_at=timezone.now() - age), ApiToken,
    ),
    "library.contacting.forget_old": (
        lambda age: row_of(ChampionLetter, sent_at=timezone.now() - age), ChampionLetter,
    ),
    "library.reads.forget_old": (
        lambda age: row_of(ReadCount, page=case(), day=(timezone.now() - age).date()), ReadCount,
    ),
    "people.my_data.forget_expired": (
        lambda age: row_of(
            DataRequest, state="ready", expires_at=timezone.now() + timedelta(days=7) - age
        ), DataRequest,
    ),
    "people.tidying.forget_ended_sessions": (_session, UserSession),
    "people.tidying.forget_unused_accounts": (_account, User),
    "search.unanswered.forget_old": (
        lambda age: row_of(UnansweredSearch, day=(timezone.now() - age).date()), UnansweredSearch,
    ),
}  # fmt: skip
"""For each function that forgets: a thing of that age, and its table."""


def _dated(row: Any, **ages: Age) -> Any:
    type(row).objects.filter(pk=row.pk).update(**{name: timezone.now() - age for name, age in ages.items()})
    return row


@pytest.mark.parametrize("name", MADE)
def test_what_is_older_than_promised_goes_and_what_is_younger_stays(name: str) -> None:
    retention = RETENTIONS[name]
    make, model = MADE[name]
    old = make(timedelta(days=retention.days, hours=36))
    new = make(timedelta(days=retention.days, hours=-36))
    assert retention.forget() >= 1
    if model is Invitation:
        assert set(Invitation.objects.exclude(email="").values_list("pk", flat=True)) == {new.pk}
    else:
        assert set(model.objects.filter(pk__in=[old.pk, new.pk]).values_list("pk", flat=True)) == {new.pk}  # type: ignore[attr-defined]
    assert retention.forget() == 0


def test_what_somebody_follows_is_not_forgotten_with_what_they_read() -> None:
    long_ago = timezone.now() - timedelta(days=400)
    row_of(ThreadState, thread=thread(), read_at=long_ago, changed_at=long_ago, level="follow")
    forgetting.forget_old()
    assert ThreadState.objects.filter(level="follow").exists()


@pytest.mark.parametrize(
    "kept",
    [
        lambda person: EmailAddress.objects.filter(user=person).update(verified=True),
        lambda person: EmailAddress.objects.filter(user=person).delete(),
        lambda person: User.objects.filter(pk=person.pk).update(last_login=timezone.now()),
        lambda person: User.objects.filter(pk=person.pk).update(is_staff=True),
        profile,
        lambda person: thread(author=person),
    ],
    ids=["confirmed", "made by an administrator", "signed in", "staff", "has a profile", "wrote"],
)
def test_an_account_that_somebody_uses_stays(kept: Callable[[Any], Any]) -> None:
    person = _account(timedelta(days=31))
    kept(person)
    forgetting.forget_old()
    assert User.objects.filter(pk=person.pk).exists()


def test_an_account_that_only_agreed_to_the_rules_goes_with_that() -> None:
    person = _account(timedelta(days=31))
    consenting.record(user=person, language="th")
    forgetting.forget_old()
    assert not User.objects.filter(pk=person.pk).exists()


def test_one_that_fails_does_not_keep_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> int:
        raise RuntimeError

    person = _account(timedelta(days=31))
    found = [Retention("A table that is locked", 1, broken), *registry.retentions()]
    monkeypatch.setattr(registry, "retentions", lambda: found)
    forgetting.forget_old()
    assert not User.objects.filter(pk=person.pk).exists()


def test_the_timer_forgets_once_an_hour(settings: Any) -> None:
    settings.SEARCH_LEARNS = False
    for expected in (0, 1):
        row_of(Draft, updated_at=timezone.now() - timedelta(days=41))
        call_command("run_due", verbosity=0)
        assert Draft.objects.count() == expected


def test_a_log_line_about_a_letter_names_nobody(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.MAIL_DELIVERY_BACKEND = "tests.people.test_retention.Refusing"
    send_mail("Hello", "You", None, ["somebody@test.example"])
    assert mailing.deliver_due() == 0
    assert "was not delivered" in caplog.text
    assert "somebody" not in caplog.text


class Refusing:
    """A mail server that says whom it does not know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def send_messages(self, messages: list[Any]) -> int:
        raise OSError(f"unknown: {messages[0].to}")
