"""All rows of a case's template in one query: sixteen small tables would be sixteen queries a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

from library.models import CasePage
from library.models.case import FACT_ROWS, WORDED_ROWS
from library.parts import model_of

NAMES = (*FACT_ROWS, *WORDED_ROWS)
AROUND = ("documents", "people")
"""Rows of a page that stand beside the template, and are read with it."""
Rows = dict[str, list[Any]]


def read_rows(pages: Sequence[int]) -> dict[int, Rows]:
    """Page → name of the rows → rows in their order, as the published pages have them. One query; what rows point to
    (concepts, images, documents) is not fetched."""
    names = (*NAMES, *AROUND)
    read = together({name: model_of(name)._default_manager.filter(page__in=pages) for name in names})
    found: dict[int, Rows] = {page: {name: [] for name in names} for page in pages}
    for name, rows in read.items():
        for row in rows:
            found[row.page_id][name].append(row)
    for page_rows in found.values():
        for some in page_rows.values():
            some.sort(key=lambda row: (row.sort_order is None, row.sort_order, row.pk))
    return found


def together(wanted: Mapping[str, models.QuerySet]) -> dict[str, list[Any]]:
    """The rows of several small tables, by the names given, in no order. One query; none when nothing is wanted.
    What a queryset annotates is an attribute of its rows, as usual."""
    found: dict[str, list[Any]] = {name: [] for name in wanted}
    parts = [_selected(name, rows) for name, rows in wanted.items()]
    if parts:
        for name, data in parts[0].union(*parts[1:], all=True):
            row = _made(wanted[name].model, data)
            for column in wanted[name].query.annotations:
                setattr(row, column, data[column])
            found[name].append(row)
    return found


def _selected(name: str, rows: models.QuerySet) -> models.QuerySet:
    columns = [field.attname for field in rows.model._meta.concrete_fields] + list(rows.query.annotations)
    data = JSONObject(**{column: F(column) for column in columns})
    return rows.order_by().annotate(row_name=Value(name), row_data=data).values_list("row_name", "row_data")


def _made(model: type[models.Model], data: dict[str, Any]) -> models.Model:
    return model.from_db("default", *_columns(model, data))


def _columns(model: type[models.Model], data: dict[str, Any]) -> tuple[list[str], list[Any]]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields], [_python(field, data[field.attname]) for field in fields]


def _python(field: models.Field, value: Any) -> Any:
    """What JSON made of a column, in the field's own type. Engines give decimals as floating numbers."""
    if isinstance(field, models.DecimalField) and value is not None:
        return field.to_python(str(value)).quantize(field.to_python(f"1e-{field.decimal_places}"))
    if isinstance(field, models.DateTimeField) and value is not None:
        moment = field.to_python(value)
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment, UTC)  # SQLite keeps UTC
    return field.to_python(value) if not isinstance(field, models.ForeignKey) else value


def hand_over(thing: models.Model, rows: Rows, *names: str) -> None:
    """Rows that were read already become what `thing.<name>.all()` gives, as if they were prefetched."""
    cache = thing.__dict__.setdefault("_prefetched_objects_cache", {})
    for name in names:
        model: Any = thing._meta.get_field(name).related_model
        queryset: Any = model._default_manager.none()
        queryset._result_cache = rows[name]
        queryset._prefetch_done = True
        cache[name] = queryset


def rows_in_memory(page: CasePage) -> Rows:
    """Those of a page that is not, or not so, in the database: a preview."""
    return {name: list(getattr(page, name).all()) for name in (*NAMES, *AROUND)}


def is_in_memory(page: CasePage) -> bool:
    return bool(set(NAMES) & set(getattr(page, "_cluster_related_objects", None) or ()))


def fetch(rows: Iterable[Any], *lookups: str) -> None:
    """What the rows point to, a query a lookup."""
    if some := list(rows):
        models.prefetch_related_objects(some, *lookups)


def fetch_described(rows: Iterable[Any], name: str, by: str) -> None:
    """What the foreign key `name` of the rows points to, with its own rows `by` (its words in each language). One
    query; one more for those that nobody described."""
    some = [row for row in rows if getattr(row, f"{name}_id") is not None]
    if not some:
        return
    thing: Any = some[0]._meta.get_field(name).related_model
    link: Any = thing._meta.get_field(by)
    wanted = {getattr(row, f"{name}_id") for row in some}
    found: dict[Any, Any] = {}
    words: dict[Any, list[Any]] = {}
    of_wanted = {f"{link.field.name}__in": wanted}
    for one in link.related_model._default_manager.filter(**of_wanted).select_related(link.field.name):
        owner = getattr(one, link.field.name)
        found.setdefault(owner.pk, owner)
        words.setdefault(owner.pk, []).append(one)
    if missing := wanted - set(found):
        found |= thing._default_manager.in_bulk(missing)
    for pk, one in found.items():
        hand_over(one, {by: words.get(pk, [])}, by)
    for row in some:
        setattr(row, name, found[getattr(row, f"{name}_id")])
