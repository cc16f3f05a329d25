"""The Sustainable Development Goals that a case serves."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

# Short names of the goals, as the United Nations print them.
GOALS = [
    (1, pgettext_lazy("Sustainable Development Goal", "No poverty")),
    (2, pgettext_lazy("Sustainable Development Goal", "Zero hunger")),
    (3, pgettext_lazy("Sustainable Development Goal", "Good health and well-being")),
    (4, pgettext_lazy("Sustainable Development Goal", "Quality education")),
    (5, pgettext_lazy("Sustainable Development Goal", "Gender equality")),
    (6, pgettext_lazy("Sustainable Development Goal", "Clean water and sanitation")),
    (7, pgettext_lazy("Sustainable Development Goal", "Affordable and clean energy")),
    (8, pgettext_lazy("Sustainable Development Goal", "Decent work and economic growth")),
    (9, pgettext_lazy("Sustainable Development Goal", "Industry, innovation and infrastructure")),
    (10, pgettext_lazy("Sustainable Development Goal", "Reduced inequalities")),
    (11, pgettext_lazy("Sustainable Development Goal", "Sustainable cities and communities")),
    (12, pgettext_lazy("Sustainable Development Goal", "Responsible consumption and production")),
    (13, pgettext_lazy("Sustainable Development Goal", "Climate action")),
    (14, pgettext_lazy("Sustainable Development Goal", "Life below water")),
    (15, pgettext_lazy("Sustainable Development Goal", "Life on land")),
    (16, pgettext_lazy("Sustainable Development Goal", "Peace, justice and strong institutions")),
    (17, pgettext_lazy("Sustainable Development Goal", "Partnerships for the goals")),
]


class CaseSDG(Orderable):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="sdgs")
    number = models.PositiveSmallIntegerField(_("goal"), choices=GOALS)

    panels = [FieldPanel("number")]

    class Meta(Orderable.Meta):
        verbose_name = _("Sustainable Development Goal")
        verbose_name_plural = _("Sustainable Development Goals")

    def __str__(self) -> str:
        return f"{self.number} {self.get_number_display()}"
