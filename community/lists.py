"""A page of a long list by its last row, not by its number: as fast on page 1,000 as on page 1, with no COUNT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime

from community.models import Thread

Row = TypeVar("Row")
Record = TypeVar("Record", bound=Model)


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


def _earlier(column: str, at: datetime, number: int) -> Q:
    """Rows after this one in a list by `column`, newest first.

    The first condition follows from the second: databases begin to read the index at it, where they would read and
    throw away all rows before with the second alone.
    """
    same_or_earlier, earlier = Q(**{f"{column}__lte": at}), Q(**{f"{column}__lt": at})
    return same_or_earlier & (earlier | Q(pk__lt=number))


_PINNED = "pinned~"


def latest(threads: QuerySet[Thread], *, after: str = "", size: int = 20, pinned_first: bool = False) -> Slice[Thread]:
    """Threads by their last post, newest first, those after `after` (a cursor; an unreadable one starts over).

    :param pinned_first: those that are pinned stand before all others, so each is on one page only
    """
    position = position_of(after.removeprefix(_PINNED))
    if position and pinned_first:
        below = Q(is_pinned__in=[False])  # `= 0`, which SQLite looks up in an index, where it reads on at `NOT`
        older = _earlier("last_post_at", *position)
        threads = threads.filter(below | Q(is_pinned=True) & older if after.startswith(_PINNED) else below & older)
    elif position:
        threads = threads.filter(_earlier("last_post_at", *position))
    order = ["-is_pinned"] if pinned_first else []
    rows = list(threads.order_by(*order, "-last_post_at", "-pk")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if not more:
        return Slice(rows, "")
    mark = _PINNED if pinned_first and rows[-1].is_pinned else ""
    return Slice(rows, f"{mark}{rows[-1].last_post_at.isoformat()}~{rows[-1].pk}")


def newest(rows: QuerySet[Record], moment: str, *, after: str = "", size: int = 20) -> Slice[Record]:
    """Rows of any model by the time in their field `moment`, newest first, those after `after`."""
    if position := position_of(after):
        rows = rows.filter(_earlier(moment, *position))
    found = list(rows.order_by(f"-{moment}", "-pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Slice(found, f"{getattr(found[-1], moment).isoformat()}~{found[-1].pk}" if more else "")
