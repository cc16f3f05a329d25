"""What is forgotten of accounts and sessions after a time; see `RETENTIONS` in personal_data.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from privacy import registry

UNCONFIRMED_KEPT_FOR = timedelta(days=30)
_AT_ONCE = 200
_MADE_WITH_THE_ACCOUNT = {"account.EmailAddress", "people.ConsentRecord"}
"""What there is of somebody who filled in the form and never came back."""


def forget_ended_sessions() -> int:
    """Delete sessions that have run out, and of every session that is over, address and browser. Returns how many."""
    number: int = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    is_there = Session.objects.filter(session_key=OuterRef("session_key"))
    number += UserSession.objects.filter(~Exists(is_there)).delete()[0]
    return number


def forget_unused_accounts() -> int:
    """Delete accounts whose address was never confirmed, that never signed in, and of which there is nothing else.
    Returns how many."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    asked = EmailAddress.objects.filter(user=OuterRef("pk"), verified=False)
    found = get_user_model().objects.filter(
        Exists(asked),
        ~Exists(confirmed),
        date_joined__lt=timezone.now() - UNCONFIRMED_KEPT_FOR,
        last_login=None,
        is_staff=False,
        is_superuser=False,
    )
    number = 0
    for pk in list(found.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        # Asked again under its lock: they may be opening the link just now.
        with transaction.atomic():
            person = found.select_for_update(of=("self",)).filter(pk=pk).first()
            if person is not None and not _has_something(person):
                person.delete()
                number += 1
    return number


def _has_something(person: Any) -> bool:
    return any(
        apps.get_model(table.model)._base_manager.filter(**{table.person: person}).exists()
        for table in registry.tables()
        if table.model not in _MADE_WITH_THE_ACCOUNT
    )
