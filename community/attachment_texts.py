"""The texts of attached documents, read after the request, for search. Tables and slides are found by their names."""

from __future__ import annotations

import logging
import tempfile
from typing import Any

from django.db import transaction
from django.db.models import F
from django_tasks import task

from community.models import Attachment
from library import extracting
from library.scanning import ScanState
from search import changes

log = logging.getLogger(__name__)

MAX_TRIES = 4
MAX_CHARACTERS = 50_000
"""Of one document: a thread is one search document, and people look for what was said in it."""


def is_readable(kind: str) -> bool:
    return kind != Attachment.Kind.CSV and extracting.kind_of(f"file.{kind}") is not None


@task(queue_name="long")
def read_attachment(pk: int) -> None:
    """Read one document. Safe to run twice: one that was read is left alone."""
    read_now(pk)


def read_now(pk: int) -> bool:
    """Returns whether there is news."""
    unread = Attachment.objects.filter(pk=pk, is_read=False).exclude(post=None)
    unread = unread.exclude(scan_state=ScanState.WAITING)
    # Counted before it is read: a file that kills its reader is not read for ever.
    if not unread.update(read_attempts=F("read_attempts") + 1):
        return False
    row = unread.select_related("post").get()
    result: dict[str, Any] = {"is_read": True}
    try:
        result["text"] = _text_of(row)
    except extracting.UnreadableError as error:
        log.warning("attachment %s was not read (try %s): %s", pk, row.read_attempts, error)
        result["is_read"] = not error.may_pass or row.read_attempts >= MAX_TRIES
    with transaction.atomic():
        if news := unread.update(**result):
            changes.record("thread", [row.post.thread_id] if row.post else [])
    return bool(news and result["is_read"])


def _text_of(row: Attachment) -> str:
    with tempfile.TemporaryFile() as copy:
        try:
            with row.file.open("rb") as file:
                for chunk in file.chunks():
                    copy.write(chunk)
        except Exception as error:  # each storage has its own errors
            raise extracting.UnreadableError("missing", detail=str(error), may_pass=True) from error
        copy.flush()
        return extracting.extract(copy, extracting.kind_of(f"file.{row.kind}") or "").text[:MAX_CHARACTERS]


def read_due(*, most: int = 50) -> int:
    """Read what a killed task left (`manage.py run_due`). Returns how many."""
    Attachment.objects.filter(is_read=False, read_attempts__gte=MAX_TRIES).exclude(post=None).update(is_read=True)
    waiting = Attachment.objects.filter(is_read=False).exclude(post=None).exclude(scan_state=ScanState.WAITING)
    waiting = waiting.order_by("read_attempts", "pk")
    return sum(read_now(pk) for pk in list(waiting.values_list("pk", flat=True)[:most]))
