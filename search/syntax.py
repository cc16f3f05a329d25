"""What somebody typed: words, and the few signs that mean more than words.

    "wild honey"      these words in this order
    -palm  -"palm oil"  without them
    lang:th  type:case  by:Keo  in:forests  …  narrows like a filter; quotes when there is a space: by:"Keo M."

Nothing is an error: a sign that makes no sense where it stands is read as part of the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

NARROWING = ("lang", "type", "by", "in", "theme", "country", "tag", "evidence", "year")
"""Names before a colon."""

_QUOTES = '"“”„«»＂'
_quoted = f"[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]"
_piece = re.compile(
    rf"""
    (?:(?<=\s)|^)
    (?:
        (?P<name>{"|".join(NARROWING)})[:：](?:{_quoted.replace("(", "(?P<long>", 1)}|(?P<short>[^\s{_QUOTES}]+))
      | [-−](?:{_quoted.replace("(", "(?P<no_phrase>", 1)}|(?P<no_word>[^\s{_QUOTES}\-−:][^\s{_QUOTES}]*))
      | {_quoted.replace("(", "(?P<phrase>", 1)}
    )
    (?=\s|$)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_glued_phrase = re.compile(_quoted)
"""Also where no space is: Thai and Lao have none."""
_MOST = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """`text` is what to look for and to rank by, phrases included; documents must have `phrases` and not `excluded`."""

    text: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def read(q: str) -> Asked:
    """The words, phrases and exclusions of `q`. A name with a colon is a word here: see `narrowing`."""
    phrases: list[str] = []
    excluded: list[str] = []

    def taken(match: re.Match[str]) -> str:
        if match["name"]:
            return f"{match['name']} {match['long'] or match['short']}"
        unwanted = match["no_phrase"] or match["no_word"]
        if unwanted and len(excluded) < _MOST:
            excluded.append(unwanted.strip())
            return " "
        return match[0]

    text = _piece.sub(taken, q)

    def noted(match: re.Match[str]) -> str:
        if len(phrases) < _MOST and match[1].strip():
            phrases.append(match[1].strip())
        return f" {match[1]} "

    text = _glued_phrase.sub(noted, text)
    return Asked(" ".join(text.split()), tuple(phrases), tuple(excluded))


def narrowing(q: str, use: Callable[[str, str], bool]) -> str:
    """`q` without its `name:value` pairs that `use(name, value)` could use; the others stay, as words."""

    def taken(match: re.Match[str]) -> str:
        value = match["long"] or match["short"]
        return " " if match["name"] and use(match["name"].lower(), value.strip()) else match[0]

    return " ".join(_piece.sub(taken, q).split())


def quoted(text: str) -> str:
    """`text` as one value after a colon."""
    plain = re.sub(f"[{_QUOTES}]", "", text)
    return f'"{plain}"' if re.search(r"\s", plain) else plain
