"""`manage.py build_map world-atlas-2.0.2.tgz`: the shapes of the map, from Natural Earth's as npm has them.

    npm pack world-atlas@2.0.2

Run when the table of countries or a panel in `library/atlas.py` changes; what it writes is in the repository.
"""

from __future__ import annotations

import json
import tarfile
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from library.atlas import COUNTRIES, PANELS, PLACES, SHAPES, Panel

Point = tuple[float, float]
Ring = list[Point]

DETAILED, MORE_DETAILED = "package/countries-50m.json", "package/countries-10m.json"
TOLERANCE = 0.3  # units of the map that a drawn coast may be off
SMALLEST = 0.6  # square units: a smaller island is not drawn, unless it is its country's largest
DOT_BELOW = 7.0  # units: a country smaller than that both ways is shown by a dot, too
MARGIN = 4.0  # units around a panel that are drawn, so that no cut edge is seen
# Where the number stands when the roomiest spot of the largest island will not do: neighbours' numbers touch, or the
# people live elsewhere (degrees: longitude, latitude).
SPOTS = {
    "CN": (104.0, 34.5), "FJ": (178.0, -17.8), "FM": (158.2, 6.9), "ID": (113.5, -1.5), "IN": (78.5, 22.0),
    "KI": (173.0, 1.4), "KP": (126.8, 40.4), "LA": (102.4, 19.9), "MH": (171.3, 7.1), "MY": (102.2, 4.0),
    "PF": (-149.4, -17.6), "PH": (121.3, 16.6), "VN": (108.4, 13.4), "JP": (138.2, 36.3), "CK": (-159.8, -21.2),
    "AU": (141.0, -19.5), "MV": (73.2, 4.0),
}  # fmt: skip


class Topology:
    """A TopoJSON file: shapes that share their borders, as numbered lines (https://github.com/topojson/topojson-specification)."""

    def __init__(self, content: dict[str, Any]) -> None:
        (kx, ky), (dx, dy) = content["transform"]["scale"], content["transform"]["translate"]
        self.lines: list[Ring] = []
        for line in content["arcs"]:
            x = y = 0
            points = []
            for step in line:
                x, y = x + step[0], y + step[1]
                points.append((x * kx + dx, y * ky + dy))
            self.lines.append(points)
        self.shapes = content["objects"]["countries"]["geometries"]

    def rings(self, shape: dict[str, Any], lines: list[Ring]) -> Iterator[Ring]:
        """Outlines and holes of a shape, put together from `lines`, which stand for its own."""
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for polygon in polygons:
            for numbers in polygon:
                ring: Ring = []
                for number in numbers:
                    line = lines[number] if number >= 0 else lines[~number][::-1]
                    ring += line[1:] if ring else line
                yield ring


class Command(BaseCommand):
    help = "Draw the map's countries anew from npm's world-atlas (a file made by `npm pack world-atlas@2.0.2`)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("package", type=Path)

    def handle(self, *args: Any, package: Path, **options: Any) -> None:
        try:
            with tarfile.open(package) as archive:
                files = [archive.extractfile(name) for name in (DETAILED, MORE_DETAILED)]
                coarse, fine = (Topology(json.load(file)) for file in files if file)
        except (OSError, KeyError, ValueError, tarfile.TarError) as error:
            raise CommandError(f"{package} is no package of world-atlas: {error}") from error
        self.sizes: dict[str, float] = {}  # small countries are drawn last, above their neighbours
        paths: dict[str, str] = {}
        places: dict[str, list[Any]] = {}
        for panel in PANELS:
            self._draw(panel, coarse, fine, paths, places)
        SHAPES.parent.mkdir(parents=True, exist_ok=True)
        drawn = "\n".join(f'<path id="{name}" d="{path}"/>' for name, path in sorted(paths.items()))
        SHAPES.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{drawn}\n</svg>\n', encoding="utf-8")
        rows = ",\n".join(
            f'"{code}": {json.dumps(places[code])}' for code in sorted(places, key=self.sizes.__getitem__)
        )
        PLACES.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
        self.stdout.write(f"{len(places)} countries in {SHAPES.stat().st_size} bytes")

    def _draw(
        self, panel: Panel, coarse: Topology, fine: Topology, paths: dict[str, str], places: dict[str, list[Any]]
    ) -> None:
        wanted = {number: code for code, number in COUNTRIES[panel.name].items()}
        # Each line is simplified once, so that neighbours still share it.
        lines = [_simplified([panel.project(*point) for point in line]) for line in coarse.lines]
        land = ""
        for shape in coarse.shapes:
            rings = _in_sight(panel, coarse.rings(shape, lines))
            code = wanted.pop(shape.get("id", ""), "") if rings else ""
            if code:
                self._keep(code, panel, rings, paths, places)
            else:
                land += "".join(_path(ring) for ring in rings if abs(_area(ring)) >= SMALLEST)
        for shape in fine.shapes:  # what is too small for the other file
            if code := wanted.pop(shape.get("id", ""), ""):
                rings = _in_sight(
                    panel, fine.rings(shape, [[panel.project(*at) for at in line] for line in fine.lines])
                )
                self._keep(code, panel, rings, paths, places)
        if wanted:
            raise CommandError(f"not in the package: {', '.join(wanted.values())}")
        paths[panel.name] = land

    def _keep(
        self, code: str, panel: Panel, rings: list[Ring], paths: dict[str, str], places: dict[str, list[Any]]
    ) -> None:
        largest = max(rings, key=lambda ring: abs(_area(ring)))
        self.sizes[code] = -abs(_area(largest))
        paths[code] = "".join(_path(ring) for ring in rings if ring is largest or abs(_area(ring)) >= SMALLEST)
        x, y = panel.project(*SPOTS[code]) if code in SPOTS else _roomiest(largest)
        wide, high = (max(values) - min(values) for values in zip(*largest, strict=True))
        places[code] = [panel.name, round(x, 1), round(y, 1), max(wide, high) < DOT_BELOW]


def _in_sight(panel: Panel, rings: Iterator[Ring]) -> list[Ring]:
    shown = (ring for ring in rings if any(panel.holds(point, MARGIN) for point in ring))
    return [cut for ring in shown if len(cut := _cut(ring, panel)) > 2]


def _cut(ring: Ring, panel: Panel) -> Ring:
    """The ring inside the panel and its margin (Sutherland and Hodgman, 1974)."""
    for axis, limit, side in (
        (0, -MARGIN, 1), (0, panel.width + MARGIN, -1), (1, -MARGIN, 1), (1, panel.height + MARGIN, -1),
    ):  # fmt: skip
        kept: Ring = []
        for before, point in zip([ring[-1], *ring], ring, strict=False):
            was_in, is_in = (side * (one[axis] - limit) >= 0 for one in (before, point))
            if was_in != is_in:
                part = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + part * (point[0] - before[0]), before[1] + part * (point[1] - before[1])))
            if is_in:
                kept.append(point)
        if not kept:
            return []
        ring = kept
    return ring


def _simplified(line: Ring) -> Ring:
    """Fewer points, none further than TOLERANCE from the line through them (Douglas and Peucker, 1973)."""
    if len(line) < 3:
        return line
    if line[0] == line[-1]:  # an island: two halves, or nothing would be left of it
        far = max(range(len(line)), key=lambda place: hypot(line[place][0] - line[0][0], line[place][1] - line[0][1]))
        return _simplified(line[: far + 1])[:-1] + _simplified(line[far:]) if 0 < far < len(line) - 1 else line
    kept, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        distances = {place: _distance(line[place], line[first], line[last]) for place in range(first + 1, last)}
        if distances and distances[worst := max(distances, key=lambda place: distances[place])] > TOLERANCE:
            kept.add(worst)
            waiting += [(first, worst), (worst, last)]
    return [line[place] for place in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From the stretch between `start` and `end`."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    part = max(0.0, min(1.0, ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length)) if length else 0.0
    return hypot(point[0] - start[0] - part * dx, point[1] - start[1] - part * dy)


def _area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip([ring[-1], *ring], ring, strict=False)) / 2


def _roomiest(ring: Ring) -> Point:
    """Of 30 by 30 points inside the ring, the one furthest from its line."""
    (left, right), (top, bottom) = ((min(values), max(values)) for values in zip(*ring, strict=True))
    edges = list(zip([ring[-1], *ring], ring, strict=False))
    best, most = ((left + right) / 2, (top + bottom) / 2), 0.0
    for row in range(1, 30):
        for column in range(1, 30):
            point = (left + (right - left) * column / 30, top + (bottom - top) * row / 30)
            if _is_inside(point, edges) and (room := min(_distance(point, *edge) for edge in edges)) > most:
                best, most = point, room
    return best


def _is_inside(point: Point, edges: list[tuple[Point, Point]]) -> bool:
    crossings = 0
    for (x1, y1), (x2, y2) in edges:
        if (y1 > point[1]) != (y2 > point[1]) and point[0] < x1 + (point[1] - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


def _path(ring: Ring) -> str:
    """SVG path data in tenths of a unit, each point told from the one before."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
    drawn = f"M{_number(tenths[0][0])} {_number(tenths[0][1])}l"
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(tenths) if a != b]
    written = ""
    for number in (value for step in steps for value in step):
        text = _number(number)
        written += text if not written or text.startswith("-") else f" {text}"
    return f"{drawn}{written}z" if steps else ""


def _number(tenths: int) -> str:
    text = f"{tenths / 10:.1f}".removesuffix(".0")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
