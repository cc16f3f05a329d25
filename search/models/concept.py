"""The thesaurus: what a thing is called in each language. SKOS-shaped: a concept with labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from search.reader import reading_language

AGROVOC = "http://aims.fao.org/aos/agrovoc/"


class Concept(ClusterableModel):
    code = models.SlugField(_("code"), unique=True, max_length=80, help_text=_("Never changes once it is used."))
    agrovoc = models.CharField(
        _("AGROVOC number"),
        max_length=40,
        blank=True,
        help_text=_("Such as c_16532; empty when AGROVOC has no such concept."),
    )

    panels = [FieldPanel("code"), FieldPanel("agrovoc"), InlinePanel("labels", label=_("Label"), min_num=1)]

    class Meta:
        ordering = ["code"]
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")

    def __str__(self) -> str:
        labels = {label.language: label.text for label in self.labels.all() if label.is_preferred}
        return labels.get(reading_language()) or labels.get("en") or self.code

    @property
    def uri(self) -> str:
        """The concept's AGROVOC URI, or ""."""
        return AGROVOC + self.agrovoc if self.agrovoc else ""


class ConceptLabel(Orderable):
    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=20)
    text = models.CharField(_("label"), max_length=200)
    is_preferred = models.BooleanField(
        _("preferred"), default=True, help_text=_("One a language; the others are other words for the same thing.")
    )

    panels = [FieldPanel("language"), FieldPanel("text"), FieldPanel("is_preferred")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["concept", "language", "text"], name="concept_label_once"),
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=models.Q(is_preferred=True),
                name="concept_one_preferred_label",
            ),
        ]

    def __str__(self) -> str:
        return self.text
