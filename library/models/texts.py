"""Facts are kept once; what is said about them is a row a language. Which of the rows a reader gets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.conf import settings


class InALanguage(Protocol):
    language: str


Row = TypeVar("Row", bound=InALanguage)


def best_for(rows: Iterable[Row], language: str) -> Row | None:
    """The row in `language`, else in the site's first languages in their order, else any; None when there is none."""
    by_language = {row.language: row for row in rows}
    for code in (language, *settings.LANGUAGE_CODES):
        if code in by_language:
            return by_language[code]
    return next(iter(by_language.values()), None)
