"""Deleting accounts whose day has come: step by step, in many small transactions, begun anew after a kill.

What is done with each table stands in the `personal_data.py` of its app; nothing here knows one by name but the request
itself. While any of the person's rows may be left, their user row is there: it is the last to go, with the request, and
until then `manage.py run_due` comes back to it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from library import letters
from people import leaving
from people.models import DeletionRequest
from privacy import registry
from privacy.decisions import Erasing, Table

log = logging.getLogger(__name__)

AT_ONCE = 500
"""Rows in one transaction: with SQLite nobody else writes meanwhile."""
CLAIM = timedelta(minutes=15)
"""Longer than any of the transactions takes: who was killed is replaced after it."""
RETRY_AFTER = (1, 5, 15, 60, 240, 1440)
"""Minutes until the next try; after the last one, once a day: what was promised is done in the end."""

_END = object()


def carry_out_due() -> int:
    """Delete the accounts whose day has come (`manage.py run_due`). Returns how many are gone."""
    return sum(carry_out(pk) for pk in list(DeletionRequest.objects.due().values_list("pk", flat=True)))


def carry_out(pk: int) -> bool:
    """Try once; on failure, set the time of the next try. Returns whether the account is gone."""
    request = _claimed(pk)
    if request is None:
        return False
    try:
        erase(request)
    except Exception:
        minutes = RETRY_AFTER[min(request.attempts, len(RETRY_AFTER)) - 1]
        log.exception("the account %s is not deleted yet; next try in %s minutes", request.user_id, minutes)
        again = timezone.now() + timedelta(minutes=minutes)
        DeletionRequest.objects.filter(pk=pk).update(next_attempt_at=again)
        return False
    return True


@transaction.atomic
def _claimed(pk: int) -> DeletionRequest | None:
    """The request, if nobody is at it; from now on the person cannot sign in, and nothing takes it back."""
    due = DeletionRequest.objects.due().select_for_update(of=("self",)).select_related("user")
    request = due.filter(pk=pk).first()
    if request is None:
        return None
    request.attempts += 1
    request.begun_at = request.begun_at or timezone.now()
    request.next_attempt_at = timezone.now() + CLAIM
    request.save(update_fields=["attempts", "begun_at", "next_attempt_at"])
    get_user_model().objects.filter(pk=request.user_id).update(is_active=False)
    leaving.end_sessions(request.user)
    return request


def erase(request: DeletionRequest) -> None:
    """Everything that is decided about the person of `request`: first what stands in texts and lists (`Step`), then
    table after table, last the account, with a letter that says so. What is done already stays done."""
    person = request.user
    for step in registry.steps():
        _in_parts(partial(step, person, removes_posts=request.removes_posts), request)
    for table in registry.tables():
        # The request is how one finds the way back here: it goes with the account.
        if table.model != DeletionRequest._meta.label:
            _in_parts(partial(_rows, table, person), request)
    with transaction.atomic():
        letters.write_to_address(
            person.email, "people/letters/left", language=letters.language_of(person), person=person
        )
        person.delete()


def _in_parts(begin: Callable[[], Iterator[None] | None], request: DeletionRequest) -> None:
    """Run a step, each of its parts in a transaction of its own that renews the claim."""
    with transaction.atomic():
        parts: Iterator[None] = iter(begin() or ())
    is_done = False
    while not is_done:
        with transaction.atomic():
            is_done = next(parts, _END) is _END
            DeletionRequest.objects.filter(pk=request.pk).update(next_attempt_at=timezone.now() + CLAIM)


def _rows(table: Table, person: Any) -> Iterator[None]:
    """Delete or unlink the rows of one table, some at a time."""
    rows = apps.get_model(table.model)._base_manager
    while True:
        found = rows.filter(**{table.person: person.pk}).order_by("pk")[:AT_ONCE]
        if table.erasing is Erasing.UNLINK:
            numbers = list(found.values_list("pk", flat=True))
            rows.filter(pk__in=numbers).update(**{table.person: None})
        else:
            gone = list(found)
            numbers = [row.pk for row in gone]
            # Before their rows: killed in between, one comes back to the rows, but to no file that nothing names.
            for file in (getattr(row, name) for row in gone for name in table.files):
                if file:
                    file.storage.delete(file.name)
            rows.filter(pk__in=numbers).delete()
        if len(numbers) < AT_ONCE:
            return
        yield
