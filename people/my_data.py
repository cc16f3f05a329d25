"""People ask for their own data: wanted as a row, written by a task, kept for a week behind their sign-in."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files import File
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from library.letters import language_of, write
from library.refusals import NotAllowed
from people.archive import write_archive
from people.models import DataRequest

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
"""So often somebody may ask."""
KEPT_FOR = timedelta(days=7)
# Minutes until the next try; after the last it has failed.
RETRY_AFTER = (1, 15, 240)
# Longer than writing the largest takes: a worker killed meanwhile is replaced after it.
CLAIM = timedelta(minutes=30)
State = DataRequest.State


# Asking


@transaction.atomic
def ask(*, user: Any) -> DataRequest:
    """`user` wants their data. The wish that waits already when they ask twice.

    :raises NotAllowed: they got it less than a day ago
    """
    get_user_model().objects.select_for_update().get(pk=user.pk)
    last = last_of(user)
    if last and last.state == State.WAITING:
        return last
    if last and last.state == State.READY and last.asked_at > timezone.now() - EVERY:
        raise NotAllowed(_("You asked less than a day ago; that file is below. Please ask again tomorrow."))
    row = DataRequest.objects.create(user=user)
    transaction.on_commit(partial(make_file.enqueue, row.pk), robust=True)
    return row


def last_of(user: Any) -> DataRequest | None:
    """What `user` asked for last, unless it is gone by now."""
    return DataRequest.objects.filter(user=user).exclude(expires_at__lte=timezone.now()).first()


def file_for(user: Any, key: Any) -> DataRequest | None:
    """The file with this key, if it is that of `user` and still to be had. Nobody gets another's, staff included."""
    return DataRequest.objects.filter(key=key, user=user, state=State.READY, expires_at__gt=timezone.now()).first()


# Writing it


@task(queue_name="long")
def make_file(pk: int) -> None:
    """Write one. Safe to run twice: one that is written, or being written, is left alone."""
    make_now(pk)


def make_now(pk: int) -> bool:
    """Try once; on failure, set the time of the next try. Returns whether the file is there."""
    claimed = _claim(pk)
    if claimed is None:
        return False
    row, until = claimed
    # Not ours any more when another worker took over meanwhile: then nothing is kept.
    mine = DataRequest.objects.filter(pk=pk, state=State.WAITING, next_attempt_at=until)
    storage, place = row.file.storage, _place(row, row.attempts)
    try:
        with TemporaryFile() as file:
            write_archive(row.user, file, language=language_of(row.user))
            size = file.tell()
            file.seek(0)
            name = storage.save(place, File(file))
    except Exception as error:  # whatever stops one file is noted on its row and stops no other
        log.warning("the data of request %s were not written (try %s): %s", pk, row.attempts, type(error).__name__)
        storage.delete(place)
        result: dict[str, Any] = {"error": f"{type(error).__name__}: {error}"[:2000]}
        if row.attempts <= len(RETRY_AFTER):
            result["next_attempt_at"] = timezone.now() + timedelta(minutes=RETRY_AFTER[row.attempts - 1])
        else:
            result |= _given_up()
        mine.update(**result)
        return False
    now = timezone.now()
    with transaction.atomic():
        kept = mine.update(
            state=State.READY, file=name, size=size, ready_at=now, expires_at=now + KEPT_FOR, next_attempt_at=None,
            error="",
        )  # fmt: skip
        if kept:
            _forget(DataRequest.objects.filter(user=row.user_id).exclude(pk=pk))
            write(row.user, "data_ready", app="people", days=KEPT_FOR.days)
    if not kept:
        storage.delete(name)
    return bool(kept)


def _claim(pk: int) -> tuple[DataRequest, datetime] | None:
    """The row, and until when it is ours; None when there is nothing to do."""
    with transaction.atomic():
        row = (
            DataRequest.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(pk=pk, state=State.WAITING, next_attempt_at__lte=timezone.now())
            .first()
        )
        if row is None:
            return None
        row.attempts += 1
        if row.attempts > len(RETRY_AFTER) + 1:
            # Each time whoever wrote it was killed.
            DataRequest.objects.filter(pk=pk).update(attempts=row.attempts, **_given_up())
            return None
        until = timezone.now() + CLAIM
        DataRequest.objects.filter(pk=pk).update(attempts=row.attempts, next_attempt_at=until)
        return row, until


def _given_up() -> dict[str, Any]:
    return {"state": State.FAILED, "next_attempt_at": None, "expires_at": timezone.now() + KEPT_FOR}


def make_due(*, seconds: float = 20) -> int:
    """Write what waits and whose time has come (`manage.py run_due`), for about `seconds`. Returns how many."""
    end = time.monotonic() + seconds
    due = DataRequest.objects.filter(state=State.WAITING, next_attempt_at__lte=timezone.now())
    number = 0
    for pk in list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:100]):
        if time.monotonic() >= end:
            break
        number += make_now(pk)
    return number


# Forgetting it


def forget_expired() -> int:
    """Delete the files, and the wishes, whose time is over. Returns how many."""
    return _forget(DataRequest.objects.filter(expires_at__lte=timezone.now()))


def _forget(rows: Any) -> int:
    number: int = rows.delete()[1].get("people.DataRequest", 0)
    return number


def _place(row: DataRequest, attempt: int) -> str:
    """Each try has its own: a worker that was taken for dead deletes no file but its own."""
    return f"my-data/{row.key}-{attempt}.zip"


@receiver(post_delete, sender=DataRequest, dispatch_uid="people.my_data._row_deleted")
def _row_deleted(instance: DataRequest, **kwargs: Any) -> None:
    """The file goes with its row, once that is certain; also when the person goes; and what a worker wrote that was
    killed before it could say so."""
    for attempt in range(1, instance.attempts + 1):
        transaction.on_commit(partial(instance.file.storage.delete, _place(instance, attempt)), robust=True)
