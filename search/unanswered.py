"""Questions that found nothing, counted: one line a question, appended to a file in the data folder.

`manage.py run_due` adds the lines up, day by day (`UnansweredSearch`). Appending takes no lock and no database, so
counting neither slows nor fails a search. A line is a day, the page's language and the question: nothing about the
person, and no question that holds an e-mail address or telephone number.
"""

from __future__ import annotations

import logging
import os
import uuid
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from search.audiences import sees_everything
from search.contact_data import contact_data_in
from search.models import UnansweredSearch
from search.models.unanswered_search import LONGEST
from search.normalising import normalise_name
from search.printable import unprintable

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=400)  # this month can be compared with that of the year before
MOST_A_DAY = 2000
"""Different questions that are kept of one day: somebody who asks nonsense all day long fills no disk."""
_MOST_WAITING = 2_000_000  # bytes

_Key = tuple[date, str, str]


def _file() -> Path:
    return Path(settings.DATA_DIR) / "unanswered.log"


def note(question: str, *, language: str, user: Any) -> None:
    """Count one question that found nothing; never fails. Questions of staff, who try things out, are not counted."""
    text = normalise_name(question).casefold()
    if not text or len(text) > LONGEST or unprintable(text) or sees_everything(user) or contact_data_in(text):
        return
    line = f"{timezone.localdate().isoformat()}\t{language}\t{text}\n".encode()
    try:
        file = os.open(_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            if os.fstat(file).st_size < _MOST_WAITING:
                os.write(file, line)
        finally:
            os.close(file)
    except OSError:
        log.warning("a question without an answer was not counted", exc_info=True)


def gather() -> int:
    """Add what was noted to the database, and forget what is old. Killed half-way, a file is added again at most once.

    :returns: the number of questions
    """
    waiting = _file()
    if waiting.exists():
        waiting.rename(waiting.with_name(f"unanswered-{uuid.uuid4().hex}.taken"))
    found = 0
    for taken in sorted(waiting.parent.glob("unanswered-*.taken")):
        found += _add(_counted(taken))
        taken.unlink()
    UnansweredSearch.objects.filter(day__lt=timezone.localdate() - KEPT_FOR).delete()
    return found


def _counted(file: Path) -> Counter[_Key]:
    found: Counter[_Key] = Counter()
    for line in file.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            day, language, text = line.split("\t")
            found[date.fromisoformat(day), language, text] += 1
        except ValueError:
            continue  # a disk that was full cut a line
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
