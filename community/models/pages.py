"""How communities are presented, one page a language. The threads below them are plain Django views."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from community.models.community import Community

_TEXTS = [TranslatableField("title"), TranslatableField("seo_title"), TranslatableField("search_description")]


class CommunityIndexPage(Page):
    intro = models.TextField(_("introduction"), blank=True, max_length=1000)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    translatable_fields = [
        *_TEXTS,
        TranslatableField("intro"),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("show_in_menus"),
    ]
    subpage_types = ["community.CommunityPage"]
    private_page_options: list[str] = []
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = _("list of communities")
        verbose_name_plural = _("lists of communities")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from community.views.communities import index

        return index(request)


class CommunityPage(Page):
    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, related_name="pages", verbose_name=_("community")
    )
    purpose = models.TextField(_("purpose"), blank=True, max_length=1000)
    guidelines = models.TextField(_("guidelines"), blank=True, max_length=3000)

    promote_panels = [FieldPanel("seo_title"), FieldPanel("search_description")]
    content_panels = [*Page.content_panels, FieldPanel("community"), FieldPanel("purpose"), FieldPanel("guidelines")]
    translatable_fields = [
        *_TEXTS,
        TranslatableField("purpose"),
        TranslatableField("guidelines"),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("community", overridable=False),
    ]
    parent_page_types = ["community.CommunityIndexPage"]
    subpage_types: list[str] = []
    # Who may read is the community's own setting, which holds for its threads, too.
    private_page_options: list[str] = []
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = _("community page")
        verbose_name_plural = _("community pages")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        # The page and the threads below it share one address in every language.
        if self.community_id:
            self.slug = self.community.slug
        super().full_clean(*args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from community.views.threads import thread_list

        return thread_list(request, slug=self.community.slug)
