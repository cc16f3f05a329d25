"""Strengths and weaknesses in two voices: who does it, and who wrote it down."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from library.models.rows import CaseRow, columns, words

SIDES = [
    ("strength", pgettext_lazy("view of a practice", "Strength")),
    ("weakness", pgettext_lazy("view of a practice", "Weakness")),
]
# The champion's first, here and wherever views are shown.
VOICES = [
    ("champion", pgettext_lazy("whose view", "The champion")),
    ("documenter", pgettext_lazy("whose view", "Who wrote this down")),
]


class CaseView(CaseRow):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="views")
    side = models.CharField(_("strength or weakness"), max_length=20, choices=SIDES)
    voice = models.CharField(_("who says so"), max_length=20, choices=VOICES)
    text = words(_("what they say"), blank=False, max_length=1000)
    overcome = words(_("how to overcome it"), max_length=1000, help_text=_("For a weakness."))

    panels = [FieldPanel("side"), FieldPanel("voice"), FieldPanel("text"), FieldPanel("overcome")]
    translatable_fields = columns(prose=["text", "overcome"], facts=["side", "voice"])

    class Meta(CaseRow.Meta):
        verbose_name = _("strength or weakness")
        verbose_name_plural = _("strengths and weaknesses")
