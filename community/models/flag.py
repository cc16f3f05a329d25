"""What a reader found wrong with a post, and what came of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models.post import Post
from people.models import wrong

MAX_WORDS = 1000  # characters


class FlagQuerySet(models.QuerySet["Flag"]):
    def undecided(self) -> FlagQuerySet:
        return self.filter(status__in=Flag.UNDECIDED)


class Flag(models.Model):
    """One a person and post. Facilitators see who sent it; the author of the post never does."""

    class Reason(models.TextChoices):
        UNKIND = wrong.UNKIND
        SPAM = wrong.SPAM
        PRIVATE = wrong.PRIVATE
        HARMFUL = wrong.HARMFUL
        ELSEWHERE = "elsewhere", pgettext_lazy("reason of a flag", "It belongs elsewhere")
        OTHER = wrong.OTHER

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("status of a flag", "Open")
        IN_WORK = "in work", pgettext_lazy("status of a flag", "In work")
        UPHELD = "upheld", pgettext_lazy("status of a flag", "Upheld")
        DISMISSED = "dismissed", pgettext_lazy("status of a flag", "Dismissed")

    UNDECIDED = (Status.OPEN, Status.IN_WORK)

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="flags")
    # Somebody who goes does not take what they noticed with them.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("what is wrong?"), max_length=10, choices=Reason.choices)
    words = models.TextField(_("in your words"), blank=True, max_length=MAX_WORDS)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [models.UniqueConstraint(fields=["post", "by"], name="flagged_once")]
        indexes = [
            models.Index(fields=["post"], name="flags_to_decide", condition=Q(status__in=["open", "in work"])),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.reason}, {self.status}"

    @property
    def is_decided(self) -> bool:
        return self.status not in self.UNDECIDED

    def shown_by(self, reader: Any) -> Any:
        """Who sent it, for `reader`; None for the author of the post, even when they facilitate."""
        return None if self.post.author_id == reader.pk else self.by
