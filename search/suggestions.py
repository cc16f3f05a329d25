"""While somebody types: titles, tags, people and terms that begin like that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from . import languages, querying, suggesting, syntax, thesaurus
from .audiences import audiences_of
from .documents import Key
from .engines.base import Hit, Request

TITLE = "title"
TAG = "tag"
PERSON = "person"
TERM = "term"

_EACH = {TITLE: 5, TERM: 3, TAG: 3, PERSON: 2}
_READ = 30
"""Hits looked through for names that begin like that."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`kind`: TITLE leads to `url`, the others are questions (`q`, as it would be typed)."""

    kind: str
    text: str
    language: str
    q: str
    url: str = ""
    type: str = ""


def suggestions(typed: str, *, user: Any, language: str) -> list[Suggestion]:
    """What begins like `typed`, for `user`, who reads `language`; titles first, then terms, tags and people.

    Nothing comes from a document that `user` may not see. Raises EngineUnavailable.
    """
    if not suggesting.term_for(typed):
        return []
    spoken = languages.guess(typed, default=language, among=settings.LANGUAGE_CODES)
    found = [
        *_titles(typed, spoken, user, language),
        *_terms(typed, spoken),
        *_tags(typed, spoken, user),
        *_people(typed, user),
    ]
    return list({one.text.casefold(): one for one in reversed(found)}.values())[::-1]


def _beginning(typed: str, mark: str, user: Any, **fields: Any) -> Request:
    return Request(audiences=audiences_of(user), starts=suggesting.term_for(typed, mark), **fields)


def _titles(typed: str, spoken: str, user: Any, language: str) -> Iterator[Suggestion]:
    wanted = suggesting.squeezed(typed)
    hits: dict[Key, Hit] = {}
    for mark in (suggesting.TITLE, ""):
        request = _beginning(typed, mark, user, reader=spoken, limit=_EACH[TITLE] * 2)
        for hit in querying.ask(request).hits if len(hits) < _EACH[TITLE] else ():
            if wanted in suggesting.squeezed(hit.title):
                hits.setdefault(hit.key, hit)
    asked = querying.SearchRequest(filters={"language": (spoken,)})
    shown = [querying.shown(hit, spoken, asked) for hit in list(hits.values())[: _EACH[TITLE]]]
    links = querying.links_of(shown, user, language)
    for one in shown:
        if one.key in links:
            yield Suggestion(TITLE, one.title, one.language, one.title, links[one.key].url, one.hit.kind)


def _terms(typed: str, spoken: str) -> Iterator[Suggestion]:
    for label in thesaurus.starting_with(typed, spoken, _EACH[TERM]):
        yield Suggestion(TERM, label.text, label.language, label.text)


def _tags(typed: str, spoken: str, user: Any) -> Iterator[Suggestion]:
    answer = querying.ask(_beginning(typed, suggesting.TAG, user, facets=("tag",), limit=0))
    counted = sorted(answer.facets["tag"].items(), key=lambda item: (-item[1], item[0]))
    names = [name for name, _ in counted if _begins(name, typed)]
    for name in names[: _EACH[TAG]]:
        yield Suggestion(TAG, name, spoken, f"tag:{syntax.quoted(name)}")


def _people(typed: str, user: Any) -> Iterator[Suggestion]:
    hits = querying.ask(_beginning(typed, suggesting.PERSON, user, limit=_READ)).hits
    names = dict.fromkeys(name for hit in hits for name in hit.authors if _begins(name, typed))
    for name in list(names)[: _EACH[PERSON]]:
        yield Suggestion(PERSON, name, "", f"by:{syntax.quoted(name)}")


def _begins(name: str, typed: str) -> bool:
    """One of the words of `name` begins like `typed`."""
    wanted = suggesting.squeezed(typed)
    words = name.split()
    return any(suggesting.squeezed(" ".join(words[at:])).startswith(wanted) for at in range(len(words)))
