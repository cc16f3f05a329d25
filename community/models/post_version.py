"""A wording that a post has, or had: its number, whose it is, since when, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.models.post import Post


class PostVersion(models.Model):
    """Written from the first edit on: a post that was never edited has none."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(_("text"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    is_withheld = models.BooleanField(
        default=False, help_text="A facilitator changed it: its author and facilitators see it, nobody else."
    )

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of a post")
        verbose_name_plural = _("versions of posts")
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="version_of_post_once")]

    def __str__(self) -> str:
        return f"{self.post_id}/{self.number}"
