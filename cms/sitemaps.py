"""The site's sitemap: `/sitemap.xml` names one file (or several) of each section, `/sitemap-<section>.xml`."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser

from community.models import Community, CommunityPage
from community.sitemaps import ThreadSitemap
from library.sitemaps import CaseSitemap, OtherPagesSitemap


class PageSitemap(OtherPagesSitemap):
    def hidden(self) -> Any:
        """Who may know of a community is its own setting, not the page's."""
        return CommunityPage.objects.exclude(community__in=Community.objects.known_to(AnonymousUser())).values("pk")


SITEMAPS = {"cases": CaseSitemap, "pages": PageSitemap, "threads": ThreadSitemap}
