"""The engine of this site: `settings.SEARCH_ENGINE`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from .base import Engine


@lru_cache(maxsize=8)
def _engine(path: str, folder: str) -> Engine:
    return import_string(path)(Path(folder))


def engine() -> Engine:
    """The one engine, made when first asked for. Other settings (in a test) give another engine."""
    return _engine(settings.SEARCH_ENGINE, str(settings.SEARCH_INDEX_DIR))
