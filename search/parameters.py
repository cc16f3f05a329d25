"""The parameters of a search as they come in an address: read once, the same for page and API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from . import languages, registry, syntax
from .engines.base import FARTHEST
from .label_keys import folded
from .normalising import normalise_name, without_controls
from .querying import BY_DATE, BY_RELEVANCE, PAGE_SIZE, SearchRequest, labels_for
from .reader import interface_language

LONGEST_QUESTION = 2_000  # characters
LARGEST_PAGE = 100
_NAMED_IN_PART = ("theme", "country", "community")
"""Facets whose names are long: `in:forests` is the community `forests-and-commons`."""
_SHORTEST_PART = 3
_MOST_VALUES = 50
"""Of one parameter."""

FACET_OF = {
    "type": "type",
    "lang": "language",
    "theme": "theme",
    "country": "country",
    "tag": "tag",
    "evidence": "evidence",
    "year": "year",
    "in": "community",
}
"""Name in the address, and before a colon in the question → facet."""

PARAMETER_OF = {facet: name for name, facet in FACET_OF.items()}


@dataclass(frozen=True, slots=True)
class Problem:
    """A parameter that cannot be used. `message` is for the reader, in their language."""

    parameter: str
    type: str
    message: str


@dataclass(slots=True)
class _Known:
    """Which values there are, asked once a facet."""

    user: Any
    _values: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _names: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def values(self, facet: str) -> frozenset[str] | None:
        if facet not in self._values:
            if facet == "type":
                found: frozenset[str] | None = frozenset(source.kind for source in registry.sources())
            elif facet == "language":
                found = frozenset(settings.LANGUAGE_CODES)
            else:
                found = registry.known_values(facet, self.user)
            self._values[facet] = found
        return self._values[facet]

    def meant(self, facet: str, value: str) -> tuple[str, ...]:
        """The values of `facet` that `value` stands for; none when it is unknown."""
        if facet == "language":
            code = value.lower().replace("_", "-")
            # `zh` stands for all its scripts, `zh-hans` for one.
            own = [known for known in settings.LANGUAGE_CODES if known == code or known.split("-")[0] == code]
            return tuple(own or filter(None, [languages.meant(code, settings.LANGUAGE_CODES)]))
        if facet == "country":
            value = value.upper()
        if facet == "year":
            return (value,) if value.isascii() and value.isdigit() and len(value) == 4 else ()
        known = self.values(facet)
        return (value,) if known is None or value in known else ()

    def named(self, facet: str, name: str) -> tuple[str, ...]:
        """`meant`, or the values that are called `name` in the reader's language, in any case; else those that have
        it in their name, where names are long."""
        if found := self.meant(facet, name):
            return found
        if facet not in self._names:
            self._names[facet] = labels_for(facet, sorted(self.values(facet) or ()), interface_language())
        wanted = name.casefold()
        own = {
            code: {label.casefold(), languages.name_in(code, code).casefold()}
            if facet == "language"
            else {label.casefold()}
            for code, label in self._names[facet].items()
        }
        if found := tuple(code for code, labels in own.items() if wanted in labels):
            return found
        return self._partly_named(facet, name) if facet in _NAMED_IN_PART else ()

    def _partly_named(self, facet: str, name: str) -> tuple[str, ...]:
        """The values with a word in their name, or their code, that begins like `name`."""
        wanted = folded(name)
        if len(wanted) < (_SHORTEST_PART if wanted.isascii() else 2):
            return ()
        found = []
        for code, label in self._names[facet].items():
            texts = [folded(label), folded(code.replace("-", " "))]
            # Thai and Lao have no spaces before which a word could begin.
            if any(f" {wanted}" in f" {text}" or (not wanted.isascii() and wanted in text) for text in texts):
                found.append(code)
        return tuple(found)


def read(data: QueryDict, *, user: Any = None) -> tuple[SearchRequest, list[Problem]]:
    """What is asked for, without the parameters that cannot be used, and what is wrong with those.

    An empty parameter is one that was not given; one given several times has several values, any of which will do.
    `lang:th` and its like in the question are filters as if they had been parameters; what they cannot mean is words.
    """
    problems: list[Problem] = []
    known = _Known(user)
    q = " ".join(without_controls(data.get("q", "")).split())
    if not normalise_name(q):
        q = ""  # nothing but characters nobody can see
    if len(q) > LONGEST_QUESTION:
        message = _("Please search for fewer words: at most %(most)d characters.") % {"most": LONGEST_QUESTION}
        problems.append(Problem("q", "string_too_long", message))
        q = q[:LONGEST_QUESTION]
    filters: dict[str, tuple[str, ...]] = {}
    for name, facet in FACET_OF.items():
        values: dict[str, None] = {}
        for value in _given(data, name):
            found = known.meant(facet, value)
            values |= dict.fromkeys(found)
            if not found:
                problems.append(Problem(name, "unknown_value", _unknown(name) % {"value": value[:60]}))
        if values:
            filters[facet] = tuple(values)
    by = list(dict.fromkeys(_given(data, "by")))

    def use(name: str, value: str) -> bool:
        value = normalise_name(value)
        if name == "by":
            by.append(value)
            return bool(value)
        found = known.named(FACET_OF[name], value) if value else ()
        if found:
            filters[FACET_OF[name]] = tuple(dict.fromkeys((*filters.get(FACET_OF[name], ()), *found)))
        return bool(found)

    q = syntax.narrowing(q, use)
    sort = _choice(data, "sort", (BY_RELEVANCE, BY_DATE), problems)
    page = _number(data, "page", 1, None, problems)
    page_size = _number(data, "page_size", PAGE_SIZE, LARGEST_PAGE, problems)
    if page * page_size > FARTHEST:
        message = _("Only the first %(most)d results can be opened.") % {"most": FARTHEST}
        problems.append(Problem("page", "too_far", message))
        page = 1
    asked = SearchRequest(
        q=q,
        filters=filters,
        by=tuple(dict.fromkeys(by))[:_MOST_VALUES],
        without=tuple(dict.fromkeys(_given(data, "without"))),
        expand=data.get("expand", "").strip().lower() not in ("no", "0", "false"),
        sort=sort,
        page=page,
        page_size=page_size,
    )
    return asked, problems


def write(asked: SearchRequest) -> QueryDict:
    """The parameters of `asked`, without its page."""
    query = QueryDict(mutable=True)
    if asked.q:
        query["q"] = asked.q
    for facet, values in asked.filters.items():
        if values:
            query.setlist(PARAMETER_OF[facet], list(values))
    for name, values in (("by", asked.by), ("without", asked.without)):
        if values:
            query.setlist(name, list(values))
    if not asked.expand:
        query["expand"] = "no"
    if asked.sort != BY_RELEVANCE:
        query["sort"] = asked.sort
    if asked.page_size != PAGE_SIZE:
        query["page_size"] = str(asked.page_size)
    return query


def _given(data: QueryDict, name: str) -> list[str]:
    return [value for raw in data.getlist(name)[:_MOST_VALUES] if (value := normalise_name(raw[:300]))]


def _unknown(name: str) -> str:
    return {
        "lang": _("This site has no content in the language “%(value)s”."),
        "type": _("There is no kind of content called “%(value)s”."),
        "theme": _("There is no theme called “%(value)s”."),
        "country": _("There is no country with the code “%(value)s”."),
        "tag": _("There is no tag called “%(value)s”."),
        "evidence": _("There is no level of evidence called “%(value)s”."),
        "year": _("“%(value)s” is not a year such as 2014."),
        "in": _("There is no community called “%(value)s”."),
    }[name]


def _choice(data: QueryDict, name: str, choices: tuple[str, ...], problems: list[Problem]) -> str:
    """The first of `choices` when nothing is given."""
    raw = data.get(name, "").strip().lower()
    if raw and raw not in choices:
        message = _("This must be one of: %(choices)s.") % {"choices": ", ".join(choices)}
        problems.append(Problem(name, "enum", message))
    return raw if raw in choices else choices[0]


def _number(data: QueryDict, name: str, default: int, most: int | None, problems: list[Problem]) -> int:
    raw = data.get(name, "").strip()
    if not raw:
        return default
    try:
        number = int(raw)
    except ValueError:
        problems.append(Problem(name, "int_parsing", _("This must be a whole number.")))
        return default
    if number < 1:
        problems.append(Problem(name, "greater_than_equal", _("This must be 1 or more.")))
        return default
    if most is not None and number > most:
        problems.append(Problem(name, "less_than_equal", _("This must be %(most)d or less.") % {"most": most}))
        return default
    return number
