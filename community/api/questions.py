"""Reading what a caller asked: parameters, and the fields of what they send. Everything that is wrong is said at once,
in their language."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from community.lists import position_of

PAGE_SIZE, LARGEST_PAGE = 50, 100
LONGEST_KEY = 255
_KEYS = uuid.UUID("5a0cf0ac-5c25-4c4e-9a3f-0e0b4d0f6a2e")


class Unanswerable(Exception):  # noqa: N818
    """What was asked makes no sense; `detail` says what, as docs/api.md has it."""

    def __init__(self, detail: list[dict[str, Any]]) -> None:
        super().__init__(detail)
        self.detail = detail


class Asked:
    """The parameters of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.detail: list[dict[str, Any]] = []

    def wrong(self, name: str, sentence: str, kind: str) -> None:
        self.detail.append({"loc": ["query", name], "msg": sentence, "type": kind})

    def text(self, name: str) -> str:
        return self.request.GET.get(name, "").strip()

    def choice(self, name: str, known: Any) -> list[str]:
        """Values of a parameter that may be given several times, at most 50."""
        values = [value.strip() for value in self.request.GET.getlist(name) if value.strip()][:50]
        for value in values:
            if value not in known:
                self.wrong(name, _("There is no “%(value)s”.") % {"value": value[:40]}, "unknown_value")
        return values

    def number(self, name: str) -> int | None:
        raw = self.text(name)
        if not raw:
            return None
        if not (raw.isascii() and raw.isdigit() and len(raw) < 19):
            self.wrong(name, _("This must be a number."), "int_parsing")
            return None
        return int(raw)

    def size(self) -> int:
        raw = self.text("page_size")
        if not raw:
            return PAGE_SIZE
        if raw.isascii() and raw.isdigit() and 1 <= int(raw[:4]) <= LARGEST_PAGE:
            return int(raw)
        self.wrong("page_size", _("This must be a number from 1 to %(most)s.") % {"most": LARGEST_PAGE}, "int_parsing")
        return PAGE_SIZE

    def moment(self, name: str) -> datetime | None:
        """An ISO 8601 date or time; UTC unless it says otherwise."""
        raw = self.text(name)
        if not raw:
            return None
        try:
            day = parse_date(raw)
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else parse_datetime(raw)
            if moment and not timezone.is_aware(moment):
                moment = moment.replace(tzinfo=UTC)
            moment = moment and moment.astimezone(UTC)
        except (ValueError, OverflowError):
            moment = None
        if moment is None:
            sentence = _("This must be a date or a time, such as 2026-11-25 or 2026-11-25T08:00:00Z.")
            self.wrong(name, sentence, "datetime_parsing")
        return moment

    def cursor(self) -> tuple[datetime, int] | None:
        raw = self.text("after")
        found = position_of(raw) if raw else None
        if raw and found is None:
            self.wrong("after", _("Please take this from `next`, as it stands there."), "cursor")
        return found

    def check(self) -> None:
        """:raises Unanswerable: when anything was wrong"""
        if self.detail:
            raise Unanswerable(self.detail)

    def next_page(self, cursor: str) -> str:
        """Address of the page after the row that `cursor` names."""
        pairs = [(name, value) for name, values in self.request.GET.lists() if name != "after" for value in values]
        query = urlencode([*pairs, ("after", cursor)])
        return self.request.build_absolute_uri(f"{self.request.path}?{query}")


def sent(request: HttpRequest, fields: tuple[str, ...], required: tuple[str, ...]) -> dict[str, str]:
    """The JSON object that was sent: texts only; what is not given is "".

    :raises Unanswerable: it is no such object
    """
    try:
        data = json.loads(request.body.decode())
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Unanswerable(
            [{"loc": ["body"], "msg": _("Please send a JSON object, in UTF-8."), "type": "json_invalid"}]
        )
    detail = [
        {"loc": ["body", name], "msg": _("There is no such field."), "type": "extra_forbidden"}
        for name in list(data)[:50]
        if name not in fields
    ]
    for name in fields:
        value = data.get(name)
        if value is not None and not isinstance(value, str):
            detail.append({"loc": ["body", name], "msg": _("This must be text."), "type": "string_type"})
        elif name in required and value is None:
            detail.append({"loc": ["body", name], "msg": _("This is needed."), "type": "missing"})
    if detail:
        raise Unanswerable(detail)
    return {name: data.get(name) or "" for name in fields}


def unanswerable(error: ValidationError) -> Unanswerable:
    """A verb's sentences, a field each."""
    return Unanswerable(
        [
            {"loc": ["body", name], "msg": sentence, "type": "value_error"}
            for name, sentences in error.message_dict.items()
            for sentence in sentences
        ]
    )


def submission_of(request: HttpRequest) -> uuid.UUID | None:
    """What `Idempotency-Key` stands for: the same key, the same post.

    :raises Unanswerable: it is too long
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return None
    if len(key) > LONGEST_KEY:
        sentence = _("A key has at most %(most)s characters.") % {"most": LONGEST_KEY}
        raise Unanswerable([{"loc": ["header", "Idempotency-Key"], "msg": sentence, "type": "string_too_long"}])
    return uuid.uuid5(_KEYS, key)
