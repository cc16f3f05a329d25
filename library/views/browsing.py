"""The library's shelf: one entry a practice, in the reader's language where there is a version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import PageViewRestriction

from library.cards import case_card
from library.models import CasePage, CaseTag, Theme
from library.models.case import EVIDENCE_LEVELS, CaseQuerySet
from library.models.sdg import GOALS
from library.models.shelf import BLOCKS
from library.shelf import FACETS, Practice, Shelf, cases_of
from search import languages
from search.reader import interface_language

PAGE_SIZE = 20
AT_ONCE = 8  # values of a facet that are shown before a tap
MOST_VALUES = 20  # of one facet: more than anybody chooses by hand

Chosen = dict[str, list[str]]


def one_a_practice(cases: CaseQuerySet, language: str) -> CaseQuerySet:
    """Of each practice the version in `language`, else its original (the first that was made)."""
    versions = cases.order_by().filter(translation_key=OuterRef("translation_key"))
    return cases.filter(
        Q(locale__language_code=language)
        | (~Exists(versions.filter(locale__language_code=language)) & ~Exists(versions.filter(pk__lt=OuterRef("pk"))))
    )


class Question:
    """What a reader chose, as the address says it: `?theme=a&theme=b&country=LA&tag=x`.

    Values that nobody knows are left out and named in `ignored`, so that an old link still shows something.
    """

    def __init__(self, params: QueryDict) -> None:
        self.themes = {theme.code: theme for theme in Theme.objects.with_names()}
        self.chosen: Chosen = {}
        self.ignored: list[str] = []
        known = {
            "theme": self.themes.__contains__,
            "country": languages.countries().__contains__,
            "evidence": dict(EVIDENCE_LEVELS).__contains__,
            "goal": {str(number) for number, _name in GOALS}.__contains__,
            "blocks": BLOCKS.__contains__,
            "lang": settings.LANGUAGE_CODES.__contains__,
        }
        for name, is_known in known.items():
            given = [value for text in params.getlist(name)[:MOST_VALUES] if (value := _clean(text))]
            values = [value for value in dict.fromkeys(given) if is_known(value)]
            if values:
                self.chosen[name] = values
            self.ignored += [value[:40] for value in given if not is_known(value)]
        self.tag = _clean(params.get("tag", ""))
        if len(self.tag) > 100:
            self.ignored.append(self.tag[:40])
            self.tag = ""

    def shelf(self, *, user: Any, among: list[PageViewRestriction] | None = None) -> Shelf:
        tagged = CaseTag.objects.filter(tag__name__iexact=self.tag).values_list("content_object_id", flat=True)
        return Shelf(user=user, chosen=self.chosen, only=tagged if self.tag else None, among=among)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen or self.tag)

    def url(self, **changed: list[str]) -> str:
        """`?…` with these facets instead of what was chosen in them."""
        chosen = self.chosen | changed
        pairs = [(name, value) for name in FACETS for value in chosen.get(name, [])]
        return "?" + urlencode([*pairs, *([("tag", self.tag)] if self.tag else [])])

    def toggled(self, name: str, value: str) -> str:
        there = self.chosen.get(name, [])
        return self.url(**{name: [one for one in there if one != value] if value in there else [*there, value]})


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()


def shelf(
    params: QueryDict, *, user: Any, language: str, among: list[PageViewRestriction] | None = None
) -> dict[str, Any]:
    """Context of the library's page: cards, filters with counts, paging. The number of queries is fixed."""
    question = Question(params)
    found = question.shelf(user=user, among=among)
    page = Paginator(found.found, PAGE_SIZE).get_page(params.get("page"))
    wanted = question.chosen.get("lang", [])
    read = [language] if language in wanted or not wanted else wanted
    facets = facets_of(question, found)
    asked = question.url() if question.is_narrowed else ""
    return {
        "cards": [
            card_of(practice, case, question.themes)
            for practice, case in cases_of(page, user=user, languages=read, among=among)
        ],
        "page_of_cases": page,
        "page_url_prefix": f"{question.url()}&page=" if question.is_narrowed else "?page=",
        "facets": facets,
        "chosen": question.chosen,
        "chosen_tag": question.tag,
        "ignored": question.ignored,
        "clear_url": "?",
        "map_url": reverse("library:map") + asked,
        "blocks_url": reverse("library:blocks") + asked,
    }


def card_of(practice: Practice, case: CasePage, themes: Mapping[str, Theme]) -> dict[str, Any]:
    """A card without a query of its own; `themes` by their codes."""
    return case_card(
        case,
        themes=[themes[code] for code in practice.in_facet("theme") if code in themes],
        countries=practice.in_facet("country"),
    )


def facets_of(question: Question, found: Shelf) -> list[dict[str, Any]]:
    """As parts/facet_panel.html shows them; without those that nothing here has a value of."""
    reader = interface_language()
    levels = dict(EVIDENCE_LEVELS)
    goals = {str(number): str(name) for number, name in GOALS}
    blocks = {
        "described": pgettext("facet: building blocks", "Described"),
        "reusable": pgettext("facet: building blocks", "Can be used elsewhere"),
    }
    strongest_first = {code: place for place, code in enumerate(reversed(levels))}
    labels: Mapping[str, Any] = {
        "theme": lambda code: question.themes[code].name if code in question.themes else code,
        "country": lambda code: languages.country_name(code, reader),
        "evidence": lambda code: str(levels.get(code, code)),
        "goal": lambda code: f"{code} {goals[code]}",
        "blocks": lambda code: blocks[code],
        "lang": lambda code: languages.name_in(code, reader),
    }
    titles = {
        "theme": _("Theme"),
        "country": _("Country"),
        "evidence": pgettext("facet: how well a practice is known to work", "Evidence"),
        "goal": _("Sustainable Development Goal"),
        "blocks": _("Building blocks"),
        "lang": pgettext("facet: language of the text", "Language"),
    }
    facets = []
    for name, title in titles.items():
        chosen = question.chosen.get(name, [])
        counts = dict.fromkeys(chosen, 0) | found.counts[name]
        if not counts:
            continue
        values = [
            {
                "value": value,
                "label": labels[name](value),
                "count": count,
                "is_active": value in chosen,
                "url": question.toggled(name, value),
            }
            for value, count in counts.items()
        ]
        values.sort(
            key=lambda row: (
                strongest_first.get(row["value"], 9) if name == "evidence" else -row["count"],
                row["label"],
            )
        )
        # What is chosen is never behind a tap.
        values.sort(key=lambda row: not row["is_active"] and len(values) > AT_ONCE)
        at_once = max(AT_ONCE, len(chosen))
        facets.append(
            {
                "field": name,
                "label": title,
                "is_open": bool(chosen),
                "values": values[:at_once],
                "more": values[at_once:],
            }
        )
    return facets
