"""The documents of a case, where they are linked from, and what was read in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

DOCUMENT = "wagtaildocs.Document"

# Why a document gave no text, in words for its editor.
REASONS = {
    "encrypted": _("It needs a password. Upload a version without one."),
    "damaged": _("It is damaged, or not what its name says."),
    "no_text": _("It holds pictures of text only, as scanners make them. Upload a version with text."),
    "too_large": _("It is larger than 50 MB."),
    "too_slow": _("Reading it took longer than a minute."),
    "too_heavy": _("Reading it needed too much memory."),
    "bomb": _("Unpacked it would be far larger than an honest document."),
    "missing": _("Its file cannot be reached."),
}


def site_languages() -> list[tuple[str, str]]:
    """The site's languages by their own names. A function: they belong to the installation and to no migration."""
    return list(settings.LANGUAGES)


class CaseDocument(Orderable):
    """A document that belongs to a case: one list for all languages, each document in a language of its own."""

    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        DOCUMENT, on_delete=models.CASCADE, related_name="case_documents", verbose_name=_("document")
    )
    language = models.CharField(
        _("language"), max_length=20, choices=site_languages, help_text=_("The language it is written in.")
    )
    title = models.CharField(
        _("title"), max_length=255, blank=True, help_text=_("In the document's language. Empty: the document's own.")
    )

    based_on = models.DateField(
        _("made from the version of"),
        null=True,
        blank=True,
        help_text=_("Day of the case's version that it was made from. Readers are told when the case changed since."),
    )

    panels = [FieldPanel("document"), FieldPanel("language"), FieldPanel("title"), FieldPanel("based_on")]

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        return self.title or self.document.title


class DocumentLink(models.Model):
    """A case's sections link a document. Kept by `library.attachments`; Wagtail's reference index is written later, by
    a task, and not at all by imports."""

    page = models.ForeignKey("library.CasePage", on_delete=models.CASCADE, related_name="document_links")
    document = models.ForeignKey(DOCUMENT, on_delete=models.CASCADE, related_name="case_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "document"], name="document_linked_once_a_case")]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.document_id}"


class DocumentText(models.Model):
    """What was read in a document that a case uses: a row first, then a task (`library.attachments`)."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("reading a document", "Waiting")
        DONE = "done", pgettext_lazy("reading a document", "Read")
        FAILED = "failed", pgettext_lazy("reading a document", "Could not be read")
        UNSUPPORTED = "unsupported", pgettext_lazy("reading a document", "Not a kind that is read")

    document = models.OneToOneField(DOCUMENT, on_delete=models.CASCADE, primary_key=True, related_name="reading")
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.WAITING)
    file_name = models.CharField(max_length=255, blank=True)  # as stored: another upload has another
    file_hash = models.CharField(max_length=40, blank=True)  # SHA-1, as Wagtail's own, of the bytes that were read
    text = models.TextField(blank=True)
    is_cut = models.BooleanField(default=False)  # there was more text than is kept
    language = models.CharField(max_length=20, blank=True)  # guessed; empty: Latin letters that could be several
    reason = models.CharField(_("reason"), max_length=20, blank=True)  # a key of REASONS
    error = models.TextField(blank=True)  # what the parser said, for administrators
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True, db_index=True, default=timezone.now)
    extracted_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("text of a document")
        verbose_name_plural = _("texts of documents")

    def __str__(self) -> str:
        return f"{self.document_id}: {self.state}"

    @property
    def explanation(self) -> str:
        """Why there is no text, or only a part of it, as a sentence; empty when all is well."""
        if self.is_cut:
            return str(_("Only its beginning is searched: it is longer than 200,000 characters or 500 pages."))
        if self.state == self.State.UNSUPPORTED:
            return str(_("PDF, DOCX, ODT, plain text, Markdown and HTML are read."))
        return str(REASONS.get(self.reason, ""))
