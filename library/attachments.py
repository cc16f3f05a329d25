"""The documents of a case: which they are, who may be given one, and reading their text after the request.

A row first (`DocumentText`), then a task, as with letters: `run_due` takes up what a killed process left. Nobody holds
a transaction while a file is read.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
import time
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.signals import post_save
from django.http import HttpRequest
from django.utils import timezone
from django_tasks import task
from wagtail.documents.models import Document
from wagtail.models import Collection as Folder
from wagtail.models import CollectionViewRestriction

from library.extracting import MAX_FILE, Extract, UnreadableError, extract, kind_of
from library.models import CaseDocument, CasePage, DocumentLink, DocumentText
from search import changes, languages
from search.documents import Text

log = logging.getLogger(__name__)

MAX_CHARACTERS_A_CASE = 500_000  # of all its documents; one gives at most parsing.MAX_CHARACTERS
# Minutes until the next try, where another one may go better; after the last the reading has failed.
RETRY_AFTER = (1, 15, 240)
# Longer than fetching (S3) and reading a file take: a worker killed meanwhile is replaced after it.
CLAIM = timedelta(minutes=10)
State = DocumentText.State


# Which documents


def linked_in(body: Any) -> set[int]:
    """Ids of the documents that a case's sections link or hold, in whatever block."""
    try:
        found = list(body.stream_block.extract_references(body))
    except (KeyError, ValueError):  # a link without an id
        log.warning("a document link could not be read", exc_info=True)
        return set()
    return {int(number) for model, number, _path, _content in found if model is Document and str(number).isdigit()}


def case_ids(documents: Iterable[int]) -> set[int]:
    """Ids of the cases that use any of `documents`."""
    wanted = list(documents)
    return {
        number
        for model in (CaseDocument, DocumentLink)
        for number in model._default_manager.filter(document__in=wanted).values_list("page_id", flat=True)
    }


def case_ids_in(folder: Folder) -> set[int]:
    """Ids of the cases that use a document of `folder` or of one below it."""
    inside = Document.objects.filter(collection__path__startswith=folder.path)
    return case_ids(inside.filter(_is_used()).values_list("pk", flat=True))


def _is_used() -> Q:
    of_this = {"document": OuterRef("pk")}
    return Q(Exists(CaseDocument.objects.filter(**of_this))) | Q(Exists(DocumentLink.objects.filter(**of_this)))


# Who may be given one


class _Closed:
    """Wagtail's document privacy: collections that are not for everybody, read once."""

    def __init__(self) -> None:
        self._restrictions = list(CollectionViewRestriction.objects.select_related("collection"))

    def over(self, document: Document) -> list[CollectionViewRestriction]:
        path = document.collection.path
        return [row for row in self._restrictions if path.startswith(row.collection.path)]


def may_be_given(request: HttpRequest) -> Callable[[Document], bool]:
    """Whether Wagtail would serve a document for this request. Needs its `collection`."""
    closed = _Closed()
    return lambda document: all(row.accept_request(request) for row in closed.over(document))


class Attachments:
    """Texts of the documents of many cases, for their search documents. Made once for a batch; a case without
    documents costs no query."""

    def __init__(self, cases: Collection[int]) -> None:
        self._closed = _Closed()
        self._with_documents = {
            number
            for model in (CaseDocument, DocumentLink)
            for number in model._default_manager.filter(page__in=cases).values_list("page_id", flat=True)
        }

    def of(self, case: CasePage) -> list[Text]:
        """What everybody may read in the documents of `case`, those of its own list first, each under its title."""
        if case.pk not in self._with_documents:
            return []
        default = case.locale.language_code
        around = ("document__collection", "document__reading")
        found: dict[int, tuple[Document, str, str]] = {}
        for row in case.documents.select_related(*around):
            found.setdefault(row.document_id, (row.document, row.shown_title, row.language))
        for link in DocumentLink.objects.filter(page=case).order_by("pk").select_related(*around):
            found.setdefault(link.document_id, (link.document, "", ""))
        texts = []
        room = MAX_CHARACTERS_A_CASE
        for document, title, language in found.values():
            if self._closed.over(document):
                continue
            reading = getattr(document, "reading", None)
            text = reading.text[:room] if reading else ""
            room -= len(text)
            said = f"{title}\n\n{text}".strip()
            if said:
                known = language or (reading.language if reading else "")
                among = settings.LANGUAGE_CODES
                texts.append(Text(known or languages.guess(said, default=default, among=among), said))
        return texts


# Noticing


def connect() -> None:
    """Hear of saved cases and documents."""
    for receiver, sender in ((_case_saved, CasePage), (_row_saved, CaseDocument), (_document_saved, Document)):
        post_save.connect(receiver, sender=sender, dispatch_uid=f"library.attachments.{receiver.__name__}")


def _case_saved(instance: CasePage, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if raw or (update_fields is not None and "body" not in update_fields):
        return
    linked = linked_in(instance.body)
    known = set(DocumentLink.objects.filter(page=instance).values_list("document_id", flat=True))
    if linked == known:
        return
    DocumentLink.objects.filter(page=instance, document__in=known - linked).delete()
    new = set(Document.objects.filter(pk__in=linked - known).values_list("pk", flat=True))
    rows = [DocumentLink(page=instance, document_id=number) for number in sorted(new)]
    DocumentLink.objects.bulk_create(rows, ignore_conflicts=True)
    want_read(new)


def _row_saved(instance: CaseDocument, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        want_read([instance.document_id])


def _document_saved(
    instance: Document, created: bool, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """A new file is read again. So is one that could not be read, when somebody saves it once more."""
    if raw or created or (update_fields is not None and "file" not in update_fields):
        return
    row = DocumentText.objects.filter(pk=instance.pk).first()
    if row is None or _is_same_file(row, instance):
        return
    # Claimed by nobody from now on: who reads the old file writes nothing. Its text goes at once.
    DocumentText.objects.filter(pk=row.pk).update(**_unread(instance))
    changes.record("case", case_ids([row.pk]))
    _ask_for([row.pk])


def _is_same_file(row: DocumentText, document: Document) -> bool:
    if row.state == State.FAILED or kind_of(row.file_name) != kind_of(document.file.name):
        return False
    if row.file_hash and document.file_hash:
        return row.file_hash == document.file_hash
    return row.file_name == document.file.name


def _unread(document: Document) -> dict[str, Any]:
    return {
        "state": State.WAITING, "file_name": document.file.name, "file_hash": "", "text": "", "is_cut": False,
        "language": "", "reason": "", "error": "", "attempts": 0, "next_attempt_at": timezone.now(),
        "extracted_at": None,
    }  # fmt: skip


def want_read(documents: Iterable[int]) -> None:
    """Note that the text of `documents` is wanted. Call it in the transaction that begins to use them."""
    missing = Document.objects.filter(pk__in=list(documents), reading=None)
    rows = [DocumentText(document=document, **_unread(document)) for document in missing]
    DocumentText.objects.bulk_create(rows, ignore_conflicts=True)
    _ask_for([row.pk for row in rows])


def _ask_for(documents: Iterable[int]) -> None:
    for number in documents:
        transaction.on_commit(partial(read_document.enqueue, number), robust=True)


# Reading


@task(queue_name="long")
def read_document(pk: int) -> None:
    """Read one document. Safe to run twice: one that was read, or is being read, is left alone."""
    read_now(pk)


def read_now(pk: int) -> bool:
    """Try once; on failure that may pass, set the time of the next try. Returns whether there is news."""
    claimed = _claim(pk)
    if claimed is None:
        return False
    document, attempts, until = claimed
    result: dict[str, Any] = {"next_attempt_at": None, "reason": "", "error": ""}
    try:
        kind = kind_of(document.file.name)
        if kind is None:
            result |= {"state": State.UNSUPPORTED}
        else:
            found, file_hash = _extracted(document, kind)
            guess = languages.guess(found.text, default="", among=settings.LANGUAGE_CODES)
            result |= {
                "state": State.DONE, "text": found.text, "is_cut": found.is_cut, "language": guess,
                "file_hash": file_hash, "extracted_at": timezone.now(),
            }  # fmt: skip
    except UnreadableError as error:
        log.warning("document %s was not read (try %s): %s", pk, attempts, error)
        result |= {"reason": error.reason, "error": str(error)[:2000]}
        if error.may_pass and attempts <= len(RETRY_AFTER):
            result["next_attempt_at"] = timezone.now() + timedelta(minutes=RETRY_AFTER[attempts - 1])
        else:
            result["state"] = State.FAILED
    with transaction.atomic():
        # Nothing when the file was replaced meanwhile: the row is not ours any more.
        kept = DocumentText.objects.filter(pk=pk, state=State.WAITING, next_attempt_at=until).update(**result)
        if kept:
            changes.record("case", case_ids([pk]))
    return bool(kept)


def _claim(pk: int) -> tuple[Document, int, datetime] | None:
    """The document, which try this is, and until when it is ours; None when there is nothing to do."""
    with transaction.atomic():
        row = (
            DocumentText.objects.select_for_update(of=("self",))
            .select_related("document")
            .filter(pk=pk, state=State.WAITING, next_attempt_at__lte=timezone.now())
            .first()
        )
        if row is None:
            return None
        row.attempts += 1
        row.next_attempt_at = timezone.now() + CLAIM
        if row.attempts > len(RETRY_AFTER) + 1:
            # Each time whoever read it was killed: not our limits, but reason enough to stop.
            row.state, row.reason, row.next_attempt_at = State.FAILED, "too_heavy", None
        row.save(update_fields=["attempts", "next_attempt_at", "state", "reason"])
        if row.next_attempt_at is None:
            return None
        return row.document, row.attempts, row.next_attempt_at


def _extracted(document: Document, kind: str) -> tuple[Extract, str]:
    """The text, and the SHA-1 of the bytes it was read from."""
    with tempfile.TemporaryFile() as copy:
        try:
            size, file_hash = _fetched(document, copy)
        except UnreadableError:
            raise
        except Exception as error:  # each storage has its own errors
            raise UnreadableError("missing", detail=f"{type(error).__name__}: {error}", may_pass=True) from error
        Document.objects.filter(pk=document.pk, file_size=None).update(file_size=size)
        return extract(copy, kind), file_hash


def _fetched(document: Document, copy: IO[bytes]) -> tuple[int, str]:
    size = 0
    digest = hashlib.sha1(usedforsecurity=False)
    with document.open_file() as file:
        for chunk in file.chunks():
            size += len(chunk)
            if size > MAX_FILE:
                raise UnreadableError("too_large")
            digest.update(chunk)
            copy.write(chunk)
    copy.flush()
    return size, digest.hexdigest()


def read_due(*, seconds: float = 40) -> int:
    """Read what waits and whose time has come (`manage.py run_due`), for about `seconds`. Returns how many."""
    unnoticed = Document.objects.filter(_is_used(), reading=None).values_list("pk", flat=True)
    with transaction.atomic():
        want_read(list(unnoticed[:500]))
    end = time.monotonic() + seconds
    due = DocumentText.objects.filter(state=State.WAITING, next_attempt_at__lte=timezone.now())
    number = 0
    for pk in list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:500]):
        if time.monotonic() >= end:
            break
        number += read_now(pk)
    return number
