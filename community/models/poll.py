"""A question with answers to choose from, on the first post of a thread."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models.post import Post

MAX_QUESTION = 200  # characters
MAX_OPTION = 120  # characters
MIN_OPTIONS, MAX_OPTIONS = 2, 10


class Poll(models.Model):
    """It hangs on its post, not on the thread: where the post goes, by a merge or a split, the poll goes with it."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="poll")
    question = models.CharField(_("question"), max_length=MAX_QUESTION)
    is_multiple = models.BooleanField(_("several answers"), default=False)
    hides_results = models.BooleanField(default=False, help_text="Until one has voted, or it is closed.")
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, editable=False, help_text="By hand.")
    voter_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")

    def __str__(self) -> str:
        return self.question

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None or (self.closes_at is not None and self.closes_at <= timezone.now())


class PollOption(models.Model):
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=MAX_OPTION)
    vote_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["poll", "order"], name="poll_option_order")]

    def __str__(self) -> str:
        return self.text


class PollVote(models.Model):
    """What one person chose: one row, so that changing one's mind counts once. A person may go; what was decided with
    their vote does not change: the row stays, without a name."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    options = models.JSONField(help_text="Ids of the options that were chosen.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "user"], name="poll_vote_once")]

    def __str__(self) -> str:
        return f"{self.poll_id}: {self.options}"
