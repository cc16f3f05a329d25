"""Whether a published practice still holds: one row a practice for all its languages; no row: it does."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MAX_WHY = 500  # characters


class Standing(models.Model):
    class State(models.TextChoices):
        NEEDS_UPDATE = "needs_update", pgettext_lazy("standing of a case", "Needs an update")
        ARCHIVED = "archived", pgettext_lazy("standing of a case", "Archived")

    translation_key = models.UUIDField(unique=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices)
    why = models.CharField(_("why"), max_length=MAX_WHY, help_text=_("Readers see it, in your words."))
    language = models.CharField(_("language"), max_length=20)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("standing of a case")
        verbose_name_plural = _("standings of cases")

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.why}"
