"""The page of results: a form that works without scripts, what was found, and ways to narrow it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search import languages, parameters
from search.engines.base import FARTHEST, EngineUnavailable
from search.querying import Facet, Result, Results, SearchRequest, at_last_page, find
from search.reader import interface_language_for, reading_language

_RETRY_AFTER = 30  # seconds


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """GET `q`, `type`, `lang`, `theme`, `country`, `tag`, `page`. What cannot be used is ignored, and said."""
    asked, problems = parameters.read(request.GET, user=request.user)
    language = reading_language()
    context: dict[str, Any] = {
        "q": asked.q,
        "search_query": asked.q,
        "problems": [problem.message for problem in problems],
        "is_asked": bool(asked.q or asked.filters or asked.by),
        "hidden_fields": [{"name": name, "value": value} for name, values in _kept(asked).lists() for value in values],
        "without_filters_url": _url(asked, filters={}, by=()) if (asked.filters or asked.by) and asked.q else "",
    }
    try:
        found = _found(asked, request.user, language)
    except EngineUnavailable:
        response = render(request, "search/results.html", {**context, "is_unavailable": True}, status=503)
        response["Retry-After"] = str(_RETRY_AFTER)
        return response
    if found is not None:
        context |= {
            "found": found,
            "results": [_row(result, found, language) for result in found.results],
            "facets": [_panel(facet, asked) for facet in found.facets if facet.values],
            # Elided to what can be opened: the engine pages no farther.
            "page": Paginator(range(min(found.count, FARTHEST)), asked.page_size).get_page(found.page),
            "page_url_prefix": _url(asked) + ("&page=" if "?" in _url(asked) else "?page="),
        }
    return render(request, "search/results.html", context)


def _found(asked: SearchRequest, user: Any, language: str) -> Results | None:
    """None when nothing was asked yet. A page beyond the last one is the last one."""
    if not asked.q and not asked.filters and not asked.by:
        return None
    found = find(asked, user=user, language=language, link_language=language)
    last = at_last_page(asked, found)
    return find(last, user=user, language=language, link_language=language) if last else found


def _row(result: Result, found: Results, language: str) -> dict[str, Any]:
    """As `parts/search_result.html` wants it."""
    types = {value.value: value.label for facet in found.facets if facet.field == "type" for value in facet.values}
    shown_in = interface_language_for(language)
    return {
        "type": result.type,
        "type_label": types.get(result.type, result.type),
        "title": result.title_html,
        "url": result.url,
        "excerpt": result.excerpt_html,
        "excerpt_language": result.excerpt_language,
        "code": result.code,
        "language": result.language,
        "language_name": languages.name_in(result.language, shown_in),
        "is_other_language": result.language != language,
        "updated_at": result.date,
    }


def _panel(facet: Facet, asked: SearchRequest) -> dict[str, Any]:
    """As `parts/facet_panel.html` wants it: a tap chooses a value, another takes it away."""
    chosen = asked.filters.get(facet.field, ())
    values = []
    for value in facet.values:
        others = tuple(one for one in chosen if one != value.value)
        wanted = others if value.is_active else (*chosen, value.value)
        if facet.field == "language" and not value.is_active:
            wanted = (value.value,)
        url = _url(asked, filters={**asked.filters, facet.field: wanted})
        values.append(
            {
                "value": value.value,
                "label": value.label,
                "count": value.count,
                "url": url,
                "is_active": value.is_active,
            }
        )
    labels = {"type": _("Kind"), "language": _("Language"), "theme": _("Theme"), "country": _("Country")}
    return {
        "field": facet.field,
        "label": labels.get(facet.field, facet.field),
        "is_open": facet.field in ("type", "language") or bool(chosen),
        "values": values,
    }


def _kept(asked: SearchRequest) -> QueryDict:
    """What stays as it is when another question is typed."""
    return parameters.write(replace(asked, q="", without=()))


def _url(asked: SearchRequest, **changed: Any) -> str:
    """The address of this search, with something changed."""
    query = parameters.write(replace(asked, **changed))
    address = reverse("search:results")
    return f"{address}?{query.urlencode()}" if query else address
