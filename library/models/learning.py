"""How those who wrote a case down learned of it (after WOCAT's questionnaire on approaches, 7.1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

WAYS = [
    ("visit", pgettext_lazy("how a case was learned", "Visits to the place")),
    ("users", pgettext_lazy("how a case was learned", "Talks with the people who do it")),
    ("experts", pgettext_lazy("how a case was learned", "Talks with experts")),
    ("reports", pgettext_lazy("how a case was learned", "Reports and other documents")),
]


class CaseLearning(Orderable):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="learned_by")
    way = models.CharField(_("how this was learned"), max_length=20, choices=WAYS)

    panels = [FieldPanel("way")]

    class Meta(Orderable.Meta):
        verbose_name = _("way of learning")
        verbose_name_plural = _("ways of learning")

    def __str__(self) -> str:
        return self.get_way_display()
