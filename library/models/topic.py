"""What a case is about, by concepts of the thesaurus."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable


class CaseTopic(Orderable):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="topics")
    concept = models.ForeignKey(
        "search.Concept", on_delete=models.CASCADE, related_name="case_topics", verbose_name=_("topic")
    )

    panels = [FieldPanel("concept")]

    class Meta(Orderable.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return str(self.concept)
