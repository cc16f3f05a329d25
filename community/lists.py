"""A page of a long list by its last row, not by its number: as fast on page 1,000 as on page 1, with no COUNT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from community.models import Thread

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Some rows, and the cursor of the next ones ("" at the end)."""

    rows: list[Row]
    next_cursor: str


def position_of(cursor: str) -> tuple[datetime, int] | None:
    """The row that a cursor names by its time and id; None when it cannot be read."""
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
    position = position_of(after)
    if position:
        at, number = position
        threads = threads.filter(Q(last_post_at__lt=at) | Q(last_post_at=at, pk__lt=number))
    rows = list(threads.order_by("-last_post_at", "-pk")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Slice(rows, f"{rows[-1].last_post_at.isoformat()}~{rows[-1].pk}" if more else "")
