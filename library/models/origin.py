"""What a case grew out of: another case, or what a member adapted from one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable


class CaseOrigin(Orderable):
    """A fact of the practice, the same in all its languages; either a case (in whatever language) or an adaptation."""

    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="origins")
    case = models.ForeignKey(
        "library.CasePage",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("another case"),
    )
    adaptation = models.ForeignKey(
        "library.Adaptation",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("an adaptation"),
    )

    panels = [PageChooserPanel("case", "library.CasePage"), FieldPanel("adaptation")]

    def __str__(self) -> str:
        return f"{self.page_id} ← {self.case_id or self.adaptation_id}"

    def clean(self) -> None:
        """:raises ValidationError: for none or two sources, for itself, and where a circle would close"""
        from library.lineage import grew_from

        super().clean()
        if (self.case is None) == (self.adaptation is None):
            raise ValidationError(_("Choose a case or an adaptation, one of them."))
        if self.page_id is None:
            return
        source = self.case.translation_key if self.case is not None else self.adaptation.practice  # type: ignore[union-attr]
        if source == self.page.translation_key and self.case is not None:
            raise ValidationError({"case": _("A case does not grow out of itself.")})
        if grew_from(source, self.page.translation_key):
            field = "case" if self.case is not None else "adaptation"
            raise ValidationError({field: _("That one grew out of this case: together they would be a circle.")})
