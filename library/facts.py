"""The facts of a practice are one: what its original says holds for every language version.

The original is the version that was made first. Publishing it hands its facts to the other live versions in the same
transaction (`pass_on`); a draft of a translation takes them whenever it is opened, so nobody's unfinished words are
touched; and no translation is ever saved with others (`CasePage.save`).
"""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail_localize.fields import SynchronizedField

from library.models import CasePage
from library.models.case import FACT_ROWS, WORDED_ROWS
from library.models.rows import CaseRow

PLAIN_ROWS = ("documents", "people", "origins", *FACT_ROWS)
LINKED = ("themes", "countries")
_FIXED = {"slug", "code"}  # never change
_NOT_COMPARED = {"id", "page", "sort_order"}


def _columns() -> list[str]:
    """The facts that are one column of the page."""
    own = (field for field in CasePage.translatable_fields if isinstance(field, SynchronizedField))
    names = {field.field_name for field in own if not field.overridable}
    return sorted(names - _FIXED - {*PLAIN_ROWS, *LINKED})


COLUMNS = _columns()


def original_of(page: CasePage) -> CasePage | None:
    """The version whose facts hold for `page`, as readers have it or, before they do, as it was written last; None for
    the original itself."""
    versions = CasePage.objects.filter(translation_key=page.translation_key).order_by("pk")
    first = versions.first()
    if first is None or first.pk == page.pk:
        return None
    if first.first_published_at is None and first.latest_revision_id:
        latest: CasePage = first.get_latest_revision_as_object()
        return latest
    return first


def take_over(original: CasePage, page: CasePage) -> bool:
    """Give `page`, in memory, the facts of `original`; its words stay. Returns whether any differed.

    A row that only the original has comes without words: its reader is shown the original's, marked as such.
    """
    differed = [name for name in COLUMNS if getattr(page, name) != getattr(original, name)]
    for name in differed:
        setattr(page, name, getattr(original, name))
    taken = [_take_linked(original, page, name) for name in LINKED]
    taken += [_take_plain_rows(original, page, name) for name in PLAIN_ROWS]
    taken += [_take_worded_rows(original, page, name) for name in WORDED_ROWS]
    page.has_facts_of_original = True
    return bool(differed) or any(taken)


def _take_linked(original: CasePage, page: CasePage, name: str) -> bool:
    theirs = list(getattr(original, name).all())
    if {row.pk for row in getattr(page, name).all()} == {row.pk for row in theirs}:
        return False
    getattr(page, name).set(theirs)
    return True


def _values(row: models.Model) -> tuple[Any, ...]:
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in _NOT_COMPARED)


def _take_plain_rows(original: CasePage, page: CasePage, name: str) -> bool:
    theirs = [_values(row) for row in getattr(original, name).all()]
    if [_values(row) for row in getattr(page, name).all()] == theirs:
        return False
    original.copy_child_relation(name, page)
    return True


def _take_worded_rows(original: CasePage, page: CasePage, name: str) -> bool:
    mine = {row.translation_key: row for row in getattr(page, name).all()}
    before = [_facts(row) for row in getattr(page, name).all()]
    rows = []
    for row in getattr(original, name).all():
        own = mine.get(row.translation_key)
        if own is None:
            own = type(row)(translation_key=row.translation_key, locale_id=page.locale_id, page_id=page.pk)
        for column in (*row.facts(), "sort_order"):
            field = row._meta.get_field(column)
            setattr(own, field.attname, getattr(row, field.attname))
        rows.append(own)
    if [_facts(row) for row in rows] == before:
        return False
    getattr(page, name).set(rows)
    return True


def _facts(row: CaseRow) -> tuple[Any, ...]:
    columns = (row._meta.get_field(name).attname for name in (*row.facts(), "sort_order"))
    return (row.translation_key, *(getattr(row, column) for column in columns))


@transaction.atomic
def pass_on(original: CasePage) -> int:
    """Give the facts of a published original to its other live versions. Returns how many had others.

    Writes their rows only, no revision: drafts and scheduled versions stay as they are and take the facts when they
    are opened or published.
    """
    number = 0
    others = CasePage.objects.live().filter(translation_key=original.translation_key, alias_of=None)
    for page in others.filter(pk__gt=original.pk).order_by("pk"):
        if not take_over(original, page):
            continue
        page.last_published_at = timezone.now()
        page.save(clean=False)
        log(instance=page, action="library.facts")
        number += 1
    return number


def after_publishing(sender: Any, instance: CasePage, **_kwargs: Any) -> None:
    """What `page_published` calls."""
    if original_of(instance) is None:
        pass_on(instance)
