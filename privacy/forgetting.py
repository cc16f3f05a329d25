"""What nobody needs any more is forgotten (`manage.py run_due`): every `Retention` of every app."""

from __future__ import annotations

import logging

from django.core.cache import cache

from privacy import registry

log = logging.getLogger(__name__)

EVERY = 3600  # seconds
_DONE = "privacy:forgotten"


def forget_due() -> None:
    """Forget what is old, once an hour."""
    if cache.add(_DONE, True, EVERY):
        forget_old()


def forget_old() -> int:
    """Forget what is old, whatever is the matter with one of them. Returns how many rows or files went."""
    number = 0
    for retention in registry.retentions():
        try:
            number += retention.forget()
        except Exception:
            # The others' turn comes: what is kept too long in one table is no reason to keep it in all.
            log.exception("%s failed", retention.forget.__qualname__)
    return number
