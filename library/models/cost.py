"""What a practice costs, and who pays."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from library.models import measures
from library.models.rows import CaseRow, columns

PAYERS = [
    ("families", pgettext_lazy("who pays", "The families themselves")),
    ("community", pgettext_lazy("who pays", "The community or its organisation")),
    ("government", pgettext_lazy("who pays", "The government")),
    ("project", pgettext_lazy("who pays", "A project")),
    ("ngo", pgettext_lazy("who pays", "A non-governmental organisation")),
    ("private", pgettext_lazy("who pays", "An enterprise")),
    ("shared", pgettext_lazy("who pays", "Several together")),
]


class CaseCost(CaseRow):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="costs")
    item = models.CharField(_("what it is for"), max_length=200)
    quantity = measures.number(_("how many"), help_text=_("Empty: the amount is for all of it."))
    unit = models.CharField(_("unit"), max_length=20, blank=True, choices=measures.units)
    amount = measures.amount(_("amount, for one unit"))
    currency = measures.currency()
    year = measures.year(_("year of the price"))
    paid_by = models.CharField(_("who paid"), max_length=20, blank=True, choices=PAYERS)

    panels = [
        FieldPanel("item"), FieldPanel("quantity"), FieldPanel("unit"), FieldPanel("amount"), FieldPanel("currency"),
        FieldPanel("year"), FieldPanel("paid_by"),
    ]  # fmt: skip
    translatable_fields = columns(prose=["item"], facts=["quantity", "unit", "amount", "currency", "year", "paid_by"])

    class Meta(CaseRow.Meta):
        verbose_name = _("cost")
        verbose_name_plural = _("costs")

    def clean(self) -> None:
        super().clean()
        wrong: dict[str, Any] = {}
        if self.amount is not None and not self.currency:
            wrong["currency"] = _("An amount needs its currency.")
        if self.quantity is not None and self.quantity < 0:
            wrong["quantity"] = MinValueValidator(0).message % {"limit_value": 0}
        if wrong:
            raise ValidationError(wrong)

    @property
    def total(self) -> Decimal | None:
        """The money for all of it; None when nobody said how much, or how many of a unit."""
        if self.amount is None or (self.unit and self.quantity is None):
            return None
        return self.amount * self.quantity if self.quantity is not None else self.amount
