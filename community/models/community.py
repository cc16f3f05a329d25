"""A Community of Practice: one discussion space for all languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from library.models import Theme
from library.models.fixed import check_unchanged
from search.audiences import audiences_of
from search.documents import MEMBERS, PUBLIC


class CommunityQuerySet(models.QuerySet["Community"]):
    def visible_to(self, user: Any) -> CommunityQuerySet:
        """Communities whose threads `user` may read."""
        return self.filter(audience__in=audiences_of(user))

    def with_pages(self) -> CommunityQuerySet:
        """With how they are presented in every language, in one more query."""
        return self.prefetch_related(
            models.Prefetch("pages", queryset=self._pages(), to_attr="presentations")
        ).select_related("theme")

    def _pages(self) -> models.QuerySet[Any]:
        from community.models.pages import CommunityPage

        return CommunityPage.objects.live().select_related("locale").order_by("pk")


class Community(models.Model):
    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of a community", "Open")
        ARCHIVED = "archived", pgettext_lazy("state of a community", "Archived: read only")

    class Audience(models.TextChoices):
        PUBLIC = PUBLIC, pgettext_lazy("who may read a community", "Everybody")
        MEMBERS = MEMBERS, pgettext_lazy("who may read a community", "People who are signed in")

    slug = models.SlugField(_("address"), unique=True, max_length=60, help_text=_("Never changes once it is used."))
    theme = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="communities", verbose_name=_("theme")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    audience = models.CharField(_("who may read"), max_length=10, choices=Audience.choices, default=Audience.PUBLIC)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("community")
        verbose_name_plural = _("communities")

    def __str__(self) -> str:
        return self.slug

    def clean(self) -> None:
        super().clean()
        check_unchanged(self, "slug")

    @property
    def is_archived(self) -> bool:
        return self.state == self.State.ARCHIVED

    def presentation(self, language: str | None = None) -> Any:
        """Its page in the reader's language, else in the site's first, else any; None before an editor made one."""
        wanted = language or get_language() or settings.LANGUAGE_CODE
        pages = getattr(self, "presentations", None)
        if pages is None:
            pages = list(self.pages.live().select_related("locale").order_by("pk"))
        by_language = {page.locale.language_code: page for page in pages}
        for code in (wanted, settings.LANGUAGE_CODE):
            if code in by_language:
                return by_language[code]
        return pages[0] if pages else None
