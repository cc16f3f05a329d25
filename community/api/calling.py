"""Who calls: nobody, or the person whose token came along. A session is never looked at: no page of another site can
make a reader's browser write here, and an answer is the same in a browser and in a program."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from community import tokens
from community.api import pacing

View = Callable[..., HttpResponseBase]


def _refused(status: int, sentence: str) -> JsonResponse:
    """An answer that says why not, in the caller's language."""
    return JsonResponse({"detail": sentence}, status=status, json_dumps_params={"ensure_ascii": False})


def _unknown(sentence: str, error: str = "") -> JsonResponse:
    response = _refused(401, sentence)
    # RFC 6750, section 3: no code for who showed no token at all.
    response.headers["WWW-Authenticate"] = 'Bearer realm="Rutero"' + (f', error="{error}"' if error else "")
    return response


def _too_fast(pace: pacing.Pace) -> JsonResponse:
    sentence = _("Too many requests. Please wait %(seconds)s seconds and go on more slowly.")
    return _refused(429, sentence % {"seconds": pace.resets_in})


def reading(view: View) -> View:
    """For what everybody or a token's person may read; `request.caller` is who asks."""
    return _called(view, writing=False)


def writing(view: View) -> View:
    """For what only a token that may write can do."""
    return _called(view, writing=True)


def _called(view: View, *, writing: bool) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        pace = pacing.count_address(request)
        if pace and pace.is_too_fast:
            return _finished(request, _too_fast(pace), pace, is_open=False)
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        token = tokens.token_of(secret.strip()) if scheme.lower() == "bearer" else None
        if scheme and token is None:
            sentence = _("This token is not known, has run out, or was taken back.")
            return _finished(request, _unknown(sentence, "invalid_token"), pace, is_open=False)
        if token is not None:
            pace = pacing.count_token(token.pk, writing=writing)
            if pace.is_too_fast:
                return _finished(request, _too_fast(pace), pace, is_open=False)
        if writing and token is None:
            return _finished(request, _unknown(_("Writing needs a token. Members make one on this site.")), pace)
        if writing and token is not None and not token.may_write:
            return _finished(request, _refused(403, _("This token may read, but not write.")), pace)
        request.caller = token.user if token else AnonymousUser()  # type: ignore[attr-defined]
        return _finished(request, view(request, *args, **kwargs), pace, is_open=token is None)

    return answered


def _finished(
    request: HttpRequest, response: HttpResponseBase, pace: pacing.Pace | None, *, is_open: bool = True
) -> HttpResponseBase:
    patch_vary_headers(response, ("Authorization",))
    kept = "public, no-cache" if is_open and request.method == "GET" else "private, no-store"
    response.headers["Cache-Control"] = kept
    if pace:
        pace.tell(response)
    answered: Any = ConditionalGetMiddleware(lambda _request: response)(request)
    if pace and answered is not response:
        pace.tell(answered)  # a 304 has few of the headers
    return answered
