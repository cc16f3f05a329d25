"""Conversations for search machines: those that everybody may read."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import translation

from community.models import Thread
from community.models.thread import ThreadQuerySet


class ThreadSitemap(Sitemap):
    """Each thread once, in the interface of its own language: around it every language shows the same posts."""

    limit = 10_000  # addresses a file

    def items(self) -> ThreadQuerySet:
        return Thread.objects.visible_to(AnonymousUser()).select_related("community").order_by("pk")

    def location(self, item: Thread) -> str:
        language = item.language if item.language in settings.LANGUAGE_CODES else settings.LANGUAGE_CODE
        with translation.override(language):
            return reverse("community:thread", kwargs={"slug": item.community.slug, "thread_id": item.pk})

    def lastmod(self, item: Thread) -> datetime:
        return item.last_post_at

    def get_latest_lastmod(self) -> datetime | None:
        newest = self.items().order_by("-last_post_at")
        return newest.values_list("last_post_at", flat=True).first()
