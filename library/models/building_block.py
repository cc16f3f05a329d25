"""What a practice is made of: parts that others may take over one by one (after PANORAMA's building blocks)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from library.models import measures
from library.models.rows import CaseRow, columns, words


class BuildingBlock(CaseRow):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="building_blocks")
    title = models.CharField(_("title"), max_length=200)
    what = words(_("what it is"))
    conditions = words(_("conditions it needs"))
    lesson = words(_("lesson learned"))
    cost_amount = measures.amount(_("what it costs, roughly"))
    cost_currency = measures.currency()
    is_reusable = models.BooleanField(_("can be used elsewhere"), null=True, blank=True)

    panels = [
        FieldPanel("title"), FieldPanel("what"), FieldPanel("conditions"), FieldPanel("lesson"),
        FieldPanel("cost_amount"), FieldPanel("cost_currency"), FieldPanel("is_reusable"),
    ]  # fmt: skip
    translatable_fields = columns(
        prose=["title", "what", "conditions", "lesson"], facts=["cost_amount", "cost_currency", "is_reusable"]
    )

    class Meta(CaseRow.Meta):
        verbose_name = _("building block")
        verbose_name_plural = _("building blocks")

    def clean(self) -> None:
        super().clean()
        if self.cost_amount is not None and not self.cost_currency:
            raise ValidationError({"cost_currency": _("An amount needs its currency.")})
