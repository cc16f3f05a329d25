"""What `manage.py check` says about search."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from .engines import engine


@register()
def engine_can_be_imported(**kwargs: Any) -> list[CheckMessage]:
    """A typing mistake in SEARCH_ENGINE shows at start and not at the first search."""
    try:
        import_string(settings.SEARCH_ENGINE)
    except ImportError as error:
        return [Error(f"SEARCH_ENGINE cannot be imported: {error}", id="search.E001")]
    return []


@register()
def engine_is_well(**kwargs: Any) -> list[CheckMessage]:
    """An index that was made with another mapping, a cluster that does not answer within a second."""
    try:
        found = engine().warnings()
    except ImportError:
        return []  # said above
    except ValueError as error:
        return [Error(f"The search engine cannot be used: {error}", id="search.E002")]
    hint = "manage.py search status says more, manage.py search rebuild makes a fresh index."
    return [checks.Warning(warning, hint=hint, id="search.W001") for warning in found]
