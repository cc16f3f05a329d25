"""A picture or a document that belongs to a post, or waits for the post that somebody is writing."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models.post import Post
from library.models.private import private_storage
from library.scanning import ScanState

MAX_ALT = 300  # characters
MAX_NAME = 120  # characters, with the ending


class Attachment(models.Model):
    class Kind(models.TextChoices):
        PICTURE = "jpg", pgettext_lazy("kind of a file", "Picture")
        PDF = "pdf", "PDF"
        DOCX = "docx", pgettext_lazy("kind of a file", "Word document")
        ODT = "odt", pgettext_lazy("kind of a file", "OpenDocument text")
        XLSX = "xlsx", pgettext_lazy("kind of a file", "Excel table")
        PPTX = "pptx", pgettext_lazy("kind of a file", "PowerPoint slides")
        CSV = "csv", pgettext_lazy("kind of a file", "Table as text (CSV)")
        TEXT = "txt", pgettext_lazy("kind of a file", "Plain text")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="In its address.")
    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="attachments")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    file = models.FileField(storage=private_storage, upload_to="attachments/%Y/%m")
    thumbnail = models.FileField(storage=private_storage, upload_to="attachments/%Y/%m", blank=True)
    # In pixels, of the picture and of its thumbnail; 0: a document.
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    thumbnail_width = models.PositiveIntegerField(default=0)
    thumbnail_height = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=MAX_NAME)
    size = models.PositiveIntegerField(help_text="Bytes, of what is kept.")
    sha256 = models.CharField(max_length=64, help_text="Of what was sent: the same file sent again is kept once.")
    alt = models.CharField(_("what the picture shows"), max_length=MAX_ALT, blank=True)
    text = models.TextField(blank=True, help_text="Of a document, for search.")
    read_attempts = models.PositiveSmallIntegerField(default=0)
    is_read = models.BooleanField(default=False, help_text="Its text is there, or there is none to be had.")
    scan_state = models.CharField(max_length=10, choices=ScanState.choices, blank=True, default=ScanState.NOT_ASKED)
    scan_attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [
            models.Index(fields=["created_at"], condition=Q(post=None), name="attachment_without_post"),
            models.Index(fields=["post"], condition=Q(is_read=False), name="attachment_to_read"),
            models.Index(fields=["scan_attempts"], condition=Q(scan_state="waiting"), name="attachment_to_scan"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.kind == self.Kind.PICTURE
