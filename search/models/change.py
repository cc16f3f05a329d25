"""The change log: what was saved or deleted and has not reached the engine yet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """One document to be read again. Several rows for one document do no harm: they are drained together."""

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"
