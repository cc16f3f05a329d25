"""Adaptations as lists and maps want them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from library.cards import language_facts
from library.models import Adaptation, CasePage
from library.points import ADAPTATION, Point
from library.shelf import Practice
from search import languages
from search.reader import interface_language


def points(found: Sequence[Practice], *, user: Any) -> list[Point]:
    """Where `found` practices were adapted, for the map: shown ones that editors gave a place, as exactly as they
    thought safe. Two queries at most, one when there are none."""
    placed = Adaptation.objects.visible_to(user).shown().exclude(latitude=None).exclude(longitude=None)
    rows = list(placed.order_by("pk").values_list("practice", "latitude", "longitude"))
    if not rows:
        return []
    listed = {number for practice in found for number in practice.page_ids()}
    pages = CasePage.objects.live().filter(translation_key__in={practice for practice, *_place in rows})
    shown = {key for key, number in pages.values_list("translation_key", "pk") if number in listed}
    return [
        Point(float(latitude), float(longitude), "district", ADAPTATION)
        for practice, latitude, longitude in rows
        if practice in shown and latitude is not None and longitude is not None
    ]


def cards(rows: Sequence[Adaptation], *, case: CasePage, user: Any, blocks: dict[str, str]) -> list[dict[str, Any]]:
    """What library/parts/adaptation.html shows. Needs `author`.

    :param blocks: key → title of the building blocks of `case`, in the reader's language
    """
    reader = interface_language()
    return [
        {
            "id": row.pk,
            "where": f"{row.place}, {languages.country_name(row.country, reader)}",
            "author_name": row.author.name if row.author else "",
            "created_at": row.created_at,
            "texts": [
                (name, text)
                for name, text in (("kept", row.kept), ("changed", row.changed), ("result", row.result))
                if text
            ],
            "blocks": [blocks[key] for key in row.building_blocks if key in blocks],
            "photo_url": reverse("library:adaptation_photo", args=[case.slug, row.pk]) if row.photo else "",
            "photo_width": row.photo_width,
            "photo_height": row.photo_height,
            "photo_alt": row.photo_alt,
            "state": row.state,
            "is_shown": row.state == Adaptation.State.SHOWN,
            "reason": row.reason,
            "is_own": bool(user.is_authenticated and row.author_id == user.pk),
        }
        | language_facts(row.language)
        for row in rows
    ]
