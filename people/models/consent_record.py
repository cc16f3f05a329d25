"""That somebody was shown a text, or agreed to it: when, in which version, in which language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConsentRecord(models.Model):
    """A fact: never changed, and gone only with the person."""

    class Kind(models.TextChoices):
        AGREED = "agreed", pgettext_lazy("to the house rules", "Agreed")
        SHOWN = "shown", pgettext_lazy("the notice about privacy", "Shown")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consent_records")
    purpose = models.CharField(max_length=20, help_text="The code of a `people.purposes.Purpose`.")
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    language = models.CharField(max_length=20, help_text="In which the text was shown.")
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [models.UniqueConstraint(fields=["user", "purpose", "version"], name="consent_recorded_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} {self.purpose} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("what somebody agreed to is not rewritten; a new version is a new row")
        super().save(*args, **kwargs)
