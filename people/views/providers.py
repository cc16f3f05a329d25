"""To another house and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.utils import passthrough_next_redirect_url
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from people import providers

View = Callable[..., HttpResponseBase]


def going(view: View) -> View:
    """allauth's view, for houses the installation names. Its redirect becomes a page that goes on by itself: our
    Content-Security-Policy lets forms go nowhere else, and Chromium counts a redirect after a form as the form."""

    @never_cache
    def page(request: HttpRequest, provider_id: str) -> HttpResponseBase:
        _check(provider_id)
        if request.method != "POST":
            return redirect(passthrough_next_redirect_url(request, reverse("account_login"), REDIRECT_FIELD_NAME))
        response = _called(view, request, provider_id)
        if isinstance(response, HttpResponseRedirect) and response.url.startswith("https://"):
            name = next(row["name"] for row in providers.offered() if row["id"] == provider_id)
            return render(request, "socialaccount/going.html", {"url": response.url, "name": name})
        return response

    return page


def coming_back(view: View) -> View:
    """allauth's view, for houses the installation names."""

    @never_cache
    def page(request: HttpRequest, provider_id: str) -> HttpResponseBase:
        _check(provider_id)
        return _called(view, request, provider_id)

    return page


def _check(provider_id: str) -> None:
    if not providers.is_offered(provider_id):
        raise Http404


def _called(view: View, request: HttpRequest, provider_id: str) -> HttpResponseBase:
    own: dict[str, Any] = {} if provider_id in {"google", "facebook"} else {"provider_id": provider_id}
    return view(request, **own)
