"""A request as Elasticsearch's queries. Nothing in it is analysed but by spaces: every term comes from `analysis`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.query import Bool, Query

from search import scoring
from search.conditions import AllOf, AnyOf, Condition, Either

from .base import COUNTED, Request

MOST_VALUES = 200
_NOTHING = Q("match_none")


def matching(condition: Condition) -> Query:
    """`condition` as a query. What it scores is of no use."""
    if isinstance(condition, AnyOf):
        by_field: dict[str, list[str]] = {}
        for name, term in condition.places:
            by_field.setdefault(name, []).append(term)
        return _either([Q("terms", **{name: terms}) for name, terms in by_field.items()])
    if isinstance(condition, AllOf):
        return Bool(filter=[matching(part) for part in condition.parts]) if condition.parts else _NOTHING
    if isinstance(condition, Either):
        return _either([matching(part) for part in condition.parts])
    return Q("match_phrase", **{condition.field: " ".join(condition.terms)})


def _either(queries: list[Query]) -> Query:
    if not queries:
        return _NOTHING
    return queries[0] if len(queries) == 1 else Bool(should=queries, minimum_should_match=1)


def _worth(condition: Condition, score: float) -> Query:
    return Q("constant_score", filter=matching(condition), boost=score)


def _like(must: Collection[Condition], must_not: Collection[Condition]) -> Query:
    """Nothing in it scores."""
    return Bool(filter=[matching(one) for one in must], must_not=[matching(one) for one in must_not])


@dataclass(frozen=True, slots=True)
class _Filters:
    """What documents must be like for the hits (key "") and for each facet that counts without its own filter.

    `shared` are for all of them: the query has them, so that no document is looked at in vain; the rest come after it.
    """

    shared: tuple[list[Condition], list[Condition]]
    rest: Mapping[str, tuple[list[Condition], list[Condition]]]


def _filters(request: Request) -> _Filters:
    alone = [facet for facet in request.facets if request.filters.get(facet)]
    all_of = {one: (scoring.must(request, one), scoring.must_not(request, one)) for one in ("", *alone)}
    both = tuple([one for one in all_of[""][at] if all(one in pair[at] for pair in all_of.values())] for at in (0, 1))
    rest = {
        name: tuple([one for one in pair[at] if one not in both[at]] for at in (0, 1)) for name, pair in all_of.items()
    }
    return _Filters(both, rest)  # type: ignore[arg-type]  # pairs, of a comprehension


def searched(search: Search[Any], request: Request, plan: scoring.Plan | None) -> Search[Any]:
    """`search` with what `request` asks for: hits, their number, facets. Without `plan`: everything.

    Its answer is read by `facets_of`.
    """
    filters = _filters(request)
    must, must_not = ([matching(one) for one in conditions] for conditions in filters.shared)
    if plan is None:
        query = Bool(filter=must, must_not=must_not)
    else:
        query = Bool(must=[_either(_scored(plan))], should=_bonuses(plan), filter=must, must_not=must_not)
    search = search.query(query).extra(track_total_hits=True).source(["stored"])
    if any(filters.rest[""]):
        search = search.post_filter(_like(*filters.rest[""]))
    for facet in request.facets:
        counted = A("terms", field=COUNTED[facet], size=MOST_VALUES, shard_size=2 * MOST_VALUES)
        rest = filters.rest.get(facet, filters.rest[""])
        search.aggs.bucket(facet, A("filter", filter=_like(*rest))).bucket("values", counted)
    if request.by_date or plan is None:
        return search.sort("-newest", "order")
    return search.sort("_score", "order")


def _scored(plan: scoring.Plan) -> list[Query]:
    found = [Q("term", **{one.field: {"value": one.term, "boost": one.factor}}) for one in plan.clauses]
    return found + [_worth(condition, score) for condition, score in plan.constants]


def _bonuses(plan: scoring.Plan) -> list[Query]:
    return [_worth(condition, score) for condition, score in plan.bonuses if score > 0]


def facets_of(aggregations: Mapping[str, Any], facets: Iterable[str]) -> dict[str, dict[str, int]]:
    return {
        facet: {row["key"]: row["doc_count"] for row in aggregations[facet]["values"]["buckets"]} for facet in facets
    }
