"""Beginnings of titles, tags and names as terms: what somebody types is one of them, or nothing begins like that.

A beginning is what is left of some characters without case, Latin marks, spaces and signs. A title has one from each
of its first words on, so that `ผึ้ง` finds `น้ำผึ้งป่า` and `forest` finds `Community forests`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from .analysis import tokens
from .label_keys import folded

LONGEST = 14
"""Characters of a beginning that are looked at; what comes later is compared with the stored title."""
_WORDS = 8

# No letter, no digit, and no vowel or tone of Thai, Lao, …, which are no letters to Unicode.
_no_marks = "".join(
    c for c in map(chr, range(0x0900, 0x2000)) if not c.isalnum() and (c.isspace() or not c.isprintable())
)
_left_out = re.compile(f"(?:[^\\w\u0900-\u1fff]|[_{_no_marks}])+")

TITLE = "^"
"""At the very beginning of a title; without a mark: at one of its words."""
TAG = "#"
PERSON = "@"


def squeezed(text: str) -> str:
    """`text` as beginnings are compared: `Nuôi ong – Lào` → `nuoionglao`; Thai and Lao keep their tones."""
    return _left_out.sub("", folded(text))


def term_for(typed: str, mark: str = "") -> str:
    """The term to look for when `typed` was typed; "" when there is nothing to go by."""
    plain = squeezed(typed)
    return mark + plain[:LONGEST] if plain and (len(plain) > 1 or not plain.isascii()) else ""


def terms_of(title: str, language: str, tags: Sequence[str], people: Sequence[str]) -> list[str]:
    """Every term under which a document with this title is suggested."""
    found = dict.fromkeys(_beginnings(squeezed(title), TITLE))
    for number, token in enumerate(tokens(title, language)):
        if number == _WORDS:
            break
        found |= dict.fromkeys(_beginnings(squeezed(title[token.start : token.start + 3 * LONGEST]), ""))
    for mark, names in ((TAG, tags), (PERSON, people[:50])):
        for name in names:
            found |= dict.fromkeys(_of_name(name, mark))
    return list(found)


@lru_cache(maxsize=16_384)
def _of_name(name: str, mark: str) -> tuple[str, ...]:
    words = name.split()
    starts = (" ".join(words[at:]) for at in range(min(4, len(words))))
    return tuple(term for start in starts for term in _beginnings(squeezed(start), mark))


def _beginnings(plain: str, mark: str) -> Iterator[str]:
    for beginning in accumulate(plain[:LONGEST]):
        if len(beginning) > 1 or not beginning.isascii():
            yield mark + beginning
