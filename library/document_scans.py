"""Documents of editors are looked into before anybody is given them; see `library.scanning`."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.signals import post_save
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django_tasks import task
from wagtail.documents.models import Document

from library import scanning
from library.models import DocumentScan
from library.scanning import ScannerAwayError, ScanState

log = logging.getLogger(__name__)

RETRY_AFTER = 60  # seconds, told to the reader: how often `run_due` comes


def connect() -> None:
    """Hear of documents that come in, or get another file."""
    post_save.connect(_saved, sender=Document, dispatch_uid="library.document_scans._saved")


def _saved(instance: Document, raw: bool = False, **kwargs: Any) -> None:
    if raw or not scanning.is_on():
        return
    row = DocumentScan.objects.filter(pk=instance.pk).first()
    if row is None or row.file_name != instance.file.name:
        _want_scanned(instance)


def _want_scanned(document: Document) -> None:
    new = {"file_name": document.file.name, "state": ScanState.WAITING, "found": "", "attempts": 0}
    DocumentScan.objects.update_or_create(document=document, defaults=new)
    transaction.on_commit(partial(scan_document.enqueue, document.pk), robust=True)


@task(queue_name="long")
def scan_document(pk: int) -> None:
    """Look into one document. Safe to run twice: one that was seen is left alone."""
    try:
        scan_now(pk)
    except ScannerAwayError as away:
        log.warning("document %s waits, the scanner is away: %s", pk, away)


def scan_now(pk: int) -> bool:
    """Returns whether there is a verdict.

    :raises ScannerAwayError: not now
    """
    waiting = DocumentScan.objects.filter(pk=pk, state=ScanState.WAITING)
    # Counted before: a file that kills the scanner does not stand before all others for ever.
    if not waiting.update(attempts=F("attempts") + 1):
        return False
    row = waiting.select_related("document").get()
    try:
        with row.document.open_file() as file:
            verdict = scanning.scan(file)
    except FileNotFoundError:
        verdict = scanning.Verdict()  # there is nothing to give, either
    if not verdict.is_clean:
        log.error("document %s is refused: %s", pk, verdict.found)
    state = ScanState.CLEAN if verdict.is_clean else ScanState.REFUSED
    # Nothing when the file was replaced meanwhile.
    return bool(waiting.filter(file_name=row.file_name).update(state=state, found=verdict.found[:200]))


def scan_due(*, most: int = 50) -> int:
    """Look into what waits, also what came in before there was a scanner (`manage.py run_due`). Returns how many."""
    if not scanning.is_on():
        return 0
    for document in Document.objects.filter(scan=None).order_by("pk")[:most]:
        _want_scanned(document)
    waiting = DocumentScan.objects.filter(state=ScanState.WAITING).order_by("attempts", "pk")
    number = 0
    try:
        for pk in list(waiting.values_list("pk", flat=True)[:most]):
            number += scan_now(pk)
    except ScannerAwayError as away:
        log.warning("documents wait, the scanner is away: %s", away)
    return number


def before_serving(document: Document, request: HttpRequest) -> HttpResponse | None:
    """Wagtail's `before_serve_document`.

    :raises Http404: something was found in it
    """
    row = DocumentScan.objects.filter(pk=document.pk).first()
    if row is not None and row.state == ScanState.REFUSED:
        raise Http404
    if scanning.is_on() and (row is None or row.state == ScanState.WAITING):
        response = render(request, "library/being_checked.html", status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        response.headers["Cache-Control"] = "no-store"
        return response
    return None
