"""The practices on a map of Asia and the Pacific, and as a list of countries."""

from __future__ import annotations

from math import ceil, sqrt
from typing import Any

from babel.numbers import format_decimal
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from library import points
from library.atlas import PANELS, places
from library.shelf import Shelf
from library.views.browsing import Question, facets_of
from search import languages
from search.reader import interface_language, reading_language

SHADES = 4


def page(request: HttpRequest) -> HttpResponse:
    """The map, narrowed as the shelf is: the same address behind `library/` and `library/map/` means the same."""
    question = Question(request.GET)
    found = question.shelf(user=request.user)
    library_url = f"/{reading_language()}/library/"
    context = {
        "crumbs": [
            {"label": _("Home"), "url": f"/{reading_language()}/"},
            {"label": _("Library"), "url": library_url},
            {"label": pgettext("breadcrumb", "Map"), "url": ""},
        ],
        "facets": [facet for facet in facets_of(question, found) if facet["field"] != "country"],
        "found_count": len(found.found),
        "chosen": question.chosen,
        "ignored": question.ignored,
        "clear_url": "?",
        "list_url": library_url + question.url() if question.is_narrowed else library_url,
    }
    return render(request, "library/map.html", context | country_map(found, question=question, user=request.user))


def country_map(found: Shelf, *, user: Any, question: Question | None = None) -> dict[str, Any]:
    """Context of library/parts/map.html and parts/country_list.html. No query but those of other apps' points."""
    reader = interface_language()
    locale = languages.babel_locale(reader)
    counts = found.counts["country"]
    highest = max(counts.values(), default=1)
    library_url = f"/{reading_language()}/library/"

    def facts(code: str) -> dict[str, Any]:
        count = counts[code]
        number = format_decimal(count, locale=locale)
        name = languages.country_name(code, reader)
        return {
            "name": name,
            "url": library_url + (question.url(country=[code]) if question else f"?country={code}"),
            "count": count,
            "number": number,
            "count_label": ngettext("%(number)s practice", "%(number)s practices", count) % {"number": number},
            "label": ngettext("%(country)s: %(number)s practice", "%(country)s: %(number)s practices", count)
            % {"country": name, "number": number},
            # The root, because a country with a hundred would leave all others pale.
            "shade": ceil(SHADES * sqrt(count / highest)),
        }

    countries = {code: facts(code) for code in counts}
    marks = points.marks(found.found, user=user)
    titles = {"asia": _("Asia"), "pacific": _("The Pacific")}
    return {
        "countries": sorted(countries.values(), key=lambda country: (-country["count"], country["name"])),
        "highest_count": highest,
        "panels": [
            {
                "name": panel.name,
                "title": titles[panel.name],
                "width": panel.width,
                "height": panel.height,
                "empty": [place for place in places().values() if place.panel is panel and place.code not in counts],
                "linked": [
                    {"place": place, **countries[place.code]}
                    for place in places().values()
                    if place.panel is panel and place.code in counts
                ],
                "marks": [mark for mark in marks if mark["panel"] == panel.name],
            }
            for panel in PANELS
        ],
        "precisions": {mark["precision"] for mark in marks if mark["kind"] == points.CASE},
        "has_adaptations": any(mark["kind"] == points.ADAPTATION for mark in marks),
    }
