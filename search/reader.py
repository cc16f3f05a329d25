"""The person in front of the page: which language they read, and which one the interface answers in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language, to_locale


def reading_language() -> str:
    """The language of the page's address: whose content the reader wants."""
    return get_language() or settings.LANGUAGE_CODE


@lru_cache(maxsize=64)
def interface_language_for(code: str) -> str:
    """The language our own strings come out in on a page of language `code`: itself, or English."""
    if code == "en" or any(
        (Path(folder) / to_locale(code) / "LC_MESSAGES" / "django.po").exists() for folder in settings.LOCALE_PATHS
    ):
        return code
    return "en"


def interface_language() -> str:
    """The language of names and labels around the content, now."""
    return interface_language_for(reading_language())
