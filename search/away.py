"""What to tell somebody whose question cannot be answered now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .engines.base import REBUILDING, EngineUnavailable

RETRY_AFTER = 30  # seconds


@dataclass(frozen=True, slots=True)
class Said:
    """In the reader's language. `detail` is both in one, for programs."""

    title: str
    text: str
    detail: str


def said(unavailable: EngineUnavailable) -> Said:
    if unavailable.reason == REBUILDING:
        return Said(
            _("Search is being prepared"),
            _("The index is being made anew. Nothing is lost. Please try again in a minute."),
            _("Search is being prepared. Please try again in a minute."),
        )
    return Said(
        _("Search is not available at the moment"),
        _("Everything else works, and what is written now will be found later. Please try again in a few minutes."),
        _("Search is not available at the moment. Please try again in a few minutes."),
    )
