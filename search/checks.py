"""What `manage.py check` says about search."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string


@register()
def engine_can_be_imported(**kwargs: Any) -> list[CheckMessage]:
    """A typing mistake in SEARCH_ENGINE shows at start and not at the first search."""
    try:
        import_string(settings.SEARCH_ENGINE)
    except ImportError as error:
        return [Error(f"SEARCH_ENGINE cannot be imported: {error}", id="search.E001")]
    return []
