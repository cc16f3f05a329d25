"""Questions that found nothing, counted day by day (`UnansweredSearch`). A line is a day, the page's language and the
question: nothing about the person, and no question that holds an e-mail address or telephone number."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from search.contact_data import contact_data_in
from search.models import UnansweredSearch
from search.models.unanswered_search import LONGEST
from search.normalising import normalise_name
from search.printable import unprintable
from search.tallying import Tally, is_a_reader

KEPT_FOR = timedelta(days=400)  # this month can be compared with that of the year before
MOST_A_DAY = 2000
"""Different questions that are kept of one day: somebody who asks nonsense all day long fills no disk."""
_TALLY = Tally("unanswered", most_waiting=2_000_000)

_Key = tuple[date, str, str]


def note(question: str, *, language: str, request: HttpRequest) -> None:
    """Count one question that found nothing; never fails. Not those of staff, who try things out, nor of programs."""
    text = normalise_name(question).casefold()
    if not text or len(text) > LONGEST or unprintable(text) or contact_data_in(text) or not is_a_reader(request):
        return
    _TALLY.note(timezone.localdate().isoformat(), language, text)


def gather() -> int:
    """Add what was noted to the database. Returns the number of questions."""
    return _TALLY.gather(lambda lines: _add(_counted(lines)))


def forget_old() -> int:
    """Delete the counts of days longer than `KEPT_FOR` ago. Returns how many."""
    return UnansweredSearch.objects.filter(day__lt=timezone.localdate() - KEPT_FOR).delete()[0]


def _counted(lines: list[list[str]]) -> Counter[_Key]:
    found: Counter[_Key] = Counter()
    for line in lines:
        try:
            day, language, text = line
            found[date.fromisoformat(day), language, text] += 1
        except ValueError:
            continue
    return found


@transaction.atomic
def _add(found: Counter[_Key]) -> int:
    room = {day: MOST_A_DAY - UnansweredSearch.objects.filter(day=day).count() for day in {day for day, *_key in found}}
    added = 0
    for (day, language, text), number in found.most_common():
        there = UnansweredSearch.objects.filter(day=day, language=language, text=text)
        if not there.update(count=F("count") + number):
            if room[day] <= 0:
                continue
            UnansweredSearch.objects.create(day=day, language=language, text=text, count=number)
            room[day] -= 1
        added += number
    return added
