"""A document as every engine stores it: terms by field, and what is shown of it later."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from search import analysis, suggesting
from search.analysis import analyse
from search.conditions import names_terms
from search.documents import Document, Key, Text, Version

from .base import VALUES, Hit

FORMAT = 7000 + analysis.VERSION
"""Thousands: version of the fields below; the rest: version of the analysis. An index with a lower one is rebuilt."""

BREAK = "\x01"
"""A term nobody can type: phrases do not run from one text into the next. Every text field begins with it, so that
no document lacks a field and engines agree on average lengths. (To Java, all from U+001C to U+001F are spaces.)"""

POSITIONS = ("title_exact", "body_exact")
"""Text fields with frequencies and positions: phrases are looked for in them."""
FREQUENCIES = ("title_loose", "body_loose")
"""Text fields with frequencies: BM25 is counted in them and in POSITIONS."""
WORDS = ("other_exact", "other_loose", "author", "suggest")
"""Fields of terms that are there or not."""
KEYWORDS = ("key", "code", "audience", "not_for", "fresh", "merit", *VALUES)
"""Fields of values that are there or not, which may have spaces in them."""


@dataclass(frozen=True, slots=True)
class Encoded:
    key: str
    terms: dict[str, str]
    """POSITIONS, FREQUENCIES and WORDS → terms, in order, with a space between them."""
    values: dict[str, list[str]]
    """KEYWORDS → values."""
    order: int
    """Breaks ties: by id first, then by kind."""
    newest: int
    """Seconds since 1970, 0 without a date."""
    stored: dict[str, Any]


def name_of(key: Key) -> str:
    return f"{key[0]}:{key[1]}"


def key_of(name: str) -> Key:
    kind, _, number = name.rpartition(":")
    return kind, int(number)


def order_of(key: Key) -> int:
    kind, number = key
    return (number << 20) | (zlib.crc32(kind.encode()) & 0xFFFFF)


_of_name = lru_cache(maxsize=16_384)(names_terms)


def encoded(document: Document) -> Encoded:
    title = analyse(document.title, document.language)
    words: dict[str, list[str]] = {
        "title_exact": [BREAK, *title.exact],
        "title_loose": [BREAK, *title.loose],
        "body_exact": [],
        "body_loose": [BREAK],
        "author": list(dict.fromkeys(term for name in document.authors for term in _of_name(name))),
        "suggest": suggesting.terms_of(document.title, document.language, document.tags, document.authors),
    }
    for text in document.body or (Text(document.language, ""),):
        terms = analyse(text.value, text.language)
        words["body_exact"] += [BREAK, *terms.exact]
        words["body_loose"] += terms.loose
    exact: dict[str, None] = {}
    loose: dict[str, None] = {}
    for version in document.versions:
        for text in (Text(version.language, version.title), *version.texts):
            terms = analyse(text.value, text.language)
            exact |= dict.fromkeys(terms.exact)
            loose |= dict.fromkeys(terms.loose)
    words |= {"other_exact": list(exact), "other_loose": list(loose)}
    values = {name: list(dict.fromkeys(made(document))) for name, made in VALUES.items()}
    values |= {
        "key": [name_of(document.key)],
        "code": [document.code.casefold()] if document.code else [],
        "audience": list(dict.fromkeys(document.audiences)),
        "not_for": list(document.not_for),
        "fresh": [f"{document.date:%Y-%m}"] if document.is_talk and document.date else [],
        "merit": [str(document.merit)] if document.merit else [],
    }
    return Encoded(
        key=name_of(document.key),
        terms={name: " ".join(found) for name, found in words.items()},
        values=values,
        order=order_of(document.key),
        newest=int(document.date.timestamp()) if document.date else 0,
        stored={
            "kind": document.kind,
            "id": document.id,
            "language": document.language,
            "code": document.code,
            "title": document.title,
            "texts": _texts(document.body),
            "date": document.date.isoformat() if document.date else None,
            "versions": [[one.id, one.language, one.title, _texts(one.texts)] for one in document.versions],
            "tags": list(document.tags),
            "authors": list(document.authors),
            "fingerprint": document.fingerprint(),
        },
    )


def _texts(texts: tuple[Text, ...]) -> list[list[str]]:
    return [[text.language, text.value, text.anchor, text.author] for text in texts]


def decoded(stored: Mapping[str, Any], score: float) -> Hit:
    """What `encoded` put into `stored`, found with `score`."""
    return Hit(
        kind=stored["kind"],
        id=stored["id"],
        language=stored["language"],
        code=stored["code"],
        title=stored["title"],
        texts=tuple(Text(*text) for text in stored["texts"]),
        date=datetime.fromisoformat(stored["date"]) if stored["date"] else None,
        score=score,
        versions=tuple(
            Version(number, language, title, tuple(Text(*text) for text in texts))
            for number, language, title, texts in stored["versions"]
        ),
        tags=tuple(stored["tags"]),
        authors=tuple(stored["authors"]),
    )
