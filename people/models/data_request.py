"""Somebody asked for what the site knows about them: the wish, and the file that comes of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from library.models.private import private_storage


class DataRequest(models.Model):
    """Only `people.my_data` writes these; its file goes with the row."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="In the file's address.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_requests")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, db_index=True, help_text="Row and file go then.")
    file = models.FileField(storage=private_storage, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, default=timezone.now, db_index=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="waiting"), name="data_asked_for_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.state}"
