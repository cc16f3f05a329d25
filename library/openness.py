"""What every address of open data promises, whoever asks: the answer is that for a visitor who is nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.template.response import SimpleTemplateResponse
from django.utils.http import http_date

from library.models import Disclosure

View = Callable[..., HttpResponseBase]


def open_data(view: View) -> View:
    """For views that answer with what everybody may read, and never look at the session.

    Pages of other sites may read the answer (CORS, without credentials). Caches keep it, but ask each time (`no-cache`
    with an ETag): what was taken off the site is gone at once, and an unchanged answer costs a 304. HEAD is GET without
    the body, which the server drops.
    """

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        try:
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers.setdefault("Cache-Control", "public, no-cache")
            answered: Any = ConditionalGetMiddleware(lambda _request: response)(request)
            return answered  # no coroutine: what it wraps is none
        finally:
            request.method = asked

    return opened


def stamped(response: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    """For long answers, whose bytes nobody wants to count first: an ETag from when anything public last changed."""
    state = Disclosure.objects.aggregate(last=Max("changed_at"), number=Count("pk"))
    said = f"{state['last']} {state['number']} {request.build_absolute_uri()}"
    response.headers["ETag"] = f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'
    if state["last"]:
        response.headers["Last-Modified"] = http_date(state["last"].timestamp())
    return response
