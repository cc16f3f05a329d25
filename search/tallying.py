"""Counting what happens in requests: lines appended to a file in the data folder, added up by `manage.py run_due`.

Appending takes no lock and no database, so counting neither slows nor fails a page. Where several machines serve the
site, each needs its `run_due`.
"""

from __future__ import annotations

import logging
import os
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from search.audiences import sees_everything

log = logging.getLogger(__name__)

_PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|archiv|preview|monitor|check|fetch|scan|http|curl|wget|python|java/|go-|headless", re.I
)


def is_a_reader(request: HttpRequest) -> bool:
    """Whether a person without an office in the site seems to be reading, now: no staff, no program that says it is
    one, no page loaded ahead, no preview."""
    agent = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    if request.method != "GET" or not agent or _PROGRAMS.search(agent) or "prefetch" in ahead:
        return False
    return not (getattr(request, "is_preview", False) or sees_everything(getattr(request, "user", None)))


class Tally:
    """:param most_waiting: bytes; what comes when so much waits is not counted"""

    def __init__(self, name: str, *, most_waiting: int) -> None:
        self.name = name
        self.most_waiting = most_waiting

    @property
    def _file(self) -> Path:
        return Path(settings.DATA_DIR) / f"{self.name}.log"

    def note(self, *fields: Any) -> None:
        """One line; never fails. No field has a tab or a line end."""
        line = "\t".join(str(field) for field in fields) + "\n"
        try:
            file = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            try:
                if os.fstat(file).st_size < self.most_waiting:
                    os.write(file, line.encode())
            finally:
                os.close(file)
        except OSError:
            log.warning("%s: a line was not counted", self.name, exc_info=True)

    def gather(self, add: Callable[[list[list[str]]], int]) -> int:
        """Hand the lines on, a file at a time, each as its fields (a full disk may have cut one). Killed half-way, a
        file is handed on again at most once. Returns the sum of what `add` says."""
        waiting = self._file
        if waiting.exists():
            waiting.rename(waiting.with_name(f"{self.name}-{uuid.uuid4().hex}.taken"))
        found = 0
        for taken in sorted(waiting.parent.glob(f"{self.name}-*.taken")):
            text = taken.read_text(encoding="utf-8", errors="replace")
            found += add([line.split("\t") for line in text.split("\n") if line])
            taken.unlink()
        return found
