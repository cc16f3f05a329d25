"""A text that somebody is writing: kept on the server as they type, until it is sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """Two tabs in the same place have a draft each: neither writes over the other's."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=40, help_text="`start:<community>`, `reply:<thread>`, `edit:<post>`.")
    title = models.CharField(_("title"), max_length=400, blank=True)
    text = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    base = models.PositiveIntegerField(default=0, help_text="The version of the post that is edited; 0: a new post.")
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]
        indexes = [models.Index(fields=["user", "place", "-updated_at"], name="draft_in_place")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.place}"
