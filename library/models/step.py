"""The steps in which a practice works."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from library.models.rows import CaseRow, columns, words


class CaseStep(CaseRow):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(_("step"), max_length=200)
    text = words(_("what is done"))
    months = models.PositiveSmallIntegerField(_("how long it takes, in months"), null=True, blank=True)

    panels = [FieldPanel("title"), FieldPanel("text"), FieldPanel("months")]
    translatable_fields = columns(prose=["title", "text"], facts=["months"])

    class Meta(CaseRow.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")
