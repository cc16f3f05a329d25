"""A list that is narrowed by facets with counts: the same for champions and organisations. As many queries for ten
as for ten thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet

PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One facet. `path` leads from the listed model to its value; `labels(values)` names values for the reader, and
    leaves out those that do not exist. `among` keeps the rows that this facet may find and count; `where` is asked of
    the related row that holds the value."""

    name: str
    title: str
    path: str
    labels: Callable[[Iterable[str]], Mapping[str, str]]
    among: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice(Narrowing):
    """One facet over several yes-or-no fields: `path` is not used, a value is the name of a field."""

    fields: tuple[str, ...] = ()


def narrowed(
    rows: QuerySet[Any],
    narrowings: list[Narrowing],
    params: Mapping[str, str],
    *,
    order: tuple[str, ...],
    ready: Callable[[QuerySet[Any]], QuerySet[Any]],
) -> dict[str, Any]:
    """Context for the page of a list: `rows` (a Page), facets, what was chosen, what was left out as unknown.

    :param rows: those that the reader may see, unordered
    :param ready: adds what cards need, for one page of rows only
    """
    chosen, ignored = chosen_of(narrowings, params)
    found = filtered(rows, narrowings, chosen)
    page = Paginator(ready(found.order_by(*order)), PAGE_SIZE).get_page(params.get("page"))
    return {
        "rows": page,
        "facets": facets(rows, narrowings, chosen),
        "chosen": chosen,
        "ignored": ignored,
        "page_url_prefix": "?" + "".join(f"{urlencode({name: value})}&" for name, value in chosen.items()) + "page=",
        "clear_url": "?",
    }


def chosen_of(narrowings: list[Narrowing], params: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Name of a facet → value; and the values that it does not know."""
    chosen, ignored = {}, []
    for narrowing in narrowings:
        value = params.get(narrowing.name, "").replace("\0", "").strip()[:200]
        if not value:
            continue
        if value in narrowing.labels([value]):
            chosen[narrowing.name] = value
        else:
            ignored.append(value[:40])
    return chosen, ignored


def filtered(
    rows: QuerySet[Any], narrowings: list[Narrowing], chosen: Mapping[str, str], *, but: str = ""
) -> QuerySet[Any]:
    """Those of `rows` that fit what was chosen, in every facet `but` one."""
    for narrowing in narrowings:
        value = chosen.get(narrowing.name)
        if value is None or narrowing.name == but:
            continue
        condition = {value: True} if isinstance(narrowing, Choice) else {narrowing.path: value}
        fitting = narrowing.among(rows.model._default_manager.all()).filter(**condition, **narrowing.where)
        rows = rows.filter(pk__in=fitting.values("pk"))
    return rows


def _counts(rows: QuerySet[Any], narrowing: Narrowing) -> dict[str, int]:
    rows = narrowing.among(rows.order_by())
    if isinstance(narrowing, Choice):
        counted = rows.aggregate(
            **{f"n_{field}": Count("pk", filter=Q(**{field: True}), distinct=True) for field in narrowing.fields}
        )
        return {field: counted[f"n_{field}"] for field in narrowing.fields if counted[f"n_{field}"]}
    given = rows.filter(**{f"{narrowing.path}__isnull": False}, **narrowing.where)
    return dict(given.values_list(narrowing.path).annotate(number=Count("pk", distinct=True)))


def facets(
    rows: QuerySet[Any],
    narrowings: list[Narrowing],
    chosen: Mapping[str, str],
    *,
    kept: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """As parts/facet_panel.html shows them: one query each, and what their labels ask.

    :param rows: those that fit everything beside the facets
    :param kept: other parameters of the page, such as what was searched for
    """
    return [_facet(rows, narrowings, narrowing, chosen, kept or {}) for narrowing in narrowings]


def _facet(
    rows: QuerySet[Any],
    narrowings: list[Narrowing],
    narrowing: Narrowing,
    chosen: Mapping[str, str],
    kept: Mapping[str, str],
) -> dict[str, Any]:
    counts = _counts(filtered(rows, narrowings, chosen, but=narrowing.name), narrowing)
    active = chosen.get(narrowing.name)
    if active:
        counts.setdefault(active, 0)
    labels = narrowing.labels(counts)
    values = [
        {
            "value": value,
            "label": labels[value],
            "count": counts[value],
            "is_active": value == active,
            "url": _url({**kept, **chosen}, narrowing.name, "" if value == active else value),
        }
        for value in sorted(labels, key=lambda value: (-counts[value], labels[value]))
    ]
    return {
        "field": narrowing.name,
        "label": narrowing.title,
        "is_open": active is not None,
        "values": [value for at, value in enumerate(values) if at < 8 or value["is_active"]],
        "more": [value for at, value in enumerate(values) if at >= 8 and not value["is_active"]],
    }


def _url(chosen: Mapping[str, str], name: str, value: str) -> str:
    merged = {**chosen, name: value}
    return "?" + urlencode({key: kept for key, kept in merged.items() if kept})
