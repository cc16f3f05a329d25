"""Looking into uploaded files for what harms those who open them: the seam, and ClamAV behind it.

`UPLOAD_SCANNER` names the class that looks; without it nobody does. A file that is kept as it was sent waits, shown as
being checked and given to nobody, until a task has seen it. Pictures of members are not asked about: what is kept of
one are its pixels, drawn anew (`library.photos`), and so are the renditions that pages show of editors' pictures.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import IO, Protocol

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import pgettext_lazy


class ScanState(models.TextChoices):
    NOT_ASKED = "", pgettext_lazy("whether a file was checked for viruses", "Not checked")
    WAITING = "waiting", pgettext_lazy("whether a file was checked for viruses", "Being checked")
    CLEAN = "clean", pgettext_lazy("whether a file was checked for viruses", "Nothing found")
    REFUSED = "refused", pgettext_lazy("whether a file was checked for viruses", "Taken away: it may do harm")


CLOSED = (ScanState.WAITING, ScanState.REFUSED)
"""States in which nobody is given a file."""


class ScannerAwayError(Exception):
    """No verdict now; another try may go better."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """:param found: how the scanner calls what it found; empty: nothing"""

    found: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.found


class Scanner(Protocol):
    def scan(self, file: IO[bytes]) -> Verdict:
        """Look into `file`, from its beginning.

        :raises ScannerAwayError: it could not
        """


def is_on() -> bool:
    return bool(settings.UPLOAD_SCANNER)


def first_state() -> ScanState:
    """Of a file that has just come in and is kept as it was sent."""
    return ScanState.WAITING if is_on() else ScanState.NOT_ASKED


def scan(file: IO[bytes]) -> Verdict:
    """What the site's scanner says; never within a request.

    :raises ScannerAwayError: nothing
    """
    scanner: Scanner = import_string(settings.UPLOAD_SCANNER)()
    return scanner.scan(file)


_CHUNK = 64 * 1024  # bytes
_SECONDS = 60


class Clamd:
    """ClamAV's daemon at `CLAMD_ADDRESS`: `/path/of/its.socket`, or `host:port`.

    Speaks INSTREAM (man clamd, "Commands"): pieces with their lengths before them, an empty one at the end; the answer
    is `stream: OK` or `stream: <name> FOUND`.
    """

    def scan(self, file: IO[bytes]) -> Verdict:
        try:
            with closing(self._connected()) as line:
                line.sendall(b"zINSTREAM\0")
                for piece in self._pieces(file):
                    line.sendall(len(piece).to_bytes(4, "big") + piece)
                line.sendall(bytes(4))
                answer = self._answer(line)
        except OSError as error:
            raise ScannerAwayError(str(error)) from error
        said = answer.partition(": ")[2]
        if said == "OK":
            return Verdict()
        if said.endswith(" FOUND"):
            return Verdict(found=said.removesuffix(" FOUND"))
        raise ScannerAwayError(answer or "no answer")

    def _connected(self) -> socket.socket:
        address: str = settings.CLAMD_ADDRESS
        if not address.startswith("/"):
            host, _colon, port = address.rpartition(":")
            return socket.create_connection((host, int(port)), timeout=_SECONDS)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(_SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line

    def _pieces(self, file: IO[bytes]) -> Iterator[bytes]:
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece

    def _answer(self, line: socket.socket) -> str:
        answer = b""
        while (part := line.recv(4096)) and len(answer) < 10_000:
            answer += part
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")
