"""When a session was last used, to the hour: enough to know one's own again, and no query for most requests."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

_KEY = "seen_at"
EVERY = 3600  # seconds


def note_sign_in(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Receiver of `user_logged_in`."""
    if hasattr(request, "session"):
        request.session[_KEY] = int(time.time())


class SeenMiddleware:
    """Notes it in the session, which is read anyway, and once an hour in the list of sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Where nobody asked for the session, neither do we: the answer is the same for everybody.
        if request.session.accessed and SESSION_KEY in request.session:
            now = int(time.time())
            if now - request.session.get(_KEY, 0) >= EVERY:
                request.session[_KEY] = now
                UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
        return response
