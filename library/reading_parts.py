"""The template's part of a line: JSON values → checked Python values, by the rules of the models themselves."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from library import parts
from library.models import CasePage
from library.models.template import CaseTemplate

if TYPE_CHECKING:
    from library.lines import Known, Reader

MAX_ROWS = 200  # of one kind, a case
MAX_TEXT = 100_000  # characters, of a column without a limit of its own


class TemplateReader:
    """Takes the template's fields out of a line; tells the line's `Reader` what is wrong with them."""

    def __init__(self, reader: Reader, known: Known) -> None:
        self._reader = reader
        self._known = known
        self.missing: list[str] = []  # what rows lack that a translation has from its original

    def columns(self) -> dict[str, Any]:
        found = {}
        for name in parts.COLUMNS:
            if self._reader.data.get(name) in (None, ""):
                continue
            value = self._value(name, parts.field_of(CasePage, name), self._reader.data[name])
            if value is not None:
                found[name] = value
        self._check(CasePage(**found), "", found, CaseTemplate.check_template)
        return found

    def rows(self) -> dict[str, tuple[parts.Row, ...]]:
        found = {}
        for name in parts.ROWS:
            given = self._reader.data.get(name)
            if given is None:
                continue
            if not isinstance(given, list) or len(given) > MAX_ROWS:
                self._reader.wrong(name, _("must be a list of at most %(most)s rows") % {"most": MAX_ROWS})
                continue
            found[name] = tuple(self._row(name, number, row) for number, row in enumerate(given, start=1))
        return found

    def _row(self, name: str, number: int, given: Any) -> parts.Row:
        model, columns = parts.model_of(name), parts.columns_of(parts.model_of(name))
        if len(columns) == 1 and not isinstance(given, dict):
            given = {columns[0]: given}
        if not isinstance(given, dict):
            self._reader.wrong(f"{name} {number}", _("must be an object"))
            return {}
        if unknown := sorted(set(given) - set(columns)):
            self._reader.wrong(f"{name} {number}", _("unknown field %(name)s") % {"name": str(unknown[0])[:40]})
        row = {}
        for column in columns:
            if given.get(column) in (None, ""):
                continue
            value = self._value(f"{name} {number} {column}", parts.field_of(model, column), given[column])
            if value is not None:
                row[column] = value
        made = model(**{column: value for column, value in row.items() if column != "concept"})
        self._check(made, f"{name} {number} ", row, model.clean)
        required = [field for field in model._meta.concrete_fields if field.name in columns and not field.blank]
        missing = [f"{name} {number} {one.name}" for one in required if one.name not in row and not one.has_default()]
        if parts.words_of(name):
            self.missing += missing
        else:
            for where in missing:
                self._reader.wrong(where, _("is required"))
        return row

    def _check(self, made: models.Model, where: str, given: parts.Row, clean: Any) -> None:
        """What the model says of these values, each alone and together."""
        for column, value in given.items():
            if column == "concept":
                continue
            try:
                parts.field_of(type(made), column).clean(value, made)
            except ValidationError as error:
                self._reader.wrong(f"{where}{column}", " ".join(error.messages))
        try:
            clean(made)
        except ValidationError as error:
            for column, messages in error.message_dict.items():
                self._reader.wrong(f"{where}{column}", " ".join(messages))

    def _value(self, where: str, field: models.Field, given: Any) -> Any:
        """`given` in the field's own type; None when it cannot be that, which is then told."""
        wrong = self._reader.wrong
        match field:
            case models.ForeignKey():
                is_known = isinstance(given, str) and given in self._known.topics
                return given if is_known else wrong(where, _("unknown topic %(code)s") % {"code": str(given)[:40]})
            case models.DateField():
                return self._date(where, given)
            case models.BooleanField():
                return given if isinstance(given, bool) else wrong(where, _("must be true or false"))
            case models.IntegerField():
                is_whole = isinstance(given, int) and not isinstance(given, bool)
                return given if is_whole else wrong(where, _("must be a whole number"))
            case models.DecimalField():
                return self._number(where, given)
            case _:
                return self._reader.text(where, longest=field.max_length or MAX_TEXT, value=given)

    def _date(self, where: str, given: Any) -> date | None:
        try:
            return datetime.strptime(given, "%Y-%m-%d").date()
        except (TypeError, ValueError):
            self._reader.wrong(where, _("must be a date like 2012-11-20"))
            return None

    def _number(self, where: str, given: Any) -> Decimal | None:
        if isinstance(given, int | float | str) and not isinstance(given, bool):
            try:
                number = Decimal(str(given))
            except InvalidOperation:
                pass
            else:
                if number.is_finite():
                    return number
        self._reader.wrong(where, _("must be a number"))
        return None
