"""How often each language version is read: one line a read, appended to a file in the data folder.

`manage.py run_due` adds the lines up, day by day (`ReadCount`). Appending takes no lock and no database, so counting
neither slows nor fails a page. A line is a day and the number of a page: nothing about the person. Not counted: staff,
programs that say they are, pages loaded ahead. Where several machines serve the site each needs its `run_due`.
"""

from __future__ import annotations

import logging
import os
import re
import uuid
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from library.models import CasePage, ReadCount
from search.audiences import sees_everything

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=800)  # two years can be compared
_PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|archiv|preview|monitor|check|fetch|scan|http|curl|wget|python|java/|go-|headless", re.I
)


def _file() -> Path:
    return Path(settings.DATA_DIR) / "reads.log"


def is_a_reader(request: HttpRequest) -> bool:
    """Whether a person without an office in the site seems to be reading, now."""
    agent = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    if request.method != "GET" or not agent or _PROGRAMS.search(agent) or "prefetch" in ahead:
        return False
    return not (getattr(request, "is_preview", False) or sees_everything(getattr(request, "user", None)))


def count(page: CasePage, request: HttpRequest) -> None:
    """Count one read of `page`; never fails."""
    if not is_a_reader(request):
        return
    try:
        file = os.open(_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(file, f"{timezone.localdate().isoformat()} {page.pk}\n".encode("ascii"))
        finally:
            os.close(file)
    except OSError:
        log.warning("a read was not counted", exc_info=True)


def gather() -> int:
    """Add what was counted to the database. Killed half-way, a file is added again at most once.

    :returns: the number of reads
    """
    waiting = _file()
    if waiting.exists():
        waiting.rename(waiting.with_name(f"reads-{uuid.uuid4().hex}.taken"))
    found = 0
    for taken in sorted(waiting.parent.glob("reads-*.taken")):
        found += _add(_counted(taken))
        taken.unlink()
    ReadCount.objects.filter(day__lt=timezone.localdate() - KEPT_FOR).delete()
    return found


def _counted(file: Path) -> Counter[tuple[date, int]]:
    found: Counter[tuple[date, int]] = Counter()
    for line in file.read_text(encoding="ascii", errors="replace").splitlines():
        day, _space, number = line.partition(" ")
        try:
            found[date.fromisoformat(day), int(number)] += 1
        except ValueError:
            continue  # a disk that was full cut a line
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
