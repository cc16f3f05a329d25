"""The line of a case: what it grew out of and what grew out of it, as a drawing and as a list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from library import lineage
from library.cards import address, language_facts
from library.models import CasePage
from library.views.finding import case_or_404, crumbs_of
from search.reader import reading_language

# Units of the drawing.
COLUMN, ROW = 130, 64
MOST_DRAWN = 40
"""Nodes; a longer line is a list only."""


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    case = case_or_404(request, slug)
    return render(
        request,
        "library/lineage.html",
        {"page": case, "crumbs": crumbs_of(case), "tree": tree(case, request.user)}
        | language_facts(case.locale.language_code),
    )


def tree(case: CasePage, user: Any) -> dict[str, Any]:
    """What templates/library/parts/lineage_tree.html shows: `nodes` in order, `edges`, and the drawing's size."""
    line = lineage.line_through(case.translation_key, user)
    generations = line.generations()
    practices = [UUID(name) for kind, name in line.parents if kind == "case"]
    pages = lineage.versions(practices, user, reading_language())
    keys = sorted((key for key in line.parents if key in generations), key=lambda key: (generations[key], key))
    keys = [key for key in keys if key[0] != "case" or UUID(key[1]) in pages]
    numbers = {key: number for number, key in enumerate(keys, start=1)}
    places, tall = _places(keys, generations)
    nodes = [
        _node(key, line, pages, places[key])
        | {
            "number": numbers[key],
            "is_here": key == line.here,
            "sources": sorted(numbers[source] for source in line.parents[key] if source in numbers),
        }
        for key in keys
    ]
    edges = [
        _edge(places[source], places[child])
        for child in keys
        for source in sorted(line.parents[child])
        if source in places
    ]
    wide = max((x for x, _y in places.values()), default=0) + COLUMN
    return {
        "nodes": nodes,
        "edges": edges,
        "width": wide,
        "height": tall * ROW,
        "is_drawn": 1 < len(nodes) <= MOST_DRAWN,
    }


def _places(
    keys: list[lineage.Key], generations: dict[lineage.Key, int]
) -> tuple[dict[lineage.Key, tuple[int, int]], int]:
    """Node → where its middle is; and the number of rows. A column a generation, each in the middle of the height."""
    columns: dict[int, list[lineage.Key]] = {}
    for key in keys:
        columns.setdefault(generations[key], []).append(key)
    tall = max(len(column) for column in columns.values())
    places = {}
    for x, generation in enumerate(sorted(columns)):
        column = columns[generation]
        top = (tall - len(column)) * ROW // 2
        for y, key in enumerate(column):
            places[key] = (x * COLUMN + COLUMN // 2, top + y * ROW + ROW // 2)
    return places, tall


def _edge(source: tuple[int, int], child: tuple[int, int]) -> str:
    (x1, y1), (x2, y2) = source, child
    middle = (x1 + x2) // 2
    return f"M{x1 + 24} {y1}C{middle} {y1} {middle} {y2} {x2 - 24} {y2}"


def _node(key: lineage.Key, line: lineage.Line, pages: dict[UUID, CasePage], place: tuple[int, int]) -> dict[str, Any]:
    labels = {
        "case": pgettext("step of a lineage", "Practice"),
        "adaptation": pgettext("step of a lineage", "Adaptation"),
        "plan": pgettext("step of a lineage", "Innovation plan"),
    }
    kind = key[0]
    node: dict[str, Any] = {"kind": kind, "kind_label": labels[kind], "x": place[0], "y": place[1], "line_url": ""}
    if kind == "case":
        case = pages[UUID(key[1])]
        return (
            node
            | {
                "title": case.title,
                "url": address(case),
                "line_url": "" if key == line.here else reverse("library:lineage", args=[case.slug]),
            }
            | language_facts(case.locale.language_code)
        )
    step = line.steps[key]
    url = step.url
    if kind == "adaptation":
        case = pages[step.grew_from[0]]
        url = f"{reverse('library:adaptations', args=[case.slug])}#adaptation-{key[1]}"
    return node | {"title": step.title, "url": url} | language_facts(step.language)
