"""Two wordings of a text, word by word, in languages with and without spaces."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from search.analysis import tokens


class Piece(NamedTuple):
    """Text that stands in both wordings (`same`), only in the old one (`gone`) or only in the new one (`new`)."""

    kind: str
    text: str


def differences(before: str, after: str, language: str) -> list[Piece]:
    """The pieces of both wordings in order: those `same` or `new` make `after`, those `same` or `gone` `before`."""
    old, new = list(_pieces(before, language)), list(_pieces(after, language))
    found: list[Piece] = []
    for what, from_, until, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece("same", "".join(old[from_:until])))
            continue
        if until > from_:
            found.append(Piece("gone", "".join(old[from_:until])))
        if end > start:
            found.append(Piece("new", "".join(new[start:end])))
    return found


def _pieces(text: str, language: str) -> Iterator[str]:
    """Words as search cuts them, and what stands between them; together the text."""
    at = 0
    for token in tokens(text, language):
        if token.start > at:
            yield text[at : token.start]
        if token.end > max(at, token.start):
            yield text[max(at, token.start) : token.end]
        at = max(at, token.end)
    if at < len(text):
        yield text[at:]
