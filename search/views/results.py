"""The page of results: a form that works without scripts, what was found, and ways to narrow it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search import away, parameters, saving, unanswered
from search.engines.base import FARTHEST, EngineUnavailable
from search.querying import Results, SearchRequest, at_last_page, find
from search.reader import reading_language

from . import showing


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """GET the parameters of `parameters.read`. What cannot be used is ignored, and said."""
    asked, problems = parameters.read(request.GET, user=request.user)
    language = reading_language()
    context: dict[str, Any] = {
        "q": asked.q,
        "search_query": asked.q,
        "problems": [problem.message for problem in problems],
        "is_asked": saving.is_worth_saving(asked),
        "hidden_fields": showing.hidden_fields(asked),
        "without_filters_url": showing.address(asked, filters={}, by=())
        if (asked.filters or asked.by) and asked.q
        else "",
    }
    try:
        found = _found(asked, request.user, language)
    except EngineUnavailable as unavailable:
        context["unavailable"] = away.said(unavailable)
        response = render(request, "search/results.html", context, status=503)
        response["Retry-After"] = str(away.RETRY_AFTER)
        return response
    if found is not None:
        if not found.count and not (asked.filters or asked.by):
            unanswered.note(asked.q, language=language, request=request)
        context |= _shown(found, asked, language) | _kept(found, asked, request.user, language)
    return render(request, "search/results.html", context)


def _found(asked: SearchRequest, user: Any, language: str) -> Results | None:
    """None when nothing was asked yet. A page beyond the last one is the last one."""
    if not saving.is_worth_saving(asked):
        return None
    found = find(asked, user=user, language=language, link_language=language)
    last = at_last_page(asked, found)
    return find(last, user=user, language=language, link_language=language) if last else found


def _shown(found: Results, asked: SearchRequest, language: str) -> dict[str, Any]:
    here = showing.address(asked)
    return {
        "found": found,
        "results": [showing.row(result, found, language) for result in found.results],
        "facets": showing.panels(found, asked),
        "chosen": showing.chosen(found, asked),
        "orders": showing.orders(asked),
        "added": showing.added(found, asked, language),
        "corrected": showing.corrected(found, asked, language),
        # Elided to what can be opened: the engine pages no farther.
        "page": Paginator(range(min(found.count, FARTHEST)), asked.page_size).get_page(found.page),
        "page_url_prefix": here + ("&page=" if "?" in here else "?page="),
    }


def _kept(found: Results, asked: SearchRequest, user: Any, language: str) -> dict[str, Any]:
    """This search among those the reader keeps: whoever looks at its first page has seen what is new."""
    saved = saving.saved_as(asked, user)
    if saved is not None and found.page == 1:
        saving.mark_seen(saved, found, language=language)
    query = saving.written(asked)
    return {"saved": saved, "to_save": query if len(query) <= saving.LONGEST else ""}
