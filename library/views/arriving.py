"""The way to a case: from its code, past the pages above it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from wagtail.models import Site
from wagtail.views import serve

from library.models import CasePage


def case(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A case's page in the reader's language, else in the one it was written in. Wagtail serves it, with all its hooks;
    it would ask for the home page and the library first, twice each, only to find what the code says already."""
    page = _found(request, slug)
    if page is not None:
        request._wagtail_route_for_request = page.route(request, [])  # type: ignore[attr-defined]
    return serve(request, f"library/{slug}/")


def _found(request: HttpRequest, slug: str) -> CasePage | None:
    """Of the libraries of this site; None leaves it to Wagtail."""
    site = Site.find_for_request(request)
    roots = {
        root.root_path: root.language_code for root in Site.get_site_root_paths() if site and root.site_id == site.pk
    }
    places = {f"{path}library/{slug}/": language for path, language in roots.items()}
    pages = CasePage.objects.live().filter(slug=slug, url_path__in=places).select_related("locale", "lead_image")
    found = list(pages.order_by("pk"))
    here = [page for page in found if places[page.url_path] == get_language()]
    return next(iter(here or found), None)
