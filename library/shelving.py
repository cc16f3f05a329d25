"""Puts practices on the shelf (`models/shelf.py`) and takes them off: called whenever a case is saved or deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.signals import post_delete

from library.models import CasePage, Country, Shelved, Theme
from library.models.shelf import BLOCKS

_BATCH = 500
# Decimals of a degree: a kilometre for a village, ten for a district. Only the mark on the map is made of it.
_DIGITS = {"village": 2, "district": 1}
_FIELDS = [field.name for field in Shelved._meta.fields if not field.primary_key]
# What a save of these columns alone cannot change.
_SAVED_WITH_A_DRAFT = {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"}


@transaction.atomic
def shelve(practices: Iterable[UUID]) -> None:
    """Write the rows of these practices (translation keys) anew from their published pages."""
    keys = sorted(set(practices))
    # Two versions may be published at the same moment: who comes second waits for the row, then reads both.
    Shelved.objects.bulk_create([Shelved(practice=key) for key in keys], ignore_conflicts=True)
    list(Shelved.objects.select_for_update().filter(practice__in=keys).order_by("practice").values_list("pk"))
    pages: dict[UUID, list[CasePage]] = defaultdict(list)
    for page in (
        CasePage.objects.live()
        .filter(translation_key__in=keys)
        .select_related("locale")
        .prefetch_related("themes", "countries", "sdgs", "building_blocks")
        .defer("body")
        .order_by("pk")
    ):
        pages[page.translation_key].append(page)
    Shelved.objects.bulk_update([_row(key, pages[key]) for key in keys if key in pages], _FIELDS, batch_size=100)
    Shelved.objects.filter(practice__in=[key for key in keys if key not in pages]).delete()


def shelve_all() -> int:
    """The whole shelf anew: after changes that went past the models. Returns how many practices there are now."""
    keys = iter(
        {*CasePage.objects.values_list("translation_key", flat=True), *Shelved.objects.values_list("pk", flat=True)}
    )
    while batch := list(islice(keys, _BATCH)):
        shelve(batch)
    return Shelved.objects.count()


def _row(practice: UUID, pages: list[CasePage]) -> Shelved:
    """Facts are the same in all languages; while they are on their way there, the oldest version has them."""
    original = pages[0]
    return Shelved(
        practice=practice,
        versions=" ".join(f"{page.locale.language_code}:{page.pk}" for page in pages),
        languages=" ".join(sorted(page.locale.language_code for page in pages)),
        themes=" ".join(theme.code for theme in original.themes.all()),
        countries=" ".join(country.pk for country in original.countries.all()),
        goals=" ".join(str(number) for number in sorted({goal.number for goal in original.sdgs.all()})),
        blocks=_blocks(original),
        place=_place(original),
        evidence=original.evidence_level,
        published_on=original.published_on,
        first_published_at=original.first_published_at,
    )


def _blocks(page: CasePage) -> str:
    rows = page.building_blocks.all()
    told = [bool(rows), any(row.is_reusable for row in rows)]
    return " ".join(code for code, is_so in zip(BLOCKS, told, strict=True) if is_so)


def _place(page: CasePage) -> str:
    digits = _DIGITS.get(page.place_precision)
    if digits is None or page.latitude is None or page.longitude is None:
        return ""
    return f"{page.latitude:.{digits}f} {page.longitude:.{digits}f} {page.place_precision}"


def after_saving(page: CasePage, update_fields: Iterable[str] | None) -> None:
    if update_fields is None or not set(update_fields) <= _SAVED_WITH_A_DRAFT:
        shelve([page.translation_key])


def _without(holders: str) -> Any:
    def forget(instance: Any, **_kwargs: Any) -> None:
        code = instance.code
        rows = Shelved.objects.filter(**{f"{holders}__contains": code}).values_list("pk", holders)
        shelve(key for key, codes in rows if code in codes.split())

    return forget


_forget_theme, _forget_country = _without("themes"), _without("countries")


def _take_off(instance: CasePage, **_kwargs: Any) -> None:
    shelve([instance.translation_key])


def connect() -> None:
    post_delete.connect(_take_off, sender=CasePage, dispatch_uid="shelf: a case is gone")
    post_delete.connect(_forget_theme, sender=Theme, dispatch_uid="shelf: a theme is gone")
    post_delete.connect(_forget_country, sender=Country, dispatch_uid="shelf: a country is gone")
