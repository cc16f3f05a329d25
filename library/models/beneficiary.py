"""Who takes part and benefits, counted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from library.models import measures
from library.models.rows import CaseRow, columns

GROUPS = [
    ("households", pgettext_lazy("beneficiaries", "Households")),
    ("people", pgettext_lazy("beneficiaries", "People")),
    ("women", pgettext_lazy("beneficiaries", "Women")),
    ("men", pgettext_lazy("beneficiaries", "Men")),
    ("youth", pgettext_lazy("beneficiaries", "Young people")),
    ("ethnic", pgettext_lazy("beneficiaries", "Ethnic group")),
    ("villages", pgettext_lazy("beneficiaries", "Villages")),
    ("organisations", pgettext_lazy("beneficiaries", "Groups and organisations")),
]


class Beneficiary(CaseRow):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="beneficiaries")
    group = models.CharField(_("who"), max_length=20, choices=GROUPS)
    number = models.PositiveIntegerField(_("how many"), null=True, blank=True)
    year = measures.year(_("counted in (year)"))
    note = models.CharField(
        _("in words"), max_length=300, blank=True, help_text=_("Such as the name of the ethnic group.")
    )

    panels = [FieldPanel("group"), FieldPanel("number"), FieldPanel("year"), FieldPanel("note")]
    translatable_fields = columns(prose=["note"], facts=["group", "number", "year"])

    class Meta(CaseRow.Meta):
        verbose_name = _("beneficiaries")
        verbose_name_plural = _("beneficiaries")

    def __str__(self) -> str:
        return f"{self.get_group_display()}: {self.number if self.number is not None else '?'}"
