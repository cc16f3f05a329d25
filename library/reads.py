"""How often each language version is read, day by day (`ReadCount`). A line is a day and the number of a page: nothing
about the person. Not counted: staff, programs that say they are, pages loaded ahead (`search/tallying.py`)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from library.models import CasePage, ReadCount
from search.tallying import Tally, is_a_reader

KEPT_FOR = timedelta(days=800)  # two years can be compared
_TALLY = Tally("reads", most_waiting=50_000_000)


def count(page: CasePage, request: HttpRequest) -> None:
    """Count one read of `page`; never fails."""
    if is_a_reader(request):
        _TALLY.note(timezone.localdate().isoformat(), page.pk)


def gather() -> int:
    """Add what was counted to the database. Returns the number of reads."""
    return _TALLY.gather(lambda lines: _add(_counted(lines)))


def forget_old() -> int:
    """Delete the counts of days longer than `KEPT_FOR` ago. Returns how many."""
    return ReadCount.objects.filter(day__lt=timezone.localdate() - KEPT_FOR).delete()[0]


def _counted(lines: list[list[str]]) -> Counter[tuple[date, int]]:
    found: Counter[tuple[date, int]] = Counter()
    for line in lines:
        try:
            day, number = line
            found[date.fromisoformat(day), int(number)] += 1
        except ValueError:
            continue
    return found


@transaction.atomic
def _add(found: Counter[tuple[date, int]]) -> int:
    there = set(CasePage.objects.filter(pk__in={page for _day, page in found}).values_list("pk", flat=True))
    for (day, page), number in found.items():
        if page in there:
            row, created = ReadCount.objects.get_or_create(page_id=page, day=day, defaults={"count": number})
            if not created:
                ReadCount.objects.filter(pk=row.pk).update(count=F("count") + number)
    return sum(number for (_day, page), number in found.items() if page in there)
