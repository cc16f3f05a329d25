"""Asking that an account be deleted, changing one's mind, and being reminded. `erasing` does it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from library import letters
from library.refusals import NotAllowed
from people.models import DeletionRequest
from privacy import registry
from search.reader import interface_language_for

GRACE = timedelta(days=14)
REMINDED = timedelta(days=2)
"""So long before the end, the second letter."""


def request_of(user: Any) -> DeletionRequest | None:
    return DeletionRequest.objects.filter(user=user).first()


def check_may_leave(user: Any) -> None:
    """Two administrators who go at the same time wait for each other here: call it in the transaction of the change.

    :raises NotAllowed: nobody would be left to look after the site
    """
    if not user.is_superuser:
        return
    staying = get_user_model().objects.filter(is_superuser=True, is_active=True)
    rows = list(staying.select_for_update().order_by("pk").values_list("pk", flat=True))
    leaving = set(DeletionRequest.objects.filter(user__in=rows).values_list("user", flat=True))
    if not set(rows) - leaving - {user.pk}:
        raise NotAllowed(_("You are the only administrator. Please make somebody else an administrator first."))


@transaction.atomic
def ask(*, user: Any, removes_posts: bool, at_once: bool = False, session_key: str = "") -> DeletionRequest:
    """Have the account of `user` deleted, after `GRACE`. They are signed out everywhere else and written to; until
    then they stand in no directory and are told of nothing. Asked again, what becomes of the posts is chosen
    anew; the day stays.

    :param at_once: an administrator does it: nobody waits, and nobody can take it back
    :param session_key: of the session that stays signed in
    :raises NotAllowed: see `check_may_leave`
    """
    get_user_model().objects.select_for_update().get(pk=user.pk)  # a double tap asks once
    now = timezone.now()
    request = request_of(user)
    is_new = request is None
    if request is None:
        check_may_leave(user)
        request = DeletionRequest(user=user, asked_at=now, due_at=now + GRACE)
    if request.begun_at is not None:
        return request
    request.removes_posts = removes_posts
    if at_once:
        request.due_at = now
    request.save()
    end_sessions(user, but=session_key)
    if is_new:
        if not at_once:
            letters.write(user, "leaving", app="people", request=request)
        _tell_administrators(user, request)
    return request


def end_sessions(user: Any, *, but: str = "") -> None:
    """Sign `user` out everywhere, but in the session `but`."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()


def _tell_administrators(user: Any, request: DeletionRequest) -> None:
    """What nobody looks after from then on is theirs. The letter does not say who leaves."""
    for person in get_user_model().objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk):
        with translation.override(interface_language_for(letters.language_of(person))):
            lines = [(row.for_staff, row.url) for row in registry.left_behind(user) if row.for_staff]
        if not lines:
            return
        letters.write(person, "left_behind", app="people", lines=lines, request=request)


_KEY = "account_leaves_on"


def remember_day(sender: Any, request: Any, user: Any, **_more: Any) -> None:
    """In the session that begins: pages with the banner ask nothing of the database."""
    if found := request_of(user):
        note_day(request, found)


def note_day(request: HttpRequest, found: DeletionRequest | None) -> None:
    """What the banner of this session says from now on; None: it is gone."""
    if found is not None:
        request.session[_KEY] = found.day.isoformat()
    else:
        request.session.pop(_KEY, None)


def day_in(request: HttpRequest) -> date | None:
    """When the account of who reads this is deleted, as far as the session knows."""
    day = request.session.get(_KEY)
    return date.fromisoformat(day) if day else None


@transaction.atomic
def keep(*, user: Any) -> bool:
    """Keep the account after all. Returns whether it was to be deleted."""
    request = DeletionRequest.objects.select_for_update().filter(user=user, begun_at=None).first()
    if request is None:
        return False
    request.delete()
    letters.write(user, "staying", app="people")
    return True


def remind_due() -> int:
    """Write to those whose account is deleted in two days (`manage.py run_due`). Returns to how many."""
    now = timezone.now()
    soon = DeletionRequest.objects.filter(reminded_at=None, due_at__gt=now, due_at__lte=now + REMINDED)
    number = 0
    for pk in list(soon.values_list("pk", flat=True)):
        with transaction.atomic():
            request = soon.select_for_update(of=("self",)).select_related("user").filter(pk=pk).first()
            if request is not None:
                letters.write(request.user, "leaving_soon", app="people", request=request)
                request.reminded_at = now
                request.save(update_fields=["reminded_at"])
                number += 1
    return number
