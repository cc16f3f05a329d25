"""A language that somebody reads or writes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models.profile import Profile


class ProfileLanguage(models.Model):
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(_("language"), max_length=20, help_text="Its code, of the site or not: th, ksw.")
    reads = models.BooleanField(pgettext_lazy("a language", "reads it"), default=True)
    writes = models.BooleanField(pgettext_lazy("a language", "writes it"), default=True)
    order = models.PositiveSmallIntegerField(default=0, help_text="Best first.")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["profile", "language"], name="profile_language_once")]

    def __str__(self) -> str:
        return self.language
