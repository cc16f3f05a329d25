"""Editors take pairs of words away for good, and give them back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from search.models import WordTranslation


def refuse(translations: Iterable[WordTranslation]) -> int:
    """Never use these pairs again, in either direction, and do not learn them again; returns the rows changed."""
    return _mark(translations, is_refused=True)


def allow(translations: Iterable[WordTranslation]) -> int:
    """Use these pairs again, in both directions; returns the rows changed."""
    return _mark(translations, is_refused=False)


@transaction.atomic
def _mark(translations: Iterable[WordTranslation], *, is_refused: bool) -> int:
    changed = 0
    for pair in translations:
        same = Q(
            source_language=pair.source_language,
            source=pair.source,
            target_language=pair.target_language,
            target=pair.target,
        )
        turned = Q(
            source_language=pair.target_language,
            source=pair.target,
            target_language=pair.source_language,
            target=pair.source,
        )
        rows = WordTranslation.objects.filter(same | turned).exclude(is_refused=is_refused)
        changed += rows.update(is_refused=is_refused, refused_at=timezone.now() if is_refused else None)
    return changed
