"""Whether a section of a case helped somebody, in the language they read it in, and if not, why."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MAX_COMMENT = 500  # characters

# Why a section did not help, in the order they are asked.
WHY_NOT = [
    ("unclear", pgettext_lazy("why a section did not help", "Hard to understand")),
    ("missing", pgettext_lazy("why a section did not help", "Something is missing")),
    ("not_here", pgettext_lazy("why a section did not help", "It does not fit where I live")),
    ("wrong", pgettext_lazy("why a section did not help", "Something is wrong")),
    ("language", pgettext_lazy("why a section did not help", "The language is not good")),
    ("other", pgettext_lazy("why a section did not help", "Something else")),
]


class SectionAnswer(models.Model):
    """One answer a person (or a visitor's session) and section. Who it was is kept as a keyed hash: enough to change
    one's own answer, not enough to know whose it is."""

    page = models.ForeignKey("library.CasePage", on_delete=models.CASCADE, related_name="answers")
    section = models.CharField(_("section"), max_length=40)  # a name of SECTION_LABELS
    respondent = models.CharField(max_length=64, editable=False)
    is_helpful = models.BooleanField(_("helpful"))
    reason = models.CharField(_("reason"), max_length=20, choices=WHY_NOT, blank=True)
    comment = models.CharField(_("in their words"), max_length=MAX_COMMENT, blank=True)
    answered_at = models.DateTimeField(_("answered"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("answer about a section")
        verbose_name_plural = _("answers about sections")
        constraints = [models.UniqueConstraint(fields=["page", "section", "respondent"], name="section_answered_once")]

    def __str__(self) -> str:
        return f"{self.page_id}/{self.section}: {self.is_helpful}"
