"""Building blocks across cases: the parts of practices that others may take over, practice by practice."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from library.cards import address, language_facts
from library.models import BuildingBlock
from library.models.shelf import BLOCKS
from library.shelf import cases_of
from library.views.browsing import Question, facets_of
from search.reader import reading_language

PAGE_SIZE = 20  # practices


def page(request: HttpRequest) -> HttpResponse:
    """Narrowed as the shelf is; only practices whose building blocks are described. The number of queries is fixed."""
    question = Question(request.GET)
    reader = reading_language()
    found = question.shelf(user=request.user)
    only_reusable = "reusable" in question.chosen.get("blocks", [])
    with_blocks = [practice for practice in found.found if practice.in_facet("blocks")]
    shown = Paginator(with_blocks, PAGE_SIZE).get_page(request.GET.get("page"))
    wanted = question.chosen.get("lang", [])
    cases = [case for _practice, case in cases_of(shown, user=request.user, languages=wanted or [reader])]
    rows: dict[int, list[BuildingBlock]] = defaultdict(list)
    for block in BuildingBlock.objects.filter(page__in=[case.pk for case in cases]):
        if block.is_reusable or not only_reusable:
            rows[block.page_id].append(block)
    practices: list[dict[str, Any]] = [
        {"title": case.title, "url": address(case), "blocks": rows[case.pk]} | language_facts(case.locale.language_code)
        for case in cases
    ]
    library_url = f"/{reader}/library/"
    return render(
        request,
        "library/building_blocks.html",
        {
            "crumbs": [
                {"label": _("Home"), "url": f"/{reader}/"},
                {"label": _("Library"), "url": library_url},
                {"label": _("Building blocks"), "url": ""},
            ],
            "practices": practices,
            "page_of_practices": shown,
            "page_url_prefix": f"{question.url()}&page=" if question.is_narrowed else "?page=",
            "facets": _without_described(facets_of(question, found)),
            "chosen": question.chosen,
            "ignored": question.ignored,
            "clear_url": "?",
        },
    )


def _without_described(facets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Here every practice has some: only "can be used elsewhere" is a question."""
    for facet in facets:
        if facet["field"] == "blocks":
            facet["values"] = [value for value in facet["values"] if value["value"] != BLOCKS[0]]
    return facets
