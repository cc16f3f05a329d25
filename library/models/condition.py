"""What helped a practice and what stood in its way (kinds after WOCAT's questionnaire on approaches, 2.9)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from library.models.rows import CaseRow, columns, words

EFFECTS = [
    ("enabling", pgettext_lazy("effect of a condition", "Helps")),
    ("hindering", pgettext_lazy("effect of a condition", "Hinders")),
]
KINDS = [
    ("social", pgettext_lazy("kind of condition", "Society, culture and religion")),
    ("finance", pgettext_lazy("kind of condition", "Money and finance")),
    ("institutions", pgettext_lazy("kind of condition", "Institutions")),
    ("collaboration", pgettext_lazy("kind of condition", "Working together")),
    ("law", pgettext_lazy("kind of condition", "Law, and rights to land and water")),
    ("policy", pgettext_lazy("kind of condition", "Policies")),
    ("governance", pgettext_lazy("kind of condition", "Decisions on land and resources")),
    ("knowledge", pgettext_lazy("kind of condition", "Knowledge and technical support")),
    ("market", pgettext_lazy("kind of condition", "Markets, prices and roads")),
    ("workload", pgettext_lazy("kind of condition", "Workload and available hands")),
    ("nature", pgettext_lazy("kind of condition", "Climate and nature")),
    ("other", pgettext_lazy("kind of condition", "Other")),
]


class CaseCondition(CaseRow):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="conditions")
    effect = models.CharField(_("effect"), max_length=20, choices=EFFECTS)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    text = words(_("what it is"), blank=False, max_length=1000)

    panels = [FieldPanel("effect"), FieldPanel("kind"), FieldPanel("text")]
    translatable_fields = columns(prose=["text"], facts=["effect", "kind"])

    class Meta(CaseRow.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
