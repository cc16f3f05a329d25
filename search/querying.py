"""A reader asks, this answers: the one way from a question to results that the page and the API share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from . import conditions, correcting, expanding, languages, rebuilding, registry, syntax
from .analysis import Question, base_language, question
from .audiences import audiences_of
from .documents import Key, Link, Text, Version
from .engines import engine
from .engines.base import FACETS, Answer, EngineUnavailable, Hit, Request
from .expansion import Expansion
from .highlighting import Highlighter
from .normalising import normalise_name
from .reader import interface_language_for

BY_RELEVANCE = "relevance"
BY_DATE = "date"
PAGE_SIZE = 20
MOST_VALUES = 50
"""Values a facet shows: the most frequent."""
_WORTH_MARKING = 0.1
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What a reader asks. `q` may have signs in it (`syntax`). `filters`: facet → values, any of which will do
    (`language`: documents in that language); `by`: names, any of which will do."""

    q: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Texts that a question was expanded with before, and that the reader took away."""
    expand: bool = True
    sort: str = BY_RELEVANCE
    page: int = 1
    page_size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same thing in another language."""

    language: str
    title: str
    url: str


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
    quoted: str
    """Who wrote what the excerpt is from, in a conversation; "" elsewhere."""
    date: datetime | None
    score: float
    also_in: tuple[Elsewhere, ...] = ()
    is_outdated: bool = False


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
    expansions: tuple[Expansion, ...] = ()

    @property
    def expanded_with(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(expansion.text for expansion in self.expansions))


def find(
    asked: SearchRequest,
    *,
    user: Any,
    language: str,
    link_language: str | None = None,
    any_version: bool = False,
) -> Results:
    """Results for `user`, who reads `language`. Links lead to `link_language`, or to each document's own.
    `any_version`: whoever asks may read any language; the version that has the words is shown.

    Raises EngineUnavailable. Database queries: those of the audiences, of the expansions, one set of links for each
    kind (and language) of the documents on the page, one for the names of each facet; their number does not grow
    with the hits.
    """
    request = request_for(asked, user=user, language=language)
    answer = ask(request)
    highlighter = Highlighter(_marked(request, answer))
    found = [
        shown(hit, _language_of_words(hit, highlighter) if any_version else language, asked) for hit in answer.hits
    ]
    links = links_of(found, user, link_language)
    names_in = interface_language_for(language)
    return Results(
        count=answer.total,
        page=asked.page,
        pages=max(1, -(-answer.total // asked.page_size)),
        results=tuple(result(one, links, highlighter) for one in found if one.key in links),
        facets=tuple(_facet(name, answer.facets.get(name, {}), asked, names_in) for name in FACETS),
        did_you_mean=correcting.corrected(asked.q, correcting.unknown_to(request, answer), request),
        expansions=request.expansions,
    )


def ask(request: Request) -> Answer:
    """What the site's engine answers; has an index made where there is none. Raises EngineUnavailable."""
    try:
        return engine().search(request)
    except EngineUnavailable as away:
        if away.wants_rebuild:
            rebuilding.ask()
        raise


def request_for(asked: SearchRequest, *, user: Any, language: str) -> Request:
    """What an engine is asked, for somebody who reads `language`."""
    signs = syntax.read(asked.q)
    spoken = languages.guess(signs.text, default=_of_site(language), among=settings.LANGUAGE_CODES)
    into = asked.filters.get("language") or tuple(settings.LANGUAGE_CODES)
    stemmed = tuple(asked.filters.get("language") or dict.fromkeys((language, *settings.LANGUAGE_CODES)))
    expansions: tuple[Expansion, ...] = ()
    if asked.expand and signs.text:
        expansions = expanding.expansions(signs.text, language=spoken, into=into, without=asked.without)
    names = [named for name in asked.by if (named := conditions.named(name))]
    required = [one for phrase in signs.phrases if (one := conditions.containing(phrase, spoken))]
    return Request(
        audiences=audiences_of(user),
        question=_question(signs, stemmed),
        expansions=expansions,
        required=(*required, *([conditions.Either(tuple(names))] if names else ())),
        excluded=tuple(one for text in signs.excluded if (one := conditions.mentioning(text, (spoken, *stemmed)))),
        codes=_codes(signs.text),
        filters={facet: values for facet, values in asked.filters.items() if values and facet in FACETS},
        # The version in the language of the question is searched, the one in the reader's language is shown.
        reader=spoken,
        today=timezone.localdate(),
        by_date=asked.sort == BY_DATE,
        facets=FACETS,
        offset=(asked.page - 1) * asked.page_size,
        limit=asked.page_size,
    )


def _of_site(language: str) -> str:
    """`language`, or the site's first: every reader finds one version of everything."""
    return language if language in settings.LANGUAGE_CODES else settings.LANGUAGE_CODES[0]


def _question(signs: syntax.Asked, stemmed: Sequence[str]) -> Question | None:
    """None when nothing was asked, or only what is not wanted."""
    return question(signs.text, stemmed) if signs.text else None


def _codes(text: str) -> tuple[str, ...]:
    """Words that may be the code of a document (`AP-TH-2012-001`): with a digit or a hyphen in them."""
    words = normalise_name(text).casefold().split()
    return tuple(word for word in words if any(c.isdigit() or c == "-" for c in word))[:5]


def _marked(request: Request, answer: Answer) -> dict[str, float]:
    """Terms worth marking: not the `of` and `the` of a sentence, nor single characters of a Chinese word."""
    if request.question is None:
        return {}
    # What is one word to a reader of Thai or Vietnamese is two or three here.
    few = _FEW_WORDS * (2 if request.question.pairs else 1)
    least = 0 if len(request.question.words) <= few else _WORTH_MARKING
    terms: set[str] = set()
    for asked in (request.question, *(expansion.question for expansion in request.expansions)):
        terms |= {word.exact for word in asked.words} | {term for term, _ in asked.pairs}
        terms |= {term for word in asked.words for term, share in word.loose if share == 1}
    return {term: max(weight, 0.01) for term in terms if (weight := answer.weights.get(term, 0)) >= least}


nothing_marked = Highlighter({})


@dataclass(frozen=True, slots=True)
class Shown:
    """The version of a hit that the reader gets; `elsewhere` has the others, `texts` what may be quoted of them all."""

    hit: Hit
    id: int
    language: str
    title: str
    texts: tuple[Text, ...]
    elsewhere: tuple[Version, ...]

    @property
    def key(self) -> Key:
        return self.hit.kind, self.id


def shown(hit: Hit, language: str, asked: SearchRequest) -> Shown:
    """The reader's own language, unless they asked for another."""
    own = Version(hit.id, hit.language, hit.title, hit.texts)
    versions = (own, *hit.versions)
    chosen = own
    if not asked.filters.get("language"):
        of_language = {base_language(version.language): version for version in reversed(versions)}
        of_language |= {version.language: version for version in versions}
        chosen = of_language.get(language) or of_language.get(base_language(language)) or own
    others = tuple(version for version in versions if version is not chosen)
    return Shown(hit, chosen.id, chosen.language, chosen.title, chosen.texts, others)


def _language_of_words(hit: Hit, highlighter: Highlighter) -> str:
    """The language of the version that has what was looked for in its own words (a text may hold a name or a quotation
    of another language), else anywhere; the one that was found when it has."""
    versions = (Version(hit.id, hit.language, hit.title, hit.texts), *hit.versions)
    for only_own in (True, False):
        for version in versions:
            texts = [text for text in version.texts if text.language == version.language or not only_own]
            if highlighter.excerpt((Text(version.language, version.title), *texts)).score:
                return version.language
    return hit.language


def links_of(found: Sequence[Shown], user: Any, language: str | None) -> dict[Key, Link]:
    """Where results and their other versions lead; what is gone, or not for this reader after all, has no link."""
    groups: dict[tuple[str, str], list[int]] = {}
    for one in found:
        for number, own in ((one.id, one.language), *((other.id, other.language) for other in one.elsewhere)):
            groups.setdefault((one.hit.kind, language or own), []).append(number)
    kinds = {source.kind: source for source in registry.sources()}
    return {
        (kind, number): link
        for (kind, code), ids in groups.items()
        if kind in kinds
        for number, link in kinds[kind].links(ids, user=user, language=code).items()
    }


def result(one: Shown, links: Mapping[Key, Link], highlighter: Highlighter) -> Result:
    """`one` as the reader sees it; its key is in `links`."""
    hit = one.hit
    excerpt = highlighter.excerpt(one.texts)
    if not excerpt.score and one.elsewhere:
        # What was looked for stands in another version: that is what to quote, in its own language.
        seen = [text for other in one.elsewhere if (hit.kind, other.id) in links for text in other.texts]
        there = highlighter.excerpt(seen)
        excerpt = there if there.score else excerpt
    url, anchor = links[one.key].url, excerpt.source.anchor
    return Result(
        type=hit.kind,
        id=one.id,
        code=hit.code,
        language=one.language,
        title=one.title,
        title_html=highlighter.title(one.title, one.language),
        url=registry.source(hit.kind).address_of_text(url, anchor) if anchor and excerpt.score else url,
        excerpt_html=excerpt.html,
        excerpt_language=excerpt.language or one.language,
        quoted=excerpt.source.author,
        date=hit.date,
        score=hit.score,
        also_in=tuple(
            Elsewhere(other.language, other.title, links[hit.kind, other.id].url)
            for other in one.elsewhere
            if (hit.kind, other.id) in links
        ),
        is_outdated=links[one.key].is_outdated,
    )


def _facet(name: str, counts: Mapping[str, int], asked: SearchRequest, language: str) -> Facet:
    active = asked.filters.get(name, ())
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_VALUES]
    if name == "year":
        ranked.sort(reverse=True)
    shown = dict(ranked) | {value: counts.get(value, 0) for value in active if value not in dict(ranked)}
    labels = labels_for(name, list(shown), language)
    return Facet(
        name,
        tuple(FacetValue(value, labels.get(value, value), count, value in active) for value, count in shown.items()),
    )


def labels_for(name: str, values: Sequence[str], language: str) -> dict[str, str]:
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


def at_last_page(asked: SearchRequest, found: Results) -> SearchRequest | None:
    """What to ask instead when `asked` was for a page beyond the last one."""
    return replace(asked, page=found.pages) if found.page > found.pages else None
