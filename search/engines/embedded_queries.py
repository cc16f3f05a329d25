"""A question as Tantivy's queries, in the form that Tantivy is fast at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeGuard

import tantivy
from tantivy import Occur, Query

from search import scoring
from search.conditions import AllOf, AnyOf, Condition, Either

from .base import COUNTED, Frequencies, Request
from .embedded_fields import ALIKE, JUDGED, NOT_FOR, SCHEMA, SEEN_BY, SETS, number_of, term_of, values_of

_MOST_VALUES = 200
_MOST_SETS = 2_000
_MOST_NAMED = 1_000
"""Terms of SEEN_BY that a clause names without second thoughts."""


def matching(condition: Condition) -> Query:
    """`condition` as a query. What it scores is of no use."""
    if isinstance(condition, AnyOf):
        by_field: dict[str, list[str | bytes]] = {}
        for name, term in condition.places:
            by_field.setdefault(name, []).append(term_of(name, term))
        either = [
            Query.term_query(SCHEMA, name, terms[0], "basic")
            if len(terms) == 1
            else Query.term_set_query(SCHEMA, name, terms)
            for name, terms in by_field.items()
        ]
        if not either:
            return Query.empty_query()
        return either[0] if len(either) == 1 else Query.boolean_query([(Occur.Should, query) for query in either])
    if isinstance(condition, AllOf):
        return Query.boolean_query([(Occur.Must, matching(part)) for part in condition.parts])
    if isinstance(condition, Either):
        return Query.boolean_query([(Occur.Should, matching(part)) for part in condition.parts])
    words: list[str | tuple[int, str]] = list(condition.terms)
    return Query.phrase_query(SCHEMA, condition.field, words)


def worth(condition: Condition, score: float) -> Query:
    return Query.const_score_query(matching(condition), score)


# What is looked for


@dataclass(frozen=True, slots=True)
class Judged:
    """A bonus that only the best hits are looked at for: every document that matches would have to be looked up in
    long lists otherwise."""

    field: str
    """A number field."""
    values: frozenset[int]
    score: float


@dataclass(frozen=True, slots=True)
class Scored:
    """`wanted` is what a document must match, `bonuses` and `judged` raise it above others."""

    wanted: Query
    bonuses: list[Query] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)


def scored(plan: scoring.Plan, frequencies: Frequencies, scale: Callable[[str, str], float]) -> Scored:
    """`plan` in Tantivy's terms. `scale(field, term)`: what a term of a field in ALIKE scores by itself, per idf."""
    either = [_boosted(one.field, one.term, one.factor) for one in plan.clauses]
    for condition, score in plan.constants:
        name, term = condition.places[0] if isinstance(condition, AnyOf) and len(condition.places) == 1 else ("", "")
        if name in ALIKE:
            alone = scoring.idf(frequencies.documents, frequencies.overall[name, term]) * scale(name, term)
            either.append(_boosted(name, term, score / alone))
        else:
            either.append(worth(condition, score))
    bonuses, judged = [], []
    for condition, score in plan.bonuses:
        if score > 0 and _is_judged(condition):
            values = frozenset(number_of(value) for _, value in condition.places)
            judged.append(Judged(JUDGED[condition.places[0][0]], values, score))
        elif score > 0:
            bonuses.append(worth(condition, score))
    return Scored(Query.boolean_query([(Occur.Should, query) for query in either]), bonuses, judged)


def _boosted(name: str, term: str, factor: float) -> Query:
    option = "basic" if name in ALIKE else "freq"
    return Query.boost_query(Query.term_query(SCHEMA, name, term_of(name, term), option), factor)


def _is_judged(condition: Condition) -> TypeGuard[AnyOf]:
    names = {name for name, _ in condition.places} if isinstance(condition, AnyOf) else set()
    return len(names) == 1 and names <= JUDGED.keys()


def most(judged: Iterable[Judged]) -> float:
    """What such bonuses can bring a document: for every field, the one value that brings most."""
    best: dict[str, dict[int, float]] = {}
    for one in judged:
        of_field = best.setdefault(one.field, {})
        for value in one.values:
            of_field[value] = of_field.get(value, 0) + one.score
    return sum(max(of_field.values()) for of_field in best.values())


# Who sees what, and all other filters


class Visibility:
    """Which documents readers may see and want to, as of one `searcher`, and of no other: a document committed since
    may be of an audience that this does not know."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._kinds: list[tuple[str, frozenset[str], frozenset[str], int]] = []
        self._clauses: dict[tuple[frozenset[str], frozenset[str]], tuple[Occur, Query] | None] = {}
        for stored, count in searcher.terms_with_prefix(SEEN_BY, ""):
            audiences, _, not_for = stored.partition(NOT_FOR)
            self._kinds.append((stored, values_of(audiences), values_of(not_for), count))

    def clause(self, audiences: frozenset[str], not_for: frozenset[str]) -> tuple[Occur, Query] | None:
        """What leaves the documents of one of `audiences` that are not `not_for` one of those readers; None when these
        are all."""
        asked = audiences, not_for
        if asked not in self._clauses:
            if len(self._clauses) > _MOST_NAMED:
                self._clauses.clear()
            self._clauses[asked] = self._made(audiences, not_for)
        return self._clauses[asked]

    def _made(self, audiences: frozenset[str], not_for: frozenset[str]) -> tuple[Occur, Query] | None:
        """Names the documents that are fewer, the hidden ones or the others."""
        seen: list[str] = []
        hidden: list[str] = []
        more_seen = 0
        for stored, theirs, but_not, count in self._kinds:
            is_seen = not audiences.isdisjoint(theirs) and not_for.isdisjoint(but_not)
            (seen if is_seen else hidden).append(stored)
            more_seen += count if is_seen else -count
        if not hidden:
            return None
        if not seen:
            return Occur.Must, Query.empty_query()
        if more_seen > 0 and len(hidden) < max(_MOST_NAMED, len(seen)):
            return Occur.MustNot, Query.term_set_query(SCHEMA, SEEN_BY, hidden)
        return Occur.Must, Query.const_score_query(Query.term_set_query(SCHEMA, SEEN_BY, seen), 0)


def filters(visibility: Visibility, request: Request, without: str = "") -> list[tuple[Occur, Query]]:
    """Clauses that a document must (not) match and that add nothing to its score."""
    clauses = []
    audiences: list[frozenset[str]] = []
    not_for: set[str] = set()
    for condition in scoring.must(request, without):
        if _is_about(condition, "audience"):
            audiences.append(frozenset(value for _, value in condition.places))
        else:
            clauses.append((Occur.Must, worth(condition, 0)))
    for condition in scoring.must_not(request, without):
        if _is_about(condition, "not_for"):
            not_for.update(value for _, value in condition.places)
        else:
            clauses.append((Occur.MustNot, matching(condition)))
    # Without a condition about audiences (there always is one) nobody would see anything.
    for readers in audiences or [frozenset()]:
        if clause := visibility.clause(readers, frozenset(not_for)):
            clauses.append(clause)
    return clauses


def _is_about(condition: Condition, name: str) -> TypeGuard[AnyOf]:
    return isinstance(condition, AnyOf) and all(place == name for place, _ in condition.places)


# Facets


def counted(searcher: tantivy.Searcher, query: Query, facets: Iterable[str]) -> dict[str, dict[str, int]]:
    """Facet → value → documents that match `query`, those values that most of them have."""
    fields = {facet: COUNTED[facet] for facet in facets}
    found = searcher.aggregate(
        query,
        {
            facet: {"terms": {"field": SETS.get(name, name), "size": _MOST_SETS if name in SETS else _MOST_VALUES}}
            for facet, name in fields.items()
        },
    )
    counts: dict[str, dict[str, int]] = {}
    for facet, name in fields.items():
        rows = found[facet]["buckets"]
        if name in SETS and not found[facet].get("sum_other_doc_count"):
            values: dict[str, int] = {}
            for row in rows:
                for value in values_of(row["key"]):
                    values[value] = values.get(value, 0) + row["doc_count"]
            counts[facet] = dict(sorted(values.items(), key=lambda item: (-item[1], item[0]))[:_MOST_VALUES])
            continue
        if name in SETS:
            # More different sets than are counted: value by value, then.
            alone = {facet: {"terms": {"field": name, "size": _MOST_VALUES}}}
            rows = searcher.aggregate(query, alone)[facet]["buckets"]
        counts[facet] = {row["key"]: row["doc_count"] for row in rows}
    return counts


def total(searcher: tantivy.Searcher, query: Query) -> int:
    return int(searcher.aggregate(query, {"total": {"value_count": {"field": "order"}}})["total"]["value"])
