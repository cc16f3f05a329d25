"""Somebody wants their account deleted: a row from then until it is done, or until they change their mind."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeletionRequestQuerySet(models.QuerySet["DeletionRequest"]):
    def due(self) -> DeletionRequestQuerySet:
        """Those to be carried out now, without those that somebody is at."""
        now = timezone.now()
        return self.filter(due_at__lte=now, next_attempt_at__lte=now)


class DeletionRequest(models.Model):
    """It goes with the account: nothing stays on record of who left."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deletion_request")
    removes_posts = models.BooleanField(
        _("remove my posts"), default=False, help_text="Else they stay without the person's name."
    )
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(help_text="Until then it can be taken back.")
    reminded_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True, help_text="From here on nothing brings the account back.")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now, help_text="Later: somebody is at it, or it failed.")

    objects = DeletionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to delete an account")
        verbose_name_plural = _("requests to delete accounts")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.due_at:%Y-%m-%d}"

    @property
    def day(self) -> date:
        """Of `due_at`, where the site is."""
        return timezone.localtime(self.due_at).date()
