"""A reader asks, this answers: the one way from a question to results that the page and the API share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString

from . import languages, rebuilding, registry
from .analysis import Question, question
from .audiences import audiences_of
from .documents import Key, Link
from .engines import engine
from .engines.base import FACETS, Answer, EngineUnavailable, Hit, Request
from .highlighting import Highlighter
from .normalising import normalise_name
from .reader import interface_language_for

MOST_VALUES = 50
"""Values a facet shows: the most frequent."""
_WORTH_MARKING = 0.1
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What a reader asks. `filters`: facet → values, any of which will do (`language`: documents in that language)."""

    q: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True, slots=True)
class Result:
    """A document that was found and that the reader may see. The two `_html` are safe, with <mark>."""

    type: str
    id: int
    code: str
    language: str
    title: str
    title_html: SafeString
    url: str
    excerpt_html: SafeString
    excerpt_language: str
    date: datetime | None
    score: float


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow the results; values with most documents first, the active ones always among them."""

    field: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results. `count` is that of all pages; `pages` those that can be opened, at least 1."""

    count: int
    page: int
    pages: int
    results: tuple[Result, ...]
    facets: tuple[Facet, ...]
    did_you_mean: str | None = None
    expanded_with: tuple[str, ...] = ()


FACETS_SHOWN = ("type", "language", "theme", "country")


def find(asked: SearchRequest, *, user: Any, language: str, link_language: str | None = None) -> Results:
    """Results for `user`, who reads `language`. Links lead to `link_language`, or to each document's own.

    Raises EngineUnavailable. Database queries: those of the audiences, one set of links for each kind (and language)
    of the documents on the page, one for the names of each facet; their number does not grow with the hits.
    """
    wanted = _question(asked, language)
    request = Request(
        audiences=audiences_of(user),
        question=wanted,
        codes=_codes(asked.q),
        filters={facet: values for facet, values in asked.filters.items() if values and facet in FACETS},
        facets=FACETS_SHOWN,
        offset=(asked.page - 1) * asked.page_size,
        limit=asked.page_size,
    )
    try:
        answer = engine().search(request)
    except EngineUnavailable as away:
        if away.wants_rebuild:
            rebuilding.ask()
        raise
    links = _links(answer.hits, user, link_language)
    highlighter = Highlighter(_marked(wanted, answer))
    names_in = interface_language_for(language)
    return Results(
        count=answer.total,
        page=asked.page,
        pages=max(1, -(-answer.total // asked.page_size)),
        results=tuple(_result(hit, links[hit.key], highlighter) for hit in answer.hits if hit.key in links),
        facets=tuple(_facet(name, answer.facets.get(name, {}), asked, names_in) for name in FACETS_SHOWN),
    )


def _question(asked: SearchRequest, language: str) -> Question | None:
    """None when nothing was asked. Words are stemmed as in the languages searched: the reader's own first."""
    if not asked.q.strip():
        return None
    chosen = asked.filters.get("language") or dict.fromkeys((language, *settings.LANGUAGE_CODES))
    return question(asked.q, list(chosen))


def _codes(q: str) -> tuple[str, ...]:
    """Words that may be the code of a document (`AP-TH-2012-001`): with a digit or a hyphen in them."""
    words = normalise_name(q).casefold().split()
    return tuple(word for word in words if any(c.isdigit() or c == "-" for c in word))[:5]


def _marked(wanted: Question | None, answer: Answer) -> dict[str, float]:
    """Terms worth marking: not the `of` and `the` of a sentence, nor single characters of a Chinese word."""
    if wanted is None:
        return {}
    terms = {word.exact for word in wanted.words} | {term for term, _ in wanted.pairs}
    terms |= {term for word in wanted.words for term, share in word.loose if share == 1}
    least = 0 if len(wanted.words) <= _FEW_WORDS else _WORTH_MARKING
    return {term: max(weight, 0.01) for term in terms if (weight := answer.weights.get(term, 0)) >= least}


def _links(hits: Sequence[Hit], user: Any, language: str | None) -> dict[Key, Link]:
    """Where the hits lead; those that are gone, or that the reader may not see after all, have no link."""
    groups: dict[tuple[str, str], list[int]] = {}
    for hit in hits:
        groups.setdefault((hit.kind, language or hit.language), []).append(hit.id)
    kinds = {source.kind: source for source in registry.sources()}
    return {
        (kind, number): link
        for (kind, code), ids in groups.items()
        if kind in kinds
        for number, link in kinds[kind].links(ids, user=user, language=code).items()
    }


def _result(hit: Hit, link: Link, highlighter: Highlighter) -> Result:
    excerpt = highlighter.excerpt(hit.texts)
    return Result(
        type=hit.kind,
        id=hit.id,
        code=hit.code,
        language=hit.language,
        title=hit.title,
        title_html=highlighter.title(hit.title, hit.language),
        url=link.url,
        excerpt_html=excerpt.html,
        excerpt_language=excerpt.language or hit.language,
        date=hit.date,
        score=hit.score,
    )


def _facet(name: str, counts: Mapping[str, int], asked: SearchRequest, language: str) -> Facet:
    active = asked.filters.get(name, ())
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_VALUES]
    shown = dict(ranked) | {value: counts.get(value, 0) for value in active if value not in dict(ranked)}
    labels = labels_for(name, shown, language)
    return Facet(
        name,
        tuple(FacetValue(value, labels.get(value, value), count, value in active) for value, count in shown.items()),
    )


def labels_for(name: str, values: Mapping[str, int] | Sequence[str], language: str) -> dict[str, str]:
    """The names of a facet's values in `language`."""
    if name == "type":
        with translation.override(language):
            return {source.kind: str(source.label) for source in registry.sources()}
    if name == "language":
        return {code: languages.name_in(code, language) for code in values}
    named = registry.facet_labels(name, values, language)
    if name == "country":
        return {code: languages.country_name(code, language) for code in values} | named
    return named
