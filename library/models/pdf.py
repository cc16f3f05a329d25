"""The PDF of a case in one language, made from one published version of it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from library.models.private import private_storage


class CasePdf(models.Model):
    """Wanted first, made by a task (`library.printing`). Stale when its page was published again, or not
    any more, or when our template changed."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("making a PDF", "Waiting")
        DONE = "done", pgettext_lazy("making a PDF", "Made")
        FAILED = "failed", pgettext_lazy("making a PDF", "Could not be made")

    page = models.ForeignKey("library.CasePage", on_delete=models.CASCADE, related_name="pdfs")
    published_at = models.DateTimeField()  # of the page, then: names the version
    template_version = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.WAITING)
    file = models.FileField(storage=private_storage, upload_to="case-pdfs", blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)  # bytes
    error = models.TextField(blank=True)  # what went wrong, for administrators
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True, db_index=True, default=timezone.now)

    class Meta:
        verbose_name = _("PDF of a case")
        verbose_name_plural = _("PDFs of cases")
        constraints = [
            models.UniqueConstraint(fields=["page", "published_at", "template_version"], name="case_pdf_once_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.state}"
