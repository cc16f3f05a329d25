"""Where on the map a place stands: two panels, Asia and the Pacific, in Lambert's azimuthal equal-area projection.

Equal-area, because shades compare countries; around a point of its own in each panel, so that the 180th meridian is a
line like any other. `manage.py build_map` draws the shapes with it, `views/mapping.py` the points.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians, sin, sqrt
from pathlib import Path

SHAPES = Path(__file__).parent / "static" / "library" / "map.svg"
PLACES = Path(__file__).parent / "map_places.json"


@dataclass(frozen=True)
class Panel:
    """A map, `width` by `height` units; the point `longitude`, `latitude` (degrees) stands at `x`, `y`, undistorted."""

    name: str
    longitude: float
    latitude: float
    x: float
    y: float
    width: int
    height: int
    scale: float  # units for the radius of the Earth

    def project(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Units from the left and from the top. Snyder, "Map projections" (USGS Paper 1395, 1987), 24-2."""
        away, phi, centre = radians(longitude - self.longitude), radians(latitude), radians(self.latitude)
        nearness = 1 + sin(centre) * sin(phi) + cos(centre) * cos(phi) * cos(away)
        stretch = self.scale * sqrt(2 / max(nearness, 1e-9))
        return (
            self.x + stretch * cos(phi) * sin(away),
            self.y - stretch * (cos(centre) * sin(phi) - sin(centre) * cos(phi) * cos(away)),
        )

    def holds(self, point: tuple[float, float], margin: float = 0) -> bool:
        return -margin <= point[0] <= self.width + margin and -margin <= point[1] <= self.height + margin


ASIA = Panel("asia", longitude=101, latitude=20, x=166, y=156, width=360, height=288, scale=240)
PACIFIC = Panel("pacific", longitude=172, latitude=-6, x=186, y=98, width=360, height=184, scale=252)
PANELS = (ASIA, PACIFIC)

# The countries one can tap, with their numbers in ISO 3166-1, by the panel they stand in; all other land is grey.
COUNTRIES = {
    "asia": {
        "AF": "004", "BD": "050", "BN": "096", "BT": "064", "CN": "156", "ID": "360", "IN": "356", "IR": "364",
        "JP": "392", "KG": "417", "KH": "116", "KP": "408", "KR": "410", "KZ": "398", "LA": "418", "LK": "144",
        "MM": "104", "MN": "496", "MV": "462", "MY": "458", "NP": "524", "PH": "608", "PK": "586", "SG": "702",
        "TH": "764", "TJ": "762", "TL": "626", "TM": "795", "TW": "158", "UZ": "860", "VN": "704",
    },
    "pacific": {
        "AS": "016", "AU": "036", "CK": "184", "FJ": "242", "FM": "583", "GU": "316", "KI": "296", "MH": "584",
        "MP": "580", "NC": "540", "NR": "520", "NU": "570", "NZ": "554", "PF": "258", "PG": "598", "PW": "585",
        "SB": "090", "TO": "776", "TV": "798", "VU": "548", "WF": "876", "WS": "882",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a country's number stands. `is_dot`: it is so small that a dot shows where it is."""

    code: str
    panel: Panel
    x: float
    y: float
    is_dot: bool


@lru_cache(maxsize=1)
def places() -> dict[str, Place]:
    """By the country's code, the largest first, as `manage.py build_map` left them."""
    panels = {panel.name: panel for panel in PANELS}
    rows = json.loads(PLACES.read_text(encoding="utf-8"))
    return {code: Place(code, panels[name], x, y, is_dot) for code, (name, x, y, is_dot) in rows.items()}


def panel_of(longitude: float, latitude: float) -> tuple[Panel, float, float] | None:
    """The panel that shows a place best, and where; nothing for a place outside both."""
    best: tuple[float, Panel, float, float] | None = None
    for panel in PANELS:
        point = panel.project(longitude, latitude)
        distance = hypot((point[0] - panel.width / 2) / panel.width, (point[1] - panel.height / 2) / panel.height)
        if panel.holds(point) and (best is None or distance < best[0]):
            best = (distance, panel, *point)
    return best[1:] if best else None
