"""The library's front page in one language: cases, filtered and paged."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import PageViewRestriction
from wagtail_localize.fields import SynchronizedField, TranslatableField

from library.models.fallback import ShowsOtherLanguages, language_of
from library.visibility import all_restrictions
from search.reader import reading_language


class LibraryIndexPage(ShowsOtherLanguages):
    intro = models.TextField(_("introduction"), blank=True, max_length=1000)

    content_panels = [*ShowsOtherLanguages.content_panels, FieldPanel("intro")]
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("intro"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("show_in_menus"),
    ]
    subpage_types = ["library.CasePage"]
    template = "library/index.html"

    class Meta:
        verbose_name = _("library")
        verbose_name_plural = _("libraries")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from library.views.browsing import shelf

        return (
            super().get_context(request, *args, **kwargs)
            | {"page_language": language_of(self)}
            | shelf(request.GET, user=request.user, language=reading_language(), among=self._restrictions)
        )

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """A case by its code: here, else in the language it was written in. Fewer queries than Wagtail's own."""
        from library.models.case import CasePage

        if not path_components:
            return super().route(request, path_components)
        cases = CasePage.objects.live().filter(slug=path_components[0]).order_by("pk")
        cases = cases.select_related("locale", "lead_image")
        here = cases.child_of(self).first()
        case = here or cases.first()
        if case is None:
            return super().route(request, path_components)
        return case.route(request, path_components[1:])

    @cached_property
    def _restrictions(self) -> list[PageViewRestriction]:
        return all_restrictions()

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Wagtail's own asks twice at every visit; the shelf needs all restrictions, so these are among them."""
        if self.alias_of_id:
            return super().get_view_restrictions()
        theirs = [row.pk for row in self._restrictions if self.path.startswith(row.page.path)]
        return PageViewRestriction.objects.filter(pk__in=theirs)
