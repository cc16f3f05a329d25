"""Cases and other pages for search machines, each with its versions in other languages (hreflang)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from wagtail.models import Page
from wagtail.query import PageQuerySet

from library.models import CasePage
from library.practices import public_cases
from library.visibility import readable


class VersionsSitemap(Sitemap):
    """Wagtail pages that everybody may read. Each version is an address of its own, and names all of them."""

    limit = 5_000  # addresses a file: with their alternates some 4 MB of the 50 that a file may have

    def pages(self) -> PageQuerySet:
        raise NotImplementedError

    def items(self) -> PageQuerySet:
        return self.pages().select_related("locale").order_by("pk")

    def location(self, item: Page) -> str:
        return item.get_url() or "/"

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at

    def get_latest_lastmod(self) -> datetime | None:
        return self.pages().order_by("-last_published_at").values_list("last_published_at", flat=True).first()

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """One query more: the versions of the pages of this file."""
        urls = super().get_urls(page, site, protocol)
        keys = [url["item"].translation_key for url in urls]
        families = defaultdict(list)
        for version in self.pages().filter(translation_key__in=keys).select_related("locale").order_by("pk"):
            families[version.translation_key].append(version)
        start = f"{self.get_protocol(protocol)}://{self.get_domain(site)}"
        for url in urls:
            url["alternates"] = list(_alternates(families[url["item"].translation_key], start))
        return urls


def _alternates(versions: Iterable[Page], start: str) -> Iterable[dict[str, str]]:
    """As the pages themselves say it: `x-default` is the original."""
    rows = [{"lang_code": page.locale.language_code, "location": f"{start}{page.get_url()}"} for page in versions]
    if len(rows) < 2:
        return []
    return [*rows, {"lang_code": "x-default", "location": rows[0]["location"]}]


class CaseSitemap(VersionsSitemap):
    def pages(self) -> PageQuerySet:
        return public_cases()


class OtherPagesSitemap(VersionsSitemap):
    """All other pages; an app whose pages have a further rule leaves them out with `hidden`."""

    def pages(self) -> PageQuerySet:
        pages = readable(Page.objects.live().filter(depth__gt=1), AnonymousUser())
        return pages.not_exact_type(CasePage).exclude(pk__in=self.hidden())

    def hidden(self) -> Any:
        return Page.objects.none().values("pk")
