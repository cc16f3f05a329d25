"""The page of results: a form that works without scripts, what was found, and ways to narrow it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search import languages, parameters
from search.engines.base import FARTHEST, EngineUnavailable
from search.parameters import FACET_OF
from search.querying import Facet, Result, Results, SearchRequest, find
from search.reader import interface_language_for, reading_language

_PARAMETER_OF = {facet: name for name, facet in FACET_OF.items()}
_RETRY_AFTER = 30  # seconds


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """GET `q`, `type`, `lang`, `theme`, `country`, `tag`, `page`. What cannot be used is ignored, and said."""
    asked, problems = parameters.read(request.GET)
    language = reading_language()
    context: dict[str, Any] = {
        "q": asked.q,
        "search_query": asked.q,
        "problems": [problem.message for problem in problems],
        "is_asked": bool(asked.q or asked.filters),
        "hidden_fields": [
            {"name": name, "value": value} for name, facet in FACET_OF.items() for value in asked.filters.get(facet, ())
        ],
        "without_filters_url": _url(asked, filters={}) if asked.filters and asked.q else "",
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
            "page_url_prefix": _url(asked, page=None) + ("&page=" if asked.q or asked.filters else "?page="),
        }
    return render(request, "search/results.html", context)


def _found(asked: SearchRequest, user: Any, language: str) -> Results | None:
    """None when nothing was asked yet. A page beyond the last one is the last one."""
    if not asked.q and not asked.filters:
        return None
    found = find(asked, user=user, language=language, link_language=language)
    if found.page > found.pages:
        last = SearchRequest(q=asked.q, filters=asked.filters, page=found.pages, page_size=asked.page_size)
        found = find(last, user=user, language=language, link_language=language)
    return found


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
        url = _url(asked, filters={**asked.filters, facet.field: wanted}, page=None)
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


def _url(asked: SearchRequest, *, filters: Any = None, page: int | None = None) -> str:
    """The address of this search, with other filters or on another page."""
    query = QueryDict(mutable=True)
    if asked.q:
        query["q"] = asked.q
    for facet, values in (asked.filters if filters is None else filters).items():
        if values:
            query.setlist(_PARAMETER_OF[facet], list(values))
    if page:
        query["page"] = str(page)
    address = reverse("search:results")
    return f"{address}?{query.urlencode()}" if query else address
