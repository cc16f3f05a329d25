"""All rows of a case's template in one query: sixteen small tables would be sixteen queries a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import JSONObject

from library.models import CasePage
from library.models.case import FACT_ROWS, WORDED_ROWS
from library.parts import model_of

NAMES = (*FACT_ROWS, *WORDED_ROWS)
Rows = dict[str, list[Any]]


def read_rows(pages: Sequence[int]) -> dict[int, Rows]:
    """Page → name of the rows → rows in their order, as the published pages have them. One query; what rows point to
    (concepts, images, documents) is not fetched."""
    parts = [_selected(name, pages) for name in NAMES]
    found: dict[int, Rows] = {page: {name: [] for name in NAMES} for page in pages}
    for name, page, data in parts[0].union(*parts[1:], all=True):
        found[page][name].append(_made(model_of(name), data))
    for rows in found.values():
        for some in rows.values():
            some.sort(key=lambda row: (row.sort_order is None, row.sort_order, row.pk))
    return found


def _selected(name: str, pages: Sequence[int]) -> models.QuerySet:
    model = model_of(name)
    columns = {field.attname: F(field.attname) for field in model._meta.concrete_fields}
    rows = model._default_manager.order_by().filter(page__in=pages)
    return rows.annotate(row_name=Value(name), row_data=JSONObject(**columns)).values_list(
        "row_name", "page_id", "row_data"
    )


def _made(model: type[models.Model], data: dict[str, Any]) -> models.Model:
    return model.from_db("default", *_columns(model, data))


def _columns(model: type[models.Model], data: dict[str, Any]) -> tuple[list[str], list[Any]]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields], [_python(field, data[field.attname]) for field in fields]


def _python(field: models.Field, value: Any) -> Any:
    """What JSON made of a column, in the field's own type. Engines give decimals as floating numbers."""
    if isinstance(field, models.DecimalField) and value is not None:
        return field.to_python(str(value)).quantize(field.to_python(f"1e-{field.decimal_places}"))
    return field.to_python(value) if not isinstance(field, models.ForeignKey) else value


def hand_over(page: CasePage, rows: Rows, *names: str) -> None:
    """Rows that were read already become what `page.<name>.all()` gives, as if they were prefetched."""
    cache = page.__dict__.setdefault("_prefetched_objects_cache", {})
    for name in names:
        queryset: Any = model_of(name)._default_manager.filter(page=page)
        queryset._result_cache = rows[name]
        queryset._prefetch_done = True
        cache[name] = queryset


def rows_in_memory(page: CasePage) -> Rows:
    """Those of a page that is not, or not so, in the database: a preview."""
    return {name: list(getattr(page, name).all()) for name in NAMES}


def is_in_memory(page: CasePage) -> bool:
    return bool(set(NAMES) & set(getattr(page, "_cluster_related_objects", None) or ()))


def fetch(rows: Iterable[Any], *lookups: str) -> None:
    """What the rows point to, a query a lookup."""
    if some := list(rows):
        models.prefetch_related_objects(some, *lookups)
