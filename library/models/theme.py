"""Themes of the programme: a code for machines, a name for the readers of each language."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from library.models.fixed import check_unchanged
from search.reader import reading_language


class ThemeQuerySet(models.QuerySet["Theme"]):
    def named(self) -> ThemeQuerySet:
        """With the names of all languages, in one more query."""
        return self.prefetch_related("names")

    def with_names(self) -> list[Theme]:
        """The themes in their order with the names of all languages, in one query: for pages that list every theme."""
        rows = self.order_by("order", "code", "names__sort_order").values_list(
            "pk", "code", "order", "names__language", "names__name", "names__description"
        )
        found: dict[int, Theme] = {}
        names: dict[int, list[ThemeName]] = {}
        for pk, code, order, language, name, description in rows:
            found.setdefault(pk, Theme(pk=pk, code=code, order=order))
            if language is not None:
                names.setdefault(pk, []).append(ThemeName(language=language, name=name, description=description))
        for pk, theme in found.items():
            theme.names = names.get(pk, [])
        return list(found.values())


class Theme(ClusterableModel):
    """One of the programme's main themes; its names are rows, so that the theme itself is one for all languages."""

    code = models.SlugField(_("code"), unique=True, max_length=50, help_text=_("Never changes once it is used."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ThemeQuerySet.as_manager()

    panels = [FieldPanel("code"), FieldPanel("order"), InlinePanel("names", label=_("Name"), min_num=1)]

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        check_unchanged(self, "code")

    def _in(self, language: str) -> ThemeName | None:
        names = {row.language: row for row in self.names.all()}
        for code in (language, settings.LANGUAGE_CODE, "en"):
            if code in names:
                return names[code]
        return next(iter(names.values()), None)

    def name_in(self, language: str) -> str:
        """The name for a reader of `language`, else in the site's first language, else the code."""
        row = self._in(language)
        return row.name if row else self.code

    @property
    def name(self) -> str:
        return self.name_in(reading_language())

    @property
    def shown(self) -> ThemeName | None:
        """The name row for the current reader, which knows its own language."""
        return self._in(reading_language())


class ThemeName(Orderable):
    theme = ParentalKey(Theme, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=500)

    panels = [FieldPanel("language"), FieldPanel("name"), FieldPanel("description")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["theme", "language"], name="theme_name_once_a_language")]

    def __str__(self) -> str:
        return self.name
