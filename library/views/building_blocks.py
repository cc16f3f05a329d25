"""Building blocks across cases: the parts of practices that others may take over, practice by practice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from library.amounts import money
from library.cards import address, language_facts
from library.models import BuildingBlock, CasePage
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
    blocks = [
        block
        for block in BuildingBlock.objects.filter(page__in=[case.pk for case in cases]).select_related("locale")
        if block.is_reusable or not only_reusable
    ]
    lent = _lent(blocks, request.user)
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for block in blocks:
        rows[block.page_id].append(_row(block, lent))
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


def _row(block: BuildingBlock, lent: Mapping[Any, BuildingBlock]) -> dict[str, Any]:
    """A block; one that nobody translated yet in the words of another version, marked as such."""
    words: Any = block if block.title else lent.get(block.translation_key, block)
    facts = language_facts(words.locale.language_code)
    words.language = facts["language"]
    words.language_name = facts["language_name"] if facts["is_other_language"] else ""
    return {"row": words, "cost": money(block.cost_amount, block.cost_currency), "key": block.translation_key}


def _lent(blocks: Iterable[BuildingBlock], user: Any) -> dict[Any, BuildingBlock]:
    """Translation key → a version with words, the oldest that `user` may see. One query."""
    keys = [block.translation_key for block in blocks if not block.title]
    versions = BuildingBlock.objects.filter(translation_key__in=keys, page__in=CasePage.objects.visible_to(user))
    found: dict[Any, BuildingBlock] = {}
    for block in versions.exclude(title="").select_related("locale").order_by("page_id"):
        found.setdefault(block.translation_key, block)
    return found


def _without_described(facets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Here every practice has some: only "can be used elsewhere" is a question."""
    for facet in facets:
        if facet["field"] == "blocks":
            facet["values"] = [value for value in facet["values"] if value["value"] != BLOCKS[0]]
    return facets
