"""How much each term of a question counts. The same numbers for every engine.

A term weighs `idf ** 1.5`, with the idf that it has **among documents of the languages asked for**: in an index of
four languages every English word, `the` included, would otherwise look rare, because it is in a quarter of the
documents only. The exponent lets the rare words of a question decide more than BM25 alone would.

A title's words weigh what they weigh in bodies (in titles alone `how` is rare), times TITLE. On top come parts of the
sum of all weights for documents that have all words, or the words in that order. Measured: docs/search.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from .analysis import Question, Word
from .engines.base import Frequencies

SHARPNESS = 1.5
TITLE = 2.0
ALL_WORDS = 0.2
PHRASE = 0.3
PHRASE_IN_TITLE = 0.6
CODE = 5.0
MOST_WORDS = 48
"""Of a longer question the rarest words are looked for."""
LONGEST_PHRASE = 8

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
    """A question as an engine runs it: a document must match one of `clauses`; bonuses are constants."""

    clauses: tuple[Clause, ...]
    words: tuple[tuple[tuple[str, str], ...], ...] = ()
    """For the bonus of all words: each word's `(analysis, term)` alternatives; empty when it does not apply."""
    phrase: tuple[str, ...] = ()
    all_words: float = 0
    phrase_in_body: float = 0
    phrase_in_title: float = 0
    code: float = 0
    weights: Mapping[str, float] | None = None


def idf(documents: int, with_term: int) -> float:
    """Robertson and Spärck Jones as Lucene and Tantivy have it: never negative."""
    return math.log(1 + (documents - with_term + 0.5) / (with_term + 0.5))


def terms_of(question: Question) -> list[tuple[str, str]]:
    """Every `(analysis, term)` whose frequency `plan` needs."""
    found = dict.fromkeys((EXACT, word.exact) for word in question.words)
    found |= dict.fromkeys((LOOSE, term) for word in question.words for term, _ in word.loose)
    found |= dict.fromkeys((LOOSE, term) for term, _ in question.pairs)
    return list(found)


def plan(question: Question, frequencies: Frequencies) -> Plan:
    """`frequencies` has `(field, term)` for the fields body_* and title_*, and `(analysis, term)` for both together."""

    def weight(analysis: str, term: str) -> float:
        among = frequencies.population[analysis, term]
        return idf(among, min(frequencies.within[analysis, term], among)) ** SHARPNESS

    def is_there(word: Word) -> bool:
        return any(frequencies.within[found] for found in ((EXACT, word.exact), *((LOOSE, t) for t, _ in word.loose)))

    words = question.words
    if len(words) > MOST_WORDS:
        present = sorted(filter(is_there, words), key=lambda word: -weight(EXACT, word.exact))
        words = tuple(present[:MOST_WORDS])
    wanted = [(EXACT, word.exact, word.exact_weight) for word in words]
    wanted += [(LOOSE, term, share) for word in words for term, share in word.loose]
    wanted += [(LOOSE, term, share) for term, share in question.pairs[:MOST_WORDS]]

    clauses = []
    weights: dict[str, float] = {}
    for analysis, term, share in wanted:
        full = weight(analysis, term)
        weights[term] = max(weights.get(term, 0), full * share)
        for place, times in (("body", 1.0), ("title", TITLE)):
            here = frequencies.overall.get((f"{place}_{analysis}", term), 0)
            if here:
                factor = share * times * full / idf(frequencies.documents, here)
                clauses.append(Clause(f"{place}_{analysis}", term, factor))

    # Nothing to be gained from all of one word, and a question of twenty is a sentence: nobody repeats it in full.
    is_short = 2 <= len(question.phrase) <= LONGEST_PHRASE
    total = sum(weight(EXACT, word.exact) for word in words)
    highest = max(weights.values(), default=0) or 1
    return Plan(
        clauses=tuple(clauses),
        words=tuple(((EXACT, word.exact), *((LOOSE, term) for term, _ in word.loose)) for word in words)
        if is_short
        else (),
        phrase=question.phrase if is_short else (),
        all_words=ALL_WORDS * total,
        phrase_in_body=PHRASE * total,
        phrase_in_title=PHRASE_IN_TITLE * total,
        code=CODE * (total + 1),
        weights={term: value / highest for term, value in weights.items()},
    )
