"""Learning Routes and their editions: a route is an idea and a way, an edition is one journey with its dates."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from library.models.document import site_languages
from library.models.fixed import check_unchanged
from library.models.texts import best_for
from library.models.theme import Theme
from search.normalising import normalise_name
from search.reader import reading_language


class LearningRoute(ClusterableModel):
    code = models.SlugField(_("code"), unique=True, max_length=60, help_text=_("Never changes once it is used."))
    theme = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="routes", verbose_name=_("theme")
    )

    panels = [
        FieldPanel("code"),
        FieldPanel("theme"),
        InlinePanel("texts", heading=_("What it is called, a row a language"), label=_("Language"), min_num=1),
        InlinePanel("editions", heading=_("Editions: each journey with its dates"), label=_("Edition")),
    ]

    class Meta:
        ordering = ["code"]
        verbose_name = _("learning route")
        verbose_name_plural = _("learning routes")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        check_unchanged(self, "code")

    def text_in(self, language: str) -> RouteText | None:
        return best_for(self.texts.all(), language)

    def title_in(self, language: str) -> str:
        """In `language`, where somebody wrote it."""
        text = self.text_in(language)
        return text.title if text else self.code

    @property
    def title(self) -> str:
        return self.title_in(reading_language())


class RouteText(Orderable):
    route = ParentalKey(LearningRoute, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=20, choices=site_languages)
    title = models.CharField(_("title"), max_length=200)

    panels = [FieldPanel("language"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["route", "language"], name="route_text_once_a_language")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        self.title = normalise_name(self.title)


class RouteEditionQuerySet(models.QuerySet["RouteEdition"]):
    def named(self) -> RouteEditionQuerySet:
        """With what its name is made of, in one more query."""
        return self.select_related("route").prefetch_related("route__texts")


class RouteEdition(Orderable):
    route = ParentalKey(LearningRoute, on_delete=models.CASCADE, related_name="editions")
    code = models.SlugField(
        _("code"), unique=True, max_length=60, help_text=_("In addresses. Never changes once it is used.")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    source = models.URLField(_("source"), blank=True, help_text=_("A page that tells of it."))

    objects = RouteEditionQuerySet.as_manager()

    panels = [
        FieldPanel("code"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("source"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("edition of a route")
        verbose_name_plural = _("editions of routes")

    def __str__(self) -> str:
        return self.name_in(reading_language())

    def name_in(self, language: str) -> str:
        """The route's title and the year of the journey."""
        return f"{self.route.title_in(language)} ({self.starts_on.year})"

    def clean(self) -> None:
        super().clean()
        check_unchanged(self, "code")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day is before the first.")})
