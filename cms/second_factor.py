"""Staff without a second step are led to set one up before any page of the admin (`STAFF_NEEDS_SECOND_FACTOR`)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from cms.middleware import ADMIN_PATHS
from people import second_factor

OPEN = ("/admin/login/", "/admin/logout/")


class SecondFactorMiddleware:
    """Only the admin is closed: signing out, one's own account, the site and the API stay as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if (
            settings.STAFF_NEEDS_SECOND_FACTOR
            and path.startswith(ADMIN_PATHS)
            and not path.startswith(OPEN)
            and second_factor.is_missing(request.user)
        ):
            return redirect("mfa_index")
        return self.get_response(request)
