"""What changed, and how it is known."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from library.models import measures
from library.models.rows import CaseRow, columns, words

HOW_KNOWN = [
    ("measured", pgettext_lazy("how a result is known", "Measured")),
    ("records", pgettext_lazy("how a result is known", "From records, such as account books")),
    ("survey", pgettext_lazy("how a result is known", "Asked in a survey")),
    ("interviews", pgettext_lazy("how a result is known", "Told in interviews")),
    ("observed", pgettext_lazy("how a result is known", "Seen on a visit")),
    ("report", pgettext_lazy("how a result is known", "From a published report")),
    ("estimate", pgettext_lazy("how a result is known", "Estimated")),
]


class CaseResult(CaseRow):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="case_results")
    claim = words(_("what changed"), blank=False, max_length=1000)
    indicator = models.CharField(
        _("what was counted or measured"), max_length=300, blank=True, help_text=_("Such as: hives per household.")
    )
    before = measures.number(pgettext_lazy("value of an indicator", "before"))
    after = measures.number(pgettext_lazy("value of an indicator", "after"))
    unit = models.CharField(_("unit"), max_length=20, blank=True, choices=measures.units_and_currencies)
    year = measures.year(_("year of the later number"))
    how_known = models.CharField(_("how it is known"), max_length=20, blank=True, choices=HOW_KNOWN)

    panels = [
        FieldPanel("claim"), FieldPanel("indicator"), FieldPanel("before"), FieldPanel("after"), FieldPanel("unit"),
        FieldPanel("year"), FieldPanel("how_known"),
    ]  # fmt: skip
    translatable_fields = columns(prose=["claim", "indicator"], facts=["before", "after", "unit", "year", "how_known"])

    class Meta(CaseRow.Meta):
        verbose_name = _("result")
        verbose_name_plural = _("results")
