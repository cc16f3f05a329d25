"""Who does what in a practice (groups after WOCAT's questionnaire on approaches, 3.1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from library.models.rows import CaseRow, columns, words

KINDS = [
    ("local_people", pgettext_lazy("stakeholder", "Local people")),
    ("community_organisation", pgettext_lazy("stakeholder", "Community organisation")),
    ("adviser", pgettext_lazy("stakeholder", "Extension worker or adviser")),
    ("school", pgettext_lazy("stakeholder", "Teachers and students")),
    ("researcher", pgettext_lazy("stakeholder", "Researchers")),
    ("ngo", pgettext_lazy("stakeholder", "Non-governmental organisation")),
    ("private", pgettext_lazy("stakeholder", "Enterprise")),
    ("local_government", pgettext_lazy("stakeholder", "Local government")),
    ("national_government", pgettext_lazy("stakeholder", "National government")),
    ("international", pgettext_lazy("stakeholder", "International organisation")),
]


class Stakeholder(CaseRow):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="stakeholders")
    kind = models.CharField(_("who"), max_length=30, choices=KINDS)
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("Of the group or organisation, as it calls itself.")
    )
    role = words(_("what they do"), max_length=1000)

    panels = [FieldPanel("kind"), FieldPanel("name"), FieldPanel("role")]
    translatable_fields = columns(prose=["role"], facts=["kind", "name"])

    class Meta(CaseRow.Meta):
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return self.name or self.get_kind_display()
