"""How local people took part in each phase (after WOCAT's questionnaire on approaches, 3.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

PHASES = [
    ("initiation", pgettext_lazy("phase of a practice", "Beginning")),
    ("planning", pgettext_lazy("phase of a practice", "Planning")),
    ("implementation", pgettext_lazy("phase of a practice", "Doing")),
    ("monitoring", pgettext_lazy("phase of a practice", "Following up")),
    ("research", pgettext_lazy("phase of a practice", "Research")),
]
DEGREES = [
    ("none", pgettext_lazy("involvement of local people", "Not at all")),
    ("passive", pgettext_lazy("involvement of local people", "They were told")),
    ("paid", pgettext_lazy("involvement of local people", "For support from outside")),
    ("interactive", pgettext_lazy("involvement of local people", "They decided together with others")),
    ("self_mobilised", pgettext_lazy("involvement of local people", "They did it by themselves")),
]


class CaseInvolvement(Orderable):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="involvement")
    phase = models.CharField(_("phase"), max_length=20, choices=PHASES)
    degree = models.CharField(_("how local people took part"), max_length=20, choices=DEGREES)

    panels = [FieldPanel("phase"), FieldPanel("degree")]

    class Meta(Orderable.Meta):
        verbose_name = _("involvement of local people")
        verbose_name_plural = _("involvement of local people")

    def __str__(self) -> str:
        return f"{self.get_phase_display()}: {self.get_degree_display()}"
