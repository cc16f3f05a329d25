"""Documents of posts are looked into before anybody is given them; see `library.scanning`. Pictures are not: they are
drawn anew (`library.photos`)."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from django.db.models import F
from django_tasks import task

from community import attachment_texts
from community.models import Attachment
from library import scanning
from library.scanning import ScannerAwayError, ScanState

log = logging.getLogger(__name__)


@task(queue_name="long")
def scan_attachment(pk: int) -> None:
    """Look into one document. Safe to run twice: one that was seen is left alone."""
    try:
        scan_now(pk)
    except ScannerAwayError as away:
        log.warning("attachment %s waits, the scanner is away: %s", pk, away)


def scan_now(pk: int) -> bool:
    """A file in which something was found is deleted; its row stays and says so. Returns whether there is a verdict.

    :raises ScannerAwayError: not now
    """
    waiting = Attachment.objects.filter(pk=pk, scan_state=ScanState.WAITING)
    # Counted before: a file that kills the scanner does not stand before all others for ever.
    if not waiting.update(scan_attempts=F("scan_attempts") + 1):
        return False
    row = waiting.defer("text").get()
    try:
        with row.file.open("rb") as file:
            verdict = scanning.scan(file)
    except FileNotFoundError:
        verdict = scanning.Verdict()  # there is nothing to give, either
    with transaction.atomic():
        if verdict.is_clean:
            seen = waiting.update(scan_state=ScanState.CLEAN)
            if seen and row.post_id and not row.is_read:
                transaction.on_commit(partial(attachment_texts.read_attachment.enqueue, pk), robust=True)
        else:
            log.error("attachment %s is refused: %s", pk, verdict.found)
            seen = waiting.update(scan_state=ScanState.REFUSED, is_read=True, file="")
            if seen and row.file.name:
                transaction.on_commit(partial(row.file.storage.delete, row.file.name), robust=True)
    return bool(seen)


def scan_due(*, most: int = 50) -> int:
    """Look into what waits (`manage.py run_due`). Returns how many."""
    if not scanning.is_on():
        return 0
    waiting = Attachment.objects.filter(scan_state=ScanState.WAITING).order_by("scan_attempts", "pk")
    number = 0
    try:
        for pk in list(waiting.values_list("pk", flat=True)[:most]):
            number += scan_now(pk)
    except ScannerAwayError as away:
        log.warning("files of posts wait, the scanner is away: %s", away)
    return number
