"""Choices of a reader that need no account."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from people import cookies


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent this form: browsers say so with every POST, older ones by the page's address."""
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(said).netloc == request.get_host()


@csrf_exempt
@require_POST
def data_saver(request: HttpRequest) -> HttpResponse:
    """Switch pictures and web fonts off or on, and go back to the page one was on.

    The switch is on every page. A token in its form would give a cookie to everybody who reads one.
    """
    if not _is_from_here(request):
        raise PermissionDenied
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        cookies.DATA_SAVER,
        "on" if request.POST.get("data_saver") == "on" else "off",
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response
