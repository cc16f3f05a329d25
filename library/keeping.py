"""What somebody wrote in a form and could not send yet: kept in the session, across a sign-in, until it is sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

_KEY = "kept_texts"
_MOST = 5  # forms; the oldest goes first
_LONGEST = 100_000  # characters of a field
_FIELDS = 80
_NOT_KEPT = ("csrfmiddlewaretoken", "submission")
"""The next form has its own."""


def keep(request: HttpRequest) -> None:
    """Remember what was posted to this address. Files are not kept."""
    kept = dict(request.session.get(_KEY, {}))
    kept.pop(request.path, None)
    written = [(name, value) for name, value in request.POST.items() if name not in _NOT_KEPT]
    kept[request.path] = {name: str(value).replace("\0", "")[:_LONGEST] for name, value in written[:_FIELDS]}
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
