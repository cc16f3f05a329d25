"""Filters of open data: `theme`, `country`, `lang`, `tag`, `evidence`, each given once or several times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from library.models import CasePage, Country, Theme
from library.models.case import EVIDENCE_LEVELS, CaseQuerySet

FIELDS = {
    "theme": "themes__code",
    "country": "countries",
    "lang": "locale__language_code",
    "tag": "tagged_items__tag__name__iexact",
    "evidence": "evidence_level",
}
LONGEST_TAG = 100  # characters
MOST_VALUES = 50
"""Of one filter."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A parameter that cannot be answered, with a sentence for its author."""

    parameter: str
    message: str
    type: str


def read(params: QueryDict) -> tuple[dict[str, list[str]], list[Problem]]:
    """What was asked for, and what of it makes no sense. Empty parameters count as not given. At most two queries."""
    asked = {name: [value.strip() for value in params.getlist(name) if value.strip()] for name in FIELDS}
    chosen = {name: values[:MOST_VALUES] for name, values in asked.items() if values}
    if "country" in chosen:
        chosen["country"] = [code.upper() for code in chosen["country"]]
    problems = []
    for name, values in chosen.items():
        is_known = _known(name)
        problems += [
            Problem(name, _sentence(name) % {"value": value[:40]}, "unknown_value")
            for value in values
            if not is_known(value)
        ]
    return chosen, problems


def _sentence(name: str) -> str:
    return {
        "lang": _("This site has no content in the language “%(value)s”."),
        "theme": _("There is no theme called “%(value)s”."),
        "country": _("There is no country with the code “%(value)s”."),
        "tag": _("There is no tag called “%(value)s”."),
        "evidence": _("There is no level of evidence called “%(value)s”."),
    }[name]


def _known(name: str) -> Callable[[str], bool]:
    if name == "tag":
        return lambda tag: len(tag) <= LONGEST_TAG
    values = {
        "theme": lambda: Theme.objects.values_list("code", flat=True),
        "country": lambda: Country.objects.values_list("pk", flat=True),
        "lang": lambda: settings.LANGUAGE_CODES,
        "evidence": lambda: [code for code, _label in EVIDENCE_LEVELS],
    }[name]()
    return set(values).__contains__


def narrowed(cases: CaseQuerySet, chosen: Mapping[str, Sequence[str]]) -> CaseQuerySet:
    """The versions that have, of every filter, any of its values."""
    for name, values in chosen.items():
        any_of = Q()
        for value in values:
            any_of |= Q(**{FIELDS[name]: value})
        cases = cases.filter(pk__in=CasePage.objects.filter(any_of).values("pk"))
    return cases


def repeated(chosen: Mapping[str, Sequence[str]]) -> list[tuple[str, Any]]:
    """As pairs, for an address."""
    return [(name, value) for name, values in chosen.items() for value in values]
