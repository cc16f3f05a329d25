"""How much each term of a question counts. The same numbers for every engine.

A term weighs `idf ** 1.5`, with the idf that it has **among documents of the languages asked for**: in an index of
four languages every English word, `the` included, would otherwise look rare, because it is in a quarter of the
documents only. The exponent lets the rare words of a question decide more than BM25 alone would.

A title's words weigh what they weigh in bodies (in titles alone `how` is rare), times TITLE. A word in another version
of the same thing counts whole, however often it is there. On top come parts of the sum of all weights for documents
that have all words, or the words in that order, for recent talk and for proven practice. Measured: docs/search.md.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .analysis import Question, Word
from .conditions import AllOf, AnyOf, Condition, Phrase, any_value
from .engines.base import Frequencies, Request
from .normalising import normalise_name

SHARPNESS = 1.5
TITLE = 2.0
OTHER_VERSION = 1.0
ALL_WORDS = 0.2
PHRASE = 0.3
PHRASE_IN_TITLE = 0.6
CODE = 5.0
FRESH = ((31, 0.03), (366, 0.03))
"""Talk of the last so many days gets so much more; both when it is of the last month."""
MERIT = 0.02
"""For each level of evidence."""
RARE = 5_000
"""Documents: a word in more is taken to be in one that this reader may see."""
MOST_WORDS = 48
"""Of a longer question the rarest words are looked for."""
LONGEST_PHRASE = 8
ABROAD = 4.0
"""What a translated word weighs against one of the question, when no document is searched in the question's language:
what little of the question is in those documents (numbers, Latin names) is there by chance."""
OTHER_VERSION_CHOSEN = 0.2
"""The same, when languages were chosen. Of a question in one of them little is in other versions, and that (numbers,
Latin names) by chance. Of one in another language much is, but what was never translated into it is found by translated
words only, and must not come after all that has a word of the question in its translation."""
BESIDE = 0.4
"""The same, when documents in the question's language are searched, too."""

EXACT = "exact"
LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Clause:
    """A term in a field. What it adds to a document's score is `factor` times the engine's own BM25."""

    field: str
    term: str
    factor: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A question as an engine runs it: a document must match one of `clauses` or `constants`; `bonuses` are added when
    it does. Both pairs are a condition and what it is worth."""

    clauses: tuple[Clause, ...] = ()
    constants: tuple[tuple[Condition, float], ...] = ()
    bonuses: tuple[tuple[Condition, float], ...] = ()
    weights: Mapping[str, float] | None = None
    unknown: tuple[str, ...] = ()
    rare: tuple[str, ...] = ()


def idf(documents: int, with_term: int) -> float:
    """Robertson and Spärck Jones as Lucene and Tantivy have it: never negative."""
    return math.log(1 + (documents - with_term + 0.5) / (with_term + 0.5))


def _terms(question: Question) -> Iterator[tuple[str, str]]:
    for word in question.words:
        yield EXACT, word.exact
        for term, _ in word.loose:
            yield LOOSE, term
    for term, _ in question.pairs:
        yield LOOSE, term


def terms_of(request: Request) -> list[tuple[str, str]]:
    """Every `(analysis, term)` whose frequency `plan` needs."""
    found = dict.fromkeys(_terms(request.question)) if request.question else {}
    for expansion in request.expansions:
        found |= dict.fromkeys(_terms(expansion.question))
    return list(found)


def must(request: Request, without: str = "") -> list[Condition]:
    """What every document found is like, whatever the question. `without`: a facet whose filter is left out."""
    found: list[Condition] = [any_value("audience", request.audiences), *request.required]
    found += [any_value(facet, values) for facet, values in request.filters.items() if values and facet != without]
    if request.starts:
        found.append(AnyOf((("suggest", request.starts),)))
    return found


def must_not(request: Request, without: str = "") -> list[Condition]:
    """What no document found is like. Who chose a language gets that version of everything."""
    found = list(request.excluded)
    if request.reader and (without == "language" or not request.filters.get("language")):
        found.append(AnyOf((("not_for", request.reader),)))
    return found


def plan(request: Request, frequencies: Frequencies) -> Plan:
    """`frequencies` has `(field, term)` for the text fields, and `(analysis, term)` for all of them together.

    :raises ValueError: without a question there is nothing to weigh
    """
    question = request.question
    if question is None:
        raise ValueError("only a question has terms")

    def weight(analysis: str, term: str) -> float:
        among = frequencies.population[analysis, term]
        return idf(among, min(frequencies.within[analysis, term], among)) ** SHARPNESS

    def is_there(word: Word) -> bool:
        return any(frequencies.within[found] for found in ((EXACT, word.exact), *((LOOSE, t) for t, _ in word.loose)))

    def is_rare(word: Word) -> bool:
        return all(frequencies.within[analysis, term] <= RARE for analysis, term, _ in _of_words([word]))

    words = question.words
    unknown = tuple(word.exact for word in words if not is_there(word))
    rare = tuple(word.exact for word in words if is_there(word) and is_rare(word))
    if len(words) > MOST_WORDS:
        present = sorted(filter(is_there, words), key=lambda word: -weight(EXACT, word.exact))
        words = tuple(present[:MOST_WORDS])
    wanted = _of_words(words)
    wanted += [(LOOSE, term, share) for term, share in question.pairs[:MOST_WORDS]]
    wanted += _expanded(request, {(analysis, term) for analysis, term, _ in wanted}, frequencies, weight)

    other_version = OTHER_VERSION_CHOSEN if request.filters.get("language") else OTHER_VERSION
    clauses = []
    constants: list[tuple[Condition, float]] = []
    weights: dict[str, float] = {}
    for analysis, term, share in wanted:
        full = weight(analysis, term)
        weights[term] = max(weights.get(term, 0), full * share)
        for place, times in (("body", 1.0), ("title", TITLE)):
            here = frequencies.overall.get((f"{place}_{analysis}", term), 0)
            if here:
                factor = share * times * full / idf(frequencies.documents, here)
                clauses.append(Clause(f"{place}_{analysis}", term, factor))
        if frequencies.overall.get((f"other_{analysis}", term), 0):
            constants.append((AnyOf(((f"other_{analysis}", term),)), other_version * share * full))

    total = sum(weight(EXACT, word.exact) for word in words)
    constants += [(AnyOf((("code", code),)), CODE * (total + 1)) for code in request.codes]
    highest = max(weights.values(), default=0) or 1
    return Plan(
        clauses=tuple(clauses),
        constants=tuple(constants),
        bonuses=tuple((condition, part * total) for condition, part in _bonuses(question, words, request.today)),
        weights={term: value / highest for term, value in weights.items()},
        unknown=unknown,
        rare=rare,
    )


def _is_abroad(request: Request) -> bool:
    """Whether no document is searched in the language of the question: expansions are in other languages only."""
    searched = set(request.filters.get("language", ()))
    return bool(searched) and searched <= {expansion.language for expansion in request.expansions}


def _expanded(
    request: Request, known: set[tuple[str, str]], frequencies: Frequencies, weight: Callable[[str, str], float]
) -> Iterator[tuple[str, str, float]]:
    """Terms of the expansions with their shares; one that several bring counts once, as in the strongest.

    A word of the question weighs the same however many words stand for it: they divide it as their shares say, those
    that no document has left out. When they are unlikely together, it weighs less, by the root of what they sum up to.

    Where documents in the question's own language are searched, what stands for a word never weighs more than the word:
    one that is in all of ten Lao texts is no better found in a thousand English ones, where it looks rare.
    """
    present = [
        expansion
        for expansion in request.expansions
        if any(frequencies.within[found] for found in _terms(expansion.question))
    ]
    sums: dict[tuple[str, str, str], float] = defaultdict(float)
    for expansion in present:
        sums[expansion.of, expansion.language, expansion.origin] += expansion.share
    is_abroad = _is_abroad(request)
    full = ABROAD if is_abroad else BESIDE
    found: dict[tuple[str, str], float] = {}
    for expansion in present:
        total = sums[expansion.of, expansion.language, expansion.origin]
        part = full * expansion.share / total * min(1.0, total) ** 0.5
        terms = [*_of_words(expansion.question.words), *((LOOSE, term, one) for term, one in expansion.question.pairs)]
        if not is_abroad and request.question:
            own = [word for word in request.question.words if word.exact in normalise_name(expansion.of).casefold()]
            stands_for = sum(share * weight(analysis, term) for analysis, term, share in _of_words(own))
            brings = sum(share * weight(analysis, term) for analysis, term, share in terms)
            if own and brings > stands_for:
                part *= stands_for / brings
        for analysis, term, share in terms:
            if share and (analysis, term) not in known:
                found[analysis, term] = max(found.get((analysis, term), 0), share * part)
    for (analysis, term), share in found.items():
        yield analysis, term, share


def _of_words(words: Iterable[Word]) -> list[tuple[str, str, float]]:
    """Analysis and term of each, and its share."""
    terms = [(EXACT, word.exact, word.exact_weight) for word in words]
    return terms + [(LOOSE, term, share) for word in words for term, share in word.loose]


def _bonuses(question: Question, words: Iterable[Word], today: date | None) -> Iterator[tuple[Condition, float]]:
    """Nothing is to be gained from all of one word, and a question of twenty is a sentence: nobody repeats it whole."""
    if 2 <= len(question.phrase) <= LONGEST_PHRASE:
        alternatives = [[(EXACT, word.exact), *((LOOSE, term) for term, _ in word.loose)] for word in words]
        every = tuple(
            AnyOf(tuple((f"{place}_{analysis}", term) for analysis, term in word for place in ("body", "title")))
            for word in alternatives
        )
        if every:
            yield AllOf(every), ALL_WORDS
        yield Phrase("body_exact", question.phrase), PHRASE
        yield Phrase("title_exact", question.phrase), PHRASE_IN_TITLE
    if today:
        for days, part in FRESH:
            yield any_value("fresh", _months(today - timedelta(days=days), today)), part
    for level in (1, 2, 3):
        yield AnyOf((("merit", str(level)),)), MERIT * level


def _months(first: date, last: date) -> list[str]:
    """`2026-10`, `2026-11`: every month from that of `first` to that of `last`."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]
