"""The parts of a case's template as the interchange format has them (docs/api.md): names, columns, values.

A row is an object, or the bare value where its model has one column. Images and uploaded files are no part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from library.models import CaseMedia, CasePage
from library.models.case import FACT_ROWS, WORDED_ROWS
from library.models.rows import CaseRow
from library.models.template import FACTS, PROSE
from library.places import shown_place

COLUMNS = (*FACTS, *PROSE)
WORDED = tuple(name for name in WORDED_ROWS if name != "gallery")
ROWS = (*FACT_ROWS, *WORDED)
NAMES = frozenset((*COLUMNS, *ROWS))
# For whom moves a whole site; never in a file for everybody.
PRIVATE = ("consent_note",)
_PLACE = ("province", "village", "latitude", "longitude")
_NOT_CARRIED = {"id", "page", "sort_order", "document", "captions", "image", "locale", "translation_key"}

Row = dict[str, Any]


def model_of(name: str) -> type[models.Model]:
    model: type[models.Model] = CasePage._meta.get_field(name).related_model  # type: ignore[assignment]
    return model


def field_of(model: type[models.Model], name: str) -> models.Field:
    return model._meta.get_field(name)  # type: ignore[return-value]


def columns_of(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in _NOT_CARRIED]


def words_of(name: str) -> list[str]:
    """The columns of a row that are each language's own."""
    model = model_of(name)
    return model.prose() if issubclass(model, CaseRow) else []


def facts_of_rows(name: str) -> list[str]:
    words = words_of(name)
    return [column for column in columns_of(model_of(name)) if column not in words]


def default_of(name: str, column: str) -> Any:
    """What a column has when nothing is said."""
    return field_of(model_of(name), column).get_default()


def carried(page: CasePage, name: str) -> list[models.Model]:
    """The rows that the format carries: not the recordings that are an uploaded file only."""
    rows = list(getattr(page, name).all())
    return [row for row in rows if not isinstance(row, CaseMedia) or row.url]


def value_of(row: models.Model, column: str) -> Any:
    """A topic is its concept's code."""
    return row.concept.code if column == "concept" else getattr(row, column)  # type: ignore[attr-defined]


def rows_of(page: CasePage, name: str, columns: Sequence[str]) -> tuple[Row, ...]:
    return tuple({column: value_of(row, column) for column in columns} for row in carried(page, name))


def facts_of(page: CasePage) -> dict[str, Any]:
    """Columns and rows without words, as Python values."""
    found: dict[str, Any] = {name: getattr(page, name) for name in FACTS}
    return found | {name: rows_of(page, name, facts_of_rows(name)) for name in ROWS}


def prose_of(page: CasePage) -> dict[str, Any]:
    """The words of this language, as Python values."""
    found: dict[str, Any] = {name: getattr(page, name) for name in PROSE}
    return found | {name: rows_of(page, name, words_of(name)) for name in WORDED}


def written(page: CasePage, *, private: bool) -> dict[str, Any]:
    """What a line of an export says of the template; what is empty is left out.

    :param private: also exact places and what editors noted, which the public never gets
    """
    line: dict[str, Any] = {}
    place = shown_place(page)
    for name in COLUMNS:
        is_finer = name == "lead_image_place" and page.place_precision != "village"
        if not private and (name in PRIVATE or is_finer):
            continue
        value = getattr(place if name in _PLACE and not private else page, name)
        if value not in (None, "") and value != field_of(CasePage, name).get_default():
            line[name] = _json(value)
    for name in ROWS:
        rows = [_written_row(row, name) for row in rows_of(page, name, columns_of(model_of(name)))]
        if rows:
            line[name] = rows
    return line


def _written_row(row: Mapping[str, Any], name: str) -> Any:
    if len(row) == 1:
        return _json(next(iter(row.values())))
    return {column: _json(value) for column, value in row.items() if value not in (None, "")}


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        whole = value.to_integral_value()
        if whole == value:
            return int(whole)
        return float(value) if Decimal(str(float(value))) == value else str(value)
    return value.isoformat() if isinstance(value, date) else value
