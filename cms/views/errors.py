"""What a person sees when something is not as they hoped: what happened, what to do, and the text they wrote."""

from __future__ import annotations

import math
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from people import throttling, typed


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": _("There is nothing at this address.")}, status=404)
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Mostly: more was sent than we read at once."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": _("The request could not be read.")}, status=400)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = str(exception.args[0]) if exception and exception.args else ""
    return render(request, "403.html", {"sentence": sentence}, status=403)


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """allauth's limits on signing in and what belongs to it. Says when to try again; the address typed stays."""
    typed.remember(request)
    seconds = throttling.seconds_to_wait(request)
    context = {"minutes": math.ceil(seconds / 60), "back": request.get_full_path()}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """Without context: whatever broke may break again."""
    return HttpResponse(loader.get_template("500.html").render(), status=500)


def _way_back(request: HttpRequest) -> str:
    """To the page one was on: an address that takes forms only has nothing to show."""
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return back
    return "/" if request.path_info.startswith("/preferences/") else request.get_full_path()


_GIVEN_BACK = {
    "title", "text", "language", "submission", "name", "email", "login", "next", "kind", "tags", "version", "draft",
    "reason", "is_wiki", "opens_at", "closes_at", "background", "questions",
}  # fmt: skip


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its security token: cookies were cleared, or the page had been open for a long time.

    What was written is given back in a fresh form with a fresh token, to be sent again with one tap.
    """
    texts: list[dict[str, Any]] = [
        {"name": name, "value": value} for name, value in request.POST.items() if name in _GIVEN_BACK
    ]
    shown = {"title", "text"}
    return render(
        request,
        "cms/csrf_failure.html",
        {
            "fields": [row for row in texts if row["name"] in shown],
            "hidden_fields": [row for row in texts if row["name"] not in shown],
            "address": request.get_full_path(),
            "back": _way_back(request),
        },
        status=403,
    )
