"""`/robots.txt` (RFC 9309): what is not worth a crawler's time, and where the sitemap is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# Forms, searches and filters: endless, and nothing that is not also at an address of its own.
_LEAVE = ("/admin/", "/preferences/", "/documents/", "/api/v1/search", "/api/v1/suggest")
_LEAVE_IN_EACH_LANGUAGE = ("accounts/", "search/", "library/?", "communities/*/start/")


@require_safe
def txt(request: HttpRequest) -> HttpResponse:
    if settings.DEMO_MAIL:
        # A demonstration: its people are invented.
        lines = ["User-agent: *", "Disallow: /"]
    else:
        prefixed = [f"/{language}/{path}" for language in settings.LANGUAGE_CODES for path in _LEAVE_IN_EACH_LANGUAGE]
        lines = [
            "User-agent: *",
            *(f"Disallow: {path}" for path in (*_LEAVE, *prefixed)),
            "",
            f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
        ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
