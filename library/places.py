"""Where a practice is, as finely as may be told and no finer: the one rule for pages, files, maps and search."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from library.models import CasePage

# Decimals of a degree: 0.001° is some 110 m, 0.1° some 11 km.
_DECIMALS = {"village": Decimal("0.001"), "district": Decimal("0.1")}


@dataclass(frozen=True, slots=True)
class Place:
    """What may be told; empty or None for what may not, or is not known. Degrees, WGS 84."""

    province: str = ""
    village: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def shown_place(page: CasePage) -> Place:
    step = _DECIMALS.get(page.place_precision)
    if step is None:
        return Place()
    latitude, longitude = page.latitude, page.longitude
    return Place(
        province=page.province,
        village=page.village if page.place_precision == "village" else "",
        latitude=latitude.quantize(step) if latitude is not None and longitude is not None else None,
        longitude=longitude.quantize(step) if latitude is not None and longitude is not None else None,
    )
