"""Building blocks across practices: what others may take over, by theme and country."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from library.amounts import money
from library.cards import address, case_card, language_facts
from library.models import BuildingBlock, CasePage, Theme
from library.views.browsing import one_a_practice
from search import languages
from search.reader import interface_language, reading_language

PAGE_SIZE = 20
_FILTERS = {"theme": "page__themes__code", "country": "page__countries"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "library/blocks.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    """The number of queries is fixed."""
    reader = reading_language()
    chosen, ignored = _chosen(request.GET)
    cases = one_a_practice(CasePage.objects.visible_to(request.user), reader)
    blocks = BuildingBlock.objects.filter(page__in=cases.values("pk"))
    found = _filtered(blocks, chosen).order_by(
        F("page__published_on").desc(nulls_last=True), "-page__first_published_at", "-page_id", "sort_order", "pk"
    )
    shown = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(shown)
    pages = {case.pk: case for case in CasePage.objects.filter(pk__in={row.page_id for row in rows}).for_listing()}
    lent = _lent(rows, request.user)
    return {
        "blocks": [_card(row, pages[row.page_id], lent) for row in rows],
        "page_of_blocks": shown,
        "page_url_prefix": "?" + "".join(f"{urlencode({name: value})}&" for name, value in chosen.items()) + "page=",
        "facets": _facets(blocks, chosen),
        "is_narrowed": bool(chosen),
        "clear_url": "?",
        "ignored": ignored,
        "crumbs": [
            {"label": _("Home"), "url": f"/{reader}/"},
            {"label": _("Library"), "url": f"/{reader}/library/"},
        ],
    }


def _card(row: BuildingBlock, case: CasePage, lent: Mapping[Any, BuildingBlock]) -> dict[str, Any]:
    """A block with its practice; one that nobody translated in the words of the original."""
    words = row if row.title else lent.get(row.translation_key, row)
    language = words.locale.language_code if words is not row else case.locale.language_code
    facts = language_facts(language)
    words.language = language
    words.language_name = facts["language_name"] if facts["is_other_language"] else ""
    return {
        "row": words,
        "cost": money(row.cost_amount, row.cost_currency),
        "url": f"{address(case)}#block-{row.translation_key}",
        "case": case_card(case),
    }


def _lent(rows: list[BuildingBlock], user: Any) -> dict[Any, BuildingBlock]:
    """Translation key → a version with words, the oldest that `user` may see. One query."""
    keys = [row.translation_key for row in rows if not row.title]
    versions = BuildingBlock.objects.filter(translation_key__in=keys, page__in=CasePage.objects.visible_to(user))
    found: dict[Any, BuildingBlock] = {}
    for row in versions.exclude(title="").select_related("locale").order_by("page_id"):
        found.setdefault(row.translation_key, row)
    return found


def _chosen(params: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    known = {
        "theme": set(Theme.objects.values_list("code", flat=True)).__contains__,
        "country": languages.countries().__contains__,
    }
    chosen, ignored = {}, []
    for name, is_known in known.items():
        value = params.get(name, "").replace("\0", "").strip()
        if value and is_known(value):
            chosen[name] = value
        elif value:
            ignored.append(value[:40])
    return chosen, ignored


def _filtered(blocks: Any, chosen: Mapping[str, str], *, but: str = "") -> Any:
    for name, value in chosen.items():
        if name != but:
            blocks = blocks.filter(**{_FILTERS[name]: value})
    return blocks


def _facets(blocks: Any, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    theme_names = {theme.code: theme.name for theme in Theme.objects.named()}
    reader = interface_language()
    labels = {
        "theme": lambda code: theme_names.get(code, code),
        "country": lambda code: languages.country_name(code, reader),
    }
    titles = {"theme": _("Theme"), "country": _("Country")}
    facets = []
    for name, field in _FILTERS.items():
        rows = _filtered(blocks, chosen, but=name).order_by().exclude(**{field: None})
        counts = dict(rows.values_list(field).annotate(number=Count("pk", distinct=True)))
        if name in chosen:
            counts.setdefault(chosen[name], 0)
        values = [
            {
                "value": value,
                "label": labels[name](value),
                "count": count,
                "is_active": chosen.get(name) == value,
                "url": "?" + urlencode({**chosen, name: value} if chosen.get(name) != value else _but(chosen, name)),
            }
            for value, count in sorted(counts.items(), key=lambda row: (-row[1], str(labels[name](row[0]))))
        ]
        facets.append({"field": name, "label": titles[name], "is_open": name in chosen, "values": values})
    return facets


def _but(chosen: Mapping[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in chosen.items() if key != name}
