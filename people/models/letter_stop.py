"""Somebody may write no letters for a while: an editor's decision about a report. Lifting it deletes the row; who did
what, and why, stands in Wagtail's log."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class LetterStopQuerySet(models.QuerySet["LetterStop"]):
    def active(self) -> LetterStopQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))


class LetterStop(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letter_stop")
    until = models.DateTimeField(null=True, help_text="None: until somebody lifts it.")
    set_at = models.DateTimeField(auto_now=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = LetterStopQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user_id} – {self.until or '∞'}"
