"""The library's shelf: one entry a practice, in the reader's language where there is a version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from library.cards import case_card
from library.models import CasePage, Theme
from library.models.case import CaseQuerySet
from search import languages
from search.reader import interface_language

PAGE_SIZE = 20
FILTERS = ("theme", "country", "lang", "tag")


def one_a_practice(cases: CaseQuerySet, language: str) -> CaseQuerySet:
    """Of each practice the version in `language`, else its original (the first that was made)."""
    versions = cases.order_by().filter(translation_key=OuterRef("translation_key"))
    return cases.filter(
        Q(locale__language_code=language)
        | (~Exists(versions.filter(locale__language_code=language)) & ~Exists(versions.filter(pk__lt=OuterRef("pk"))))
    )


def shelf(params: Mapping[str, str], *, user: Any, language: str) -> dict[str, Any]:
    """Context of the library's page: cards, filters with counts, paging. The number of queries is fixed.

    Unknown filter values are left out and named in `ignored`, so that an old link still shows something.
    """
    readable = CasePage.objects.visible_to(user)
    chosen, ignored = _chosen(params)
    counted = {name: _filtered(readable, chosen, but=name) for name in FILTERS}
    found = _filtered(readable, chosen)
    if "lang" not in chosen:
        found = one_a_practice(found, language)
    found = found.for_listing().order_by(F("published_on").desc(nulls_last=True), "-first_published_at", "-pk")
    page = Paginator(found, PAGE_SIZE).get_page(params.get("page"))
    return {
        "cards": [case_card(case) for case in page],
        "page_of_cases": page,
        "page_url_prefix": "?" + "".join(f"{urlencode({name: value})}&" for name, value in chosen.items()) + "page=",
        "facets": _facets(counted, chosen),
        "chosen": chosen,
        "chosen_tag": chosen.get("tag", ""),
        "ignored": ignored,
        "clear_url": "?",
    }


def _chosen(params: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    chosen, ignored = {}, []
    themes = set(Theme.objects.values_list("code", flat=True)) if params.get("theme") else set()
    known = {
        "theme": themes.__contains__,
        "country": languages.countries().__contains__,
        "lang": settings.LANGUAGE_CODES.__contains__,
        "tag": lambda tag: len(tag) <= 100,
    }
    for name in FILTERS:
        value = params.get(name, "").replace("\0", "").strip()
        if not value:
            continue
        if known[name](value):
            chosen[name] = value
        else:
            ignored.append(value[:40])
    return chosen, ignored


def _filtered(cases: CaseQuerySet, chosen: Mapping[str, str], *, but: str = "") -> CaseQuerySet:
    conditions = {
        "theme": "themes__code",
        "country": "countries",
        "lang": "locale__language_code",
        "tag": "tagged_items__tag__name__iexact",
    }
    for name, value in chosen.items():
        if name != but:
            cases = cases.filter(pk__in=CasePage.objects.filter(**{conditions[name]: value}).values("pk"))
    return cases


def _counts(cases: CaseQuerySet, field: str) -> dict[str, int]:
    """Value of `field` → number of practices (not of language versions)."""
    rows = (
        cases.order_by()
        .filter(**{f"{field}__isnull": False})
        .values_list(field)
        .annotate(number=Count("translation_key", distinct=True))
    )
    return dict(rows)


def _facets(counted: Mapping[str, CaseQuerySet], chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    reader = interface_language()
    theme_names = {theme.code: theme.name for theme in Theme.objects.named()}
    labels = {
        "theme": lambda code: theme_names.get(code, code),
        "country": lambda code: languages.country_name(code, reader),
        "lang": lambda code: languages.name_in(code, reader),
    }
    titles = {
        "theme": _("Theme"),
        "country": _("Country"),
        "lang": pgettext("facet: language of the text", "Language"),
    }
    fields = {"theme": "themes__code", "country": "countries__code", "lang": "locale__language_code"}
    facets = []
    for name, title in titles.items():
        counts = _counts(counted[name], fields[name])
        if name in chosen:
            counts.setdefault(chosen[name], 0)
        values = [
            {
                "value": value,
                "label": labels[name](value),
                "count": count,
                "is_active": chosen.get(name) == value,
                "url": _url(chosen, name, "" if chosen.get(name) == value else value),
            }
            for value, count in sorted(counts.items(), key=lambda row: (-row[1], labels[name](row[0])))
        ]
        facets.append({"field": name, "label": title, "is_open": name in chosen, "values": values})
    return facets


def _url(chosen: Mapping[str, str], name: str, value: str) -> str:
    merged = {**chosen, name: value}
    return "?" + urlencode({key: kept for key, kept in merged.items() if kept})
