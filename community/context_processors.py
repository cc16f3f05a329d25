"""What every page of the site shows of a person's notifications."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from community import notifying


def told(request: HttpRequest) -> dict[str, Any]:
    """`unread_notifications`, asked when a page shows it: this runs for the admin and for error pages, too."""
    return {
        "unread_notifications": SimpleLazyObject(lambda: notifying.unread(request.user)),
        "most_notifications": notifying.MOST_COUNTED,
    }
