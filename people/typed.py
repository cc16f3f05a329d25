"""The name and address typed on one page about signing in stand on the next one already; never the password."""

from __future__ import annotations

from django.http import HttpRequest

_KEY = "typed_at_the_door"
_FIELDS = {"login": "email", "email": "email", "name": "name"}
_LONGEST = 254


def remember(request: HttpRequest) -> None:
    """Keep what this form was sent with, in the session."""
    typed = {
        kept_as: request.POST[field].replace("\0", "").strip()[:_LONGEST]
        for field, kept_as in _FIELDS.items()
        if request.POST.get(field)
    }
    if typed:
        request.session[_KEY] = request.session.get(_KEY, {}) | typed


def before(request: HttpRequest) -> dict[str, str]:
    """Initial values of a form: `email`, `login` (the same) and `name`, those that were typed."""
    typed = dict(request.session.get(_KEY, {}))
    if "email" in typed:
        typed["login"] = typed["email"]
    return typed
