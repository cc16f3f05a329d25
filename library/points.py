"""What has a place of its own on the map. Cases have; another app adds its own with `register()`.

def plans(found, *, user):
    return [Point(21.2, 101.9, "district", "plan"), …]

points.register(plans)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

from library.atlas import panel_of
from library.shelf import Practice

# How exactly a place is told, and how large its mark is (units of the map, a unit is some 0.24 degrees). "country" has
# no mark: the country's number says it.
RADIUS = {"village": 1.8, "district": 4.5}
CELL = 2  # units: marks closer than that become one
CASE, ADAPTATION = "case", "adaptation"
MOST = 300  # marks of a map, so that its page stays small; the fullest places come first


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees, as exact as its `precision` (a key of RADIUS, or "country") lets people be."""

    latitude: float
    longitude: float
    precision: str
    kind: str = CASE


Source = Callable[..., Iterable[Point]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """:param source: called with the practices found and `user=…`; gives the points that this reader may see"""
    if source not in _sources:
        _sources.append(source)


def marks(found: Sequence[Practice], *, user: Any) -> list[dict[str, Any]]:
    """What is drawn: panel, x, y, radius `r`, `precision` and `kind`; large ones first, so that they hide none."""
    cells: Counter[tuple[str, int, int, str, str]] = Counter()
    for source in _sources:
        for point in source(found, user=user):
            place = panel_of(point.longitude, point.latitude) if point.precision in RADIUS else None
            if place:
                panel, x, y = place
                cells[panel.name, round(x / CELL), round(y / CELL), point.precision, point.kind] += 1
    drawn = [
        {
            "panel": panel,
            "x": x * CELL,
            "y": y * CELL,
            "r": round(RADIUS[precision] + min(log2(number), 4) / 2, 1),
            "precision": precision,
            "kind": kind,
        }
        for (panel, x, y, precision, kind), number in cells.most_common(MOST)
    ]
    return sorted(drawn, key=lambda mark: -mark["r"])


def _cases(found: Sequence[Practice], *, user: Any) -> Iterable[Point]:
    for practice in found:
        if practice.place:
            latitude, longitude, precision = practice.place.split()
            yield Point(float(latitude), float(longitude), precision)


register(_cases)
