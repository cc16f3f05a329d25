"""Adaptations as lists and maps want them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from library.cards import language_facts
from library.models import Adaptation, CasePage
from search import languages
from search.reader import interface_language


@dataclass(frozen=True, slots=True)
class Point:
    """An adaptation on a map. Latitude and longitude in degrees (WGS 84), None where only the country is known."""

    practice: UUID
    code: str
    country: str
    place: str
    latitude: float | None
    longitude: float | None
    url: str


def points(user: Any) -> list[Point]:
    """Every shown adaptation that `user` may see, for the map. One query and what visibility needs."""
    rows = Adaptation.objects.visible_to(user).shown().order_by("pk")
    return [
        Point(
            practice=row.practice,
            code=row.code,
            country=row.country,
            place=row.place,
            latitude=float(row.latitude) if row.latitude is not None else None,
            longitude=float(row.longitude) if row.longitude is not None else None,
            url=f"{reverse('library:adaptations', args=[row.code.lower()])}#adaptation-{row.pk}",
        )
        for row in rows
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
