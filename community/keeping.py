"""Text that somebody wrote and could not send yet: kept in the session, across a sign-in, until it is sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from community.models.post import MAX_TEXT

_KEY = "kept_texts"
_FIELDS = ("title", "text", "language")
_MOST = 5  # forms; the oldest goes first


def keep(request: HttpRequest) -> None:
    """Remember what was posted to this address."""
    kept = dict(request.session.get(_KEY, {}))
    kept.pop(request.path, None)
    kept[request.path] = {
        name: request.POST.get(name, "").replace("\0", "")[: MAX_TEXT * 2] for name in _FIELDS if name in request.POST
    }
    request.session[_KEY] = dict(list(kept.items())[-_MOST:])


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What was kept for this address, if anything."""
    return request.session.get(_KEY, {}).get(request.path)


def forget(request: HttpRequest) -> None:
    """It was sent, or thrown away."""
    texts = request.session.get(_KEY, {})
    if request.path in texts:
        texts = {path: text for path, text in texts.items() if path != request.path}
        request.session[_KEY] = texts
