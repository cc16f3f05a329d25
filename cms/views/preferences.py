"""Choices of a reader that need no account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from library.sent_from_here import sent_from_here


@sent_from_here
@require_POST
def data_saver(request: HttpRequest) -> HttpResponse:
    """Switch pictures and web fonts off or on, and go back to the page one was on."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.DATA_SAVER_COOKIE_NAME,
        "on" if request.POST.get("data_saver") == "on" else "off",
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response
