"""What happens to every request: its language, its policies, and input that no page can read."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext as _

from cms import languages
from library.remembering import asked_once

ADMIN_PATHS = ("/admin/",)
UNPREFIXED_PATHS = (
    "/api/", "/static/", "/media/", "/documents/", "/demo/", "/admin/", "/styleguide/", "/preferences/", "/oai",
    "/sitemap", "/robots.txt", "/.well-known/",
)  # fmt: skip


def question_of(request: HttpRequest) -> str:
    """The address's `?…`, percent-encoded: WSGI gives raw bytes as Latin-1, and a Thai word typed into a command line
    arrives unencoded."""
    raw = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    return "?" + quote(raw, safe="/#%[]=:;$&()+,!?*@'~") if raw else ""


class LanguageMiddleware:
    """The language is in the path. A path without one leads to the reader's: the one last read here (a cookie),
    else the best of the browser's list, which is asked once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        in_path = (get_language_from_path(request.path_info) or "").lower() or None
        # `/th`, `/TH/…`, `/en-us/…` name a language of ours in a spelling where no page lives.
        if in_path and not request.path_info.startswith(f"/{in_path}/"):
            return self._to_its_one_spelling(request, in_path)
        language = in_path or self._readers_language(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        if in_path is None:
            return self._with_language(request, response, language)
        response.headers.setdefault("Content-Language", language)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")  # not a feed
        if response.status_code == 200 and is_page and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language:
            self._remember(response, language)
        return response

    def _to_its_one_spelling(self, request: HttpRequest, language: str) -> HttpResponseBase:
        rest = request.path.partition("/")[2].partition("/")[2]
        return HttpResponseRedirect(f"/{language}/{iri_to_uri(rest)}{question_of(request)}")

    def _readers_language(self, request: HttpRequest) -> str:
        remembered = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if remembered in settings.LANGUAGE_CODES:
            return str(remembered)
        return languages.negotiated(request.headers.get("Accept-Language", ""))

    def _with_language(self, request: HttpRequest, response: HttpResponseBase, language: str) -> HttpResponseBase:
        """Lead a reader of `/search/?q=…` to `/th/search/?q=…`; leave everything that has no language alone."""
        if response.status_code != 404 or request.path_info.startswith(UNPREFIXED_PATHS):
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            return response
        if request.method not in {"GET", "HEAD"}:
            return response
        redirect = HttpResponseRedirect(f"/{language}{iri_to_uri(request.path)}{question_of(request)}")
        patch_vary_headers(redirect, ("Accept-Language", "Cookie"))
        self._remember(redirect, language)
        return redirect

    def _remember(self, response: HttpResponseBase, language: str) -> None:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
        )


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere but under the admin, whose own pages need inline scripts."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(ADMIN_PATHS):
            parts.config = settings.CONTENT_SECURITY_POLICY_ADMIN
        elif not report_only and getattr(request, "is_preview", False):
            parts.replace = (parts.replace or {}) | {"frame-ancestors": [SELF]}  # the editor's preview panel
        return parts


class IsolationMiddleware:
    """What a page may use of a device (nothing but a passkey), and who else may load what we answer (nobody but our own
    pages; the API and the catalogue for harvesters are for everybody)."""

    PERMISSIONS = ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "geolocation",
            "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment", "serial", "usb",
        )
    )  # fmt: skip
    OPEN_PATHS = ("/api/", "/oai")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.PERMISSIONS)
        is_open = request.path_info.startswith(self.OPEN_PATHS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_open else "same-origin")
        return response


class SharedPhoneMiddleware:
    """Who signs out leaves nothing behind: an answer that depends on who is signed in is kept by no browser, so that
    the next person who holds the phone cannot go back to it. A view that says otherwise has thought about it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        response = self.get_response(request)
        # Who did not look at the session has answered for everybody.
        if request.session.accessed and (had_session or not request.session.is_empty()):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ApiMiddleware:
    """The API answers HEAD, and pages of other sites may read what it tells nobody in particular (CORS).

    Without credentials only: `*` keeps browsers from sending a session along, and what a session was asked with anyway
    is marked for no other site.
    """

    PATHS = ("/api/", "/oai")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(self.PATHS):
            return self.get_response(request)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return JsonResponse(
                {"detail": _("Please ask over https. A token that was sent is no secret now.")}, status=403
            )
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return self._preflight()
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"  # django-ninja knows only what was declared; the server drops the body
        response = self.get_response(request)
        if is_head:
            request.method = "HEAD"
        if request.method in {"GET", "HEAD"} and not request.user.is_authenticated:
            response.headers.setdefault("Access-Control-Allow-Origin", "*")
        return response

    def _preflight(self) -> HttpResponse:
        return HttpResponse(
            status=204,
            headers={
                "Access-Control-Allow-Origin": "*",
                "Access-Control-Allow-Methods": "GET, HEAD",
                "Access-Control-Allow-Headers": "Accept, Accept-Language, If-Modified-Since, If-None-Match",
                "Access-Control-Max-Age": "86400",
            },
        )


class UnreadableInputMiddleware:
    """NUL characters in an address or a query: PostgreSQL refuses them with an error 500, so they end here.

    Form fields are not touched: Django's own fields refuse NUL with a sentence beside the field.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info:
            return HttpResponse(status=404)
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "").replace("\0", "")
        return self.get_response(request)


class AskedOnceMiddleware:
    """While a request is answered, what is asked often is asked once: restrictions on pages, memberships."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with asked_once():
            return self.get_response(request)
