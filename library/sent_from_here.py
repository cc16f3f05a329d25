"""Forms on pages that everybody reads."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = TypeVar("View", bound=Callable[..., Any])


def sent_from_here(view: View) -> View:
    """Outermost on a view: its form needs no CSRF token when the browser says that a page of ours sent it.

    Browsers name the site with every POST (`Origin`), older ones at least the page (`Referer`, which our pages' policy
    lets them send to us). Whoever names neither needs the token. So such a form gives no cookie to somebody who only
    reads the page that it is on.
    """
    with_token = csrf_protect(view)

    @csrf_exempt  # by the middleware; the line below decides
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return (view if is_from_here(request) else with_token)(request, *args, **kwargs)

    return cast("View", guarded)


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says so."""
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(said).netloc == request.get_host()
