"""Where the money of a practice came from (after WOCAT's questionnaire on approaches, 5.2 to 5.5)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from library.models import measures
from library.models.rows import CaseRow, columns, words

KINDS = [
    ("savings", pgettext_lazy("kind of finance", "Savings group")),
    ("loan", pgettext_lazy("kind of finance", "Loan")),
    ("subsidy", pgettext_lazy("kind of finance", "Subsidy")),
    ("grant", pgettext_lazy("kind of finance", "Grant")),
    ("own", pgettext_lazy("kind of finance", "Own money")),
    ("sales", pgettext_lazy("kind of finance", "Income from sales")),
    ("other", pgettext_lazy("kind of finance", "Other")),
]


class CaseFinance(CaseRow):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="finances")
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    provider = models.CharField(_("who gave it"), max_length=200, blank=True)
    receiver = models.CharField(_("who received it"), max_length=200, blank=True)
    amount = measures.amount(_("amount"))
    currency = measures.currency()
    year = measures.year()
    terms = words(_("conditions, such as interest and time to repay"), max_length=1000)

    panels = [
        FieldPanel("kind"), FieldPanel("provider"), FieldPanel("receiver"), FieldPanel("amount"),
        FieldPanel("currency"), FieldPanel("year"), FieldPanel("terms"),
    ]  # fmt: skip
    translatable_fields = columns(prose=["terms"], facts=["kind", "provider", "receiver", "amount", "currency", "year"])

    class Meta(CaseRow.Meta):
        verbose_name = _("finance")
        verbose_name_plural = _("finances")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.provider}".strip()

    def clean(self) -> None:
        super().clean()
        if self.amount is not None and not self.currency:
            raise ValidationError({"currency": _("An amount needs its currency.")})
