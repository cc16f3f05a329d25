"""The PDF of a case: wanted as a row, drawn by a task, kept until the case is published again.

WeasyPrint draws it, with Pango from the system. A machine without those has no PDFs and says so; nothing else changes.
It is given everything it may read: it opens no address and no file by itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone, translation
from django_tasks import task
from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from library.line_breaks import html_with_breaks
from library.models import CasePage, CasePdf, ThemeName

log = logging.getLogger(__name__)

# Raise it with every change to what the PDF looks like: those made before are made anew.
VERSION = 2
# Minutes until the next try; after the last it has failed.
RETRY_AFTER = (1, 15, 240)
# Longer than drawing a case takes (seconds): a worker killed meanwhile is replaced after it.
CLAIM = timedelta(minutes=10)
FONTS = Path(__file__).parent / "fonts"
_OWN = "own:"  # the one kind of address that WeasyPrint may open: a name in what it is given
_FAMILIES = (
    ("Print Latin", "noto-sans-latin"),
    ("Print Vietnamese", "noto-sans-vietnamese"),
    ("Print Thai", "noto-sans-thai"),
    ("Print Lao", "noto-sans-lao"),
)
State = CasePdf.State


class CannotPrintError(Exception):
    """WeasyPrint or one of the system's libraries is not there."""


@lru_cache(maxsize=1)
def is_available() -> bool:
    """Whether this machine can draw PDFs. Asked once a process: it takes half a second."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        log.warning("no PDFs of cases on this machine: %s", error)
        return False
    return True


# Wanting one


def _current(page: CasePage) -> dict[str, Any] | None:
    if not page.live or page.last_published_at is None:
        return None
    return {"page": page, "published_at": page.last_published_at, "template_version": VERSION}


def pdf_of(page: CasePage) -> CasePdf | None:
    """The PDF of what readers see of `page` now, made or not; None when nobody asked for it yet."""
    return pdfs_of(page).first()


def pdfs_of(page: CasePage) -> QuerySet[CasePdf]:
    """The one row of `pdf_of`, or none."""
    current = _current(page)
    return CasePdf.objects.filter(**current) if current else CasePdf.objects.filter(pk__in=[])


def want_pdf(page: CasePage) -> CasePdf | None:
    """Ask for the PDF of the published version of `page`; the row that is there already when it is not the first time.
    None for a page that is not published."""
    current = _current(page)
    if current is None:
        return None
    with transaction.atomic():
        row, is_new = CasePdf.objects.get_or_create(**current)
        if is_new:
            transaction.on_commit(partial(make_pdf.enqueue, row.pk), robust=True)
    return row


def connect() -> None:
    """Hear of published cases, and of changes that show in a PDF without its page being published."""
    page_published.connect(_published, sender=CasePage, dispatch_uid="library.printing._published")
    page_unpublished.connect(_unpublished, sender=CasePage, dispatch_uid="library.printing._unpublished")
    for signal in (post_save, post_delete):
        signal.connect(
            _restriction_changed, sender=PageViewRestriction, dispatch_uid="library.printing._restriction_changed"
        )
    post_save.connect(_theme_renamed, sender=ThemeName, dispatch_uid="library.printing._theme_renamed")
    # Before it is deleted: afterwards no case has it any more.
    for signal in (post_save, pre_delete):
        signal.connect(_image_changed, sender=get_image_model(), dispatch_uid="library.printing._image_changed")
    post_delete.connect(_row_deleted, sender=CasePdf, dispatch_uid="library.printing._row_deleted")


def _published(instance: CasePage, **kwargs: Any) -> None:
    """Somebody wanted the one before: the new one is made before they come again."""
    if CasePdf.objects.filter(page=instance).exists():
        want_pdf(instance)


def _unpublished(instance: CasePage, **kwargs: Any) -> None:
    forget(CasePdf.objects.filter(page=instance))


def _restriction_changed(instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    """A translation borrows words of an original that everybody may read: it may be that they no longer may."""
    if not raw:
        closed = CasePage.objects.descendant_of(instance.page, inclusive=True)
        others = CasePdf.objects.filter(page__translation_key__in=closed.values("translation_key"))
        forget(others.exclude(page__in=closed.values("pk")))


def _theme_renamed(instance: ThemeName, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if not raw and not created:
        forget(CasePdf.objects.filter(page__themes=instance.theme_id))


def _image_changed(instance: Any, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    if not raw and not created:
        forget(CasePdf.objects.filter(page__lead_image=instance.pk))


def _row_deleted(instance: CasePdf, **kwargs: Any) -> None:
    """The file goes with its row, once that is certain; also when a page is deleted."""
    if instance.file.name:
        transaction.on_commit(partial(instance.file.storage.delete, instance.file.name), robust=True)


def forget(rows: Any) -> int:
    """Delete PDFs and their files. Returns how many."""
    with transaction.atomic():
        found = list(rows)
        for row in found:
            row.delete()
    return len(found)


def forget_stale() -> int:
    """Delete the PDFs of versions that readers see no more (`manage.py run_due`). Returns how many."""
    is_current = Q(page__live=True, template_version=VERSION, published_at=F("page__last_published_at"))
    return forget(CasePdf.objects.exclude(is_current)[:500])


# Making one


@task(queue_name="long")
def make_pdf(pk: int) -> None:
    """Make one PDF. Safe to run twice: one that is made, or being made, is left alone."""
    make_now(pk)


def make_now(pk: int) -> bool:
    """Try once; on failure, set the time of the next try. Returns whether the PDF is made."""
    claimed = _claim(pk)
    if claimed is None:
        return False
    page, attempts, until = claimed
    # Not ours any more when the page was published again meanwhile: then nothing is written.
    mine = CasePdf.objects.filter(pk=pk, state=State.WAITING, next_attempt_at=until)
    try:
        data = drawn(page)
    except Exception as error:  # whatever stops one PDF is noted on its row and stops no other
        log.warning("the PDF of case page %s was not made (try %s): %s", page.pk, attempts, error)
        result: dict[str, Any] = {"error": f"{type(error).__name__}: {error}"[:2000]}
        if attempts <= len(RETRY_AFTER):
            result["next_attempt_at"] = timezone.now() + timedelta(minutes=RETRY_AFTER[attempts - 1])
        else:
            result |= {"state": State.FAILED, "next_attempt_at": None}
        mine.update(**result)
        return False
    storage = CasePdf._meta.get_field("file").storage
    name = storage.save(f"case-pdfs/{page.slug}-{page.locale.language_code}.pdf", ContentFile(data))
    kept = mine.update(state=State.DONE, file=name, size=len(data), next_attempt_at=None, error="")
    if not kept:
        storage.delete(name)
    return bool(kept)


def _claim(pk: int) -> tuple[CasePage, int, datetime] | None:
    """The page, which try this is, and until when it is ours; None when there is nothing to do."""
    with transaction.atomic():
        row = (
            CasePdf.objects.select_for_update(of=("self",))
            .select_related("page__locale", "page__lead_image")
            .filter(pk=pk, state=State.WAITING, next_attempt_at__lte=timezone.now())
            .first()
        )
        if row is None:
            return None
        if not row.page.live or row.page.last_published_at != row.published_at:
            row.delete()
            return None
        row.attempts += 1
        row.next_attempt_at = timezone.now() + CLAIM
        if row.attempts > len(RETRY_AFTER) + 1:
            # Each time whoever drew it was killed.
            row.state, row.next_attempt_at = State.FAILED, None
        row.save(update_fields=["attempts", "next_attempt_at", "state"])
        if row.next_attempt_at is None:
            return None
        return row.page, row.attempts, row.next_attempt_at


def make_due(*, seconds: float = 20) -> int:
    """Make what waits and whose time has come (`manage.py run_due`), for about `seconds`. Returns how many."""
    end = time.monotonic() + seconds
    due = CasePdf.objects.filter(state=State.WAITING, next_attempt_at__lte=timezone.now())
    number = 0
    for pk in list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:500]):
        if time.monotonic() >= end:
            break
        number += make_now(pk)
    return number


# Drawing


def drawn(page: CasePage) -> bytes:
    """The PDF of `page` as bytes. In the page's own language, whoever asked.

    :raises CannotPrintError: where WeasyPrint or its libraries are missing
    """
    return bytes(laid_out(page).write_pdf(pdf_variant="pdf/ua-1"))


def laid_out(page: CasePage) -> Any:
    """The document with its pages and boxes, as WeasyPrint laid them out."""
    from library.views.printed import page_html  # views render; this module decides when

    if not is_available():
        raise CannotPrintError("WeasyPrint or one of its system libraries is missing")
    import weasyprint

    files = dict(_fonts())
    with translation.override(page.locale.language_code):
        html = page_html(page, picture=_picture(page, files), faces=_faces())
    return weasyprint.HTML(
        string=html_with_breaks(html), base_url=page.full_url or _OWN, url_fetcher=_only_from(files)
    ).render()


def _only_from(files: Mapping[str, tuple[bytes, str]]) -> Any:
    """A fetcher that knows these files and opens nothing else: no address, no path."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url not in files:
                raise ValueError(f"not ours to open: {url}")
            data, kind = files[url]
            return URLFetcherResponse(url, data, {"Content-Type": kind})

    return OwnFiles()


@lru_cache(maxsize=1)
def _fonts() -> tuple[tuple[str, tuple[bytes, str]], ...]:
    found = []
    for _family, stem in _FAMILIES:
        for weight in (400, 700):
            name = f"{stem}-{weight}.woff2"
            path = FONTS / name
            if not path.exists():
                path = Path(finders.find(f"fonts/{name}") or path)
            found.append((f"{_OWN}{name}", (path.read_bytes(), "font/woff2")))
    return tuple(found)


def _faces() -> list[dict[str, Any]]:
    return [
        {"family": family, "weight": weight, "url": f"{_OWN}{stem}-{weight}.woff2"}
        for family, stem in _FAMILIES
        for weight in (400, 700)
    ]


def _picture(page: CasePage, files: dict[str, tuple[bytes, str]]) -> str:
    """The address of the lead image among `files`; empty when there is none, or its file is gone."""
    if page.lead_image is None:
        return ""
    try:
        rendition = page.lead_image.get_rendition("max-1400x900|format-jpeg|jpegquality-80")
        with rendition.file.open("rb") as file:
            data = file.read()
    except Exception as error:  # each storage and picture has its own errors; the text matters more
        log.warning("the picture of case page %s is not in its PDF: %s", page.pk, error)
        return ""
    files[f"{_OWN}picture"] = (data, "image/jpeg")
    return f"{_OWN}picture"
