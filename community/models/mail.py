"""A letter on its way: a row first, then a task delivers it."""

from __future__ import annotations

from django.db import models


class OutgoingMail(models.Model):
    """One message, whole, as it will be handed to the mail server."""

    recipients = models.JSONField()
    sender = models.CharField(max_length=320)
    message = models.BinaryField(help_text="RFC 5322, with CRLF line ends")
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, db_index=True, help_text="null: delivered or given up")
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk} to {', '.join(self.recipients)}"
