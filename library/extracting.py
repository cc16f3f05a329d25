"""The text of a file, read by a program of its own (`parsing.py`) and put into our one spelling.

Decision 10 (docs/decisions) says why a child process. Nothing here knows the database.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO

from library.parsing import MAX_SECONDS, READERS
from search.normalising import normalise

MAX_FILE = 50_000_000  # bytes; a field guide with photographs has 20 MB

_PARSER = Path(__file__).with_name("parsing.py")
_KINDS = {kind: kind for kind in READERS} | {"md": "txt", "markdown": "txt", "text": "txt", "htm": "html"}

# What an interpreter may need to start, and nothing else: no secrets, no settings.
_ENVIRONMENT = {"PYTHONUTF8": "1"} | {
    name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH") if name in os.environ
}


class UnreadableError(Exception):
    """A file that gives no text.

    :ivar reason: a key of `library.models.document.REASONS`
    :ivar may_pass: whether another try may go better (the machine was busy, the process was killed)
    """

    def __init__(self, reason: str, *, detail: str = "", may_pass: bool = False) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.may_pass = may_pass


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file: paragraphs split by line breaks; `is_cut` when the file has more."""

    text: str
    is_cut: bool = False


def kind_of(name: str) -> str | None:
    """How a file is read, by the end of its name; None when it is not."""
    return _KINDS.get(Path(name).suffix.removeprefix(".").lower())


def extract(file: IO[bytes], kind: str) -> Extract:
    """Read `file`, which must be a real file open for reading, in a process of its own.

    :raises UnreadableError: with the reason
    """
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as complaints:
        file.seek(0)
        process = subprocess.Popen(  # noqa: S603
            # -P: the parser's folder is ours, and its modules are not to be taken for somebody else's.
            [sys.executable, "-P", str(_PARSER), kind],
            stdin=file,
            stdout=answer,
            stderr=complaints,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
        try:
            code = process.wait(timeout=MAX_SECONDS)
        except subprocess.TimeoutExpired:
            raise UnreadableError("too_slow", may_pass=True) from None
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        answer.seek(0)
        raw = answer.read()
        complaints.seek(0)
        detail = complaints.read(20_000).decode("utf-8", "replace")
    if code < 0:
        # Killed: by its own limits, or by a machine that ran out of memory for other reasons.
        raise UnreadableError("too_heavy", detail=f"signal {-code}", may_pass=True)
    try:
        found = json.loads(raw)
    except ValueError:
        # Out of memory, Python cannot always say so in good order.
        raise UnreadableError("too_heavy" if "MemoryError" in detail else "damaged", detail=detail[-300:]) from None
    if "reason" in found:
        raise UnreadableError(found["reason"], detail=found.get("detail", ""))
    text = tidied(found["text"], is_laid_out=kind == "pdf")
    if not re.search(r"\w", text):
        raise UnreadableError("no_text", detail=detail[-300:])
    return Extract(text, is_cut=found["is_cut"])


# Old Thai fonts keep raised, lowered and shifted marks in the private area (the same places in all of them, after
# Windows' own fonts); a PDF made with them says so.
_PRIVATE = str.maketrans(
    "\uf700\uf701\uf702\uf703\uf704\uf705\uf706\uf707\uf708\uf709\uf70a\uf70b\uf70c\uf70d\uf70e\uf70f\uf710\uf711"
    "\uf712\uf713\uf714\uf715\uf716\uf717\uf718\uf719\uf71a",
    "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e0d\u0e31\u0e4d"
    "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
)
_spaces = re.compile(r"[^\S\n]+")
_around_break = re.compile(r" ?\n ?")
_blank_lines = re.compile(r"\n{3,}")
# Vowels and marks that stand behind or above a consonant begin no word, those before it end none: a space there is
# where the PDF moved the pen.
_pen_moved = re.compile(
    "(?<=[\u0e01-\u0e4e]) (?=[\u0e30-\u0e3a\u0e47-\u0e4e])|(?<=[\u0e81-\u0ece]) (?=[\u0eb0-\u0ebd\u0ec8-\u0ece])"
    "|(?<=[\u0e40-\u0e44]) (?=[\u0e01-\u0e2e])|(?<=[\u0ec0-\u0ec4]) (?=[\u0e81-\u0eae])"
)
# Scripts without spaces between words: a line that ends in one goes on in the next as if there were no break.
_UNSPACED = (
    "\u0e01-\u0e4e", "\u0e81-\u0ece\u0edc-\u0edf", "\u1000-\u104f", "\u1780-\u17d3", "\u3041-\u30ff\u3400-\u9fff"
)  # fmt: skip
_unspaced_break = re.compile("|".join(f"[{letters}]\n[{letters}]" for letters in _UNSPACED))
_hyphen_at_break = re.compile(r"[^\W\d_][-\u2010]\n[a-zà-ỹ]")
_FULL_LINE = 0.6  # a line this much shorter than the others ends a paragraph, or is a heading


def tidied(text: str, *, is_laid_out: bool = False) -> str:
    """`text` in its one spelling, without the traces of a page.

    :param is_laid_out: its lines are those of a printed page (PDF): words and sentences go on over their ends
    """
    text = normalise(text.translate(_PRIVATE).replace("\r\n", "\n"))
    text = _around_break.sub("\n", _spaces.sub(" ", text))
    if is_laid_out:
        text = normalise(_flowing(_pen_moved.sub("", text)))  # marks that a space kept apart have met
    return _blank_lines.sub("\n\n", text).strip()


def _flowing(text: str) -> str:
    """Lines of a page → paragraphs."""
    lines = text.split("\n")
    lengths = sorted(len(line) for line in lines if line)
    full = _FULL_LINE * lengths[len(lengths) * 9 // 10] if lengths else 0
    flowing = [lines[0]]
    for line, after in pairwise(lines):
        seam = f"{line[-2:]}\n{after[:1]}"
        if not line or not after or len(line) < full:
            flowing.append("\n")
        elif _hyphen_at_break.fullmatch(seam):
            flowing[-1] = flowing[-1][:-1]
        elif not _unspaced_break.search(seam):
            flowing.append(" ")
        flowing.append(after)
    return "".join(flowing)
