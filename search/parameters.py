"""The parameters of a search as they come in an address: read once, the same for page and API."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from . import registry
from .engines.base import FARTHEST
from .normalising import normalise_name, without_controls
from .querying import SearchRequest

LONGEST_QUESTION = 2_000  # characters
LARGEST_PAGE = 100

FACET_OF = {"type": "type", "lang": "language", "theme": "theme", "country": "country", "tag": "tag"}
"""Name in the address → facet."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A parameter that cannot be used. `message` is for the reader, in their language."""

    parameter: str
    type: str
    message: str


def read(data: QueryDict) -> tuple[SearchRequest, list[Problem]]:
    """What is asked for, without the parameters that cannot be used, and what is wrong with those.

    An empty parameter is one that was not given; one given several times has several values, any of which will do.
    """
    problems: list[Problem] = []
    q = " ".join(without_controls(data.get("q", "")).split())
    if not normalise_name(q):
        q = ""  # nothing but characters nobody can see
    if len(q) > LONGEST_QUESTION:
        message = _("Please search for fewer words: at most %(most)d characters.") % {"most": LONGEST_QUESTION}
        problems.append(Problem("q", "string_too_long", message))
        q = q[:LONGEST_QUESTION]
    filters: dict[str, tuple[str, ...]] = {}
    for name, facet in FACET_OF.items():
        given = [value for raw in data.getlist(name) if (value := normalise_name(raw))]
        values: dict[str, None] = {}
        for value in given:
            found = _known(facet, value)
            values |= dict.fromkeys(found)
            if not found:
                problems.append(Problem(name, "unknown_value", _unknown(name) % {"value": value[:60]}))
        if values:
            filters[facet] = tuple(values)
    page = _number(data, "page", 1, None, problems)
    page_size = _number(data, "page_size", 20, LARGEST_PAGE, problems)
    if page * page_size > FARTHEST:
        message = _("Only the first %(most)d results can be opened.") % {"most": FARTHEST}
        problems.append(Problem("page", "too_far", message))
        page = 1
    return SearchRequest(q=q, filters=filters, page=page, page_size=page_size), problems


def _known(facet: str, value: str) -> tuple[str, ...]:
    """The values of `facet` that `value` stands for; none when it is unknown."""
    if facet == "language":
        code = value.lower().replace("_", "-")
        # `zh` stands for all its scripts, `zh-hans` for one.
        return tuple(known for known in settings.LANGUAGE_CODES if known == code or known.split("-")[0] == code)
    if facet == "type":
        return (value,) if value in {source.kind for source in registry.sources()} else ()
    if facet == "country":
        value = value.upper()
    known_values = registry.known_values(facet)
    return (value,) if known_values is None or value in known_values else ()


def _unknown(name: str) -> str:
    return {
        "lang": _("This site has no content in the language “%(value)s”."),
        "type": _("There is no kind of content called “%(value)s”."),
        "theme": _("There is no theme called “%(value)s”."),
        "country": _("There is no country with the code “%(value)s”."),
        "tag": _("There is no tag called “%(value)s”."),
    }[name]


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
