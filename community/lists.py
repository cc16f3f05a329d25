"""A page of a long list by its last row, not by its number: as fast on page 1,000 as on page 1, with no COUNT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime

from community.models import Thread

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Some rows, and the cursor of the next ones ("" at the end)."""

    rows: list[Row]
    next_cursor: str


def _parsed(cursor: str) -> tuple[datetime, int] | None:
    moment, _, number = cursor.partition("~")
    try:
        at = parse_datetime(moment)
        if at is None or at.tzinfo is None or not (number.isascii() and number.isdigit() and len(number) < 19):
            return None
        return at.astimezone(UTC), int(number)  # out of range at the edges of time
    except (ValueError, OverflowError):
        return None


def latest(threads: QuerySet[Thread], *, after: str = "", size: int = 20) -> Slice[Thread]:
    """Threads by their last post, newest first, those after `after` (a cursor; an unreadable one starts over)."""
    return newest(threads, "last_post_at", after=after, size=size)


def newest(rows: QuerySet[Row], moment: str, *, after: str = "", size: int = 20) -> Slice[Row]:
    """As `latest`, for rows of any model: by the time in their field `moment`."""
    position = _parsed(after)
    if position:
        at, number = position
        rows = rows.filter(Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "pk__lt": number}))
    found = list(rows.order_by(f"-{moment}", "-pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Slice(found, f"{getattr(found[-1], moment).isoformat()}~{found[-1].pk}" if more else "")
