"""Whether a document was looked into; see `library.scanning`. A document without a row has not been."""

from __future__ import annotations

from django.db import models

from library.models.document import DOCUMENT
from library.scanning import ScanState


class DocumentScan(models.Model):
    document = models.OneToOneField(DOCUMENT, on_delete=models.CASCADE, primary_key=True, related_name="scan")
    file_name = models.CharField(max_length=255, help_text="As stored: another upload has another.")
    state = models.CharField(max_length=10, choices=ScanState.choices, default=ScanState.WAITING)
    found = models.CharField(max_length=200, blank=True, help_text="How the scanner calls it.")
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["attempts"], condition=models.Q(state="waiting"), name="document_to_scan")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.state}"
