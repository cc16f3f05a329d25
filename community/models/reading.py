"""How far somebody has read, and what they want to hear of: one row a person and thread, one a person and community.

Reading is tracked up to a post, never post by post, and for 40 days (`community/reading.py`).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from community.models.community import Community
from community.models.thread import Thread


class Level(models.TextChoices):
    """How much somebody wants to hear of a thread or a community."""

    NONE = "", pgettext_lazy("what somebody hears of a thread or community", "Nothing special")
    FOLLOW = "follow", pgettext_lazy("what somebody hears of a thread or community", "Followed")
    MUTE = "mute", pgettext_lazy("what somebody hears of a thread or community", "Muted")


class ThreadState(models.Model):
    class Why(models.TextChoices):
        NONE = "", "-"
        WROTE = "wrote", "wrote in it"
        CHOSEN = "chosen", "as they chose"

    # About a person, not something they wrote: it goes with them.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="thread_states")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="states")
    # The newest post they saw, as its place in the thread: the post itself may be moved or go.
    read_at = models.DateTimeField(null=True)
    read_pk = models.BigIntegerField(null=True)
    level = models.CharField(max_length=6, choices=Level.choices, default=Level.NONE, blank=True)
    why = models.CharField(max_length=6, choices=Why.choices, default=Why.NONE, blank=True, help_text="Of the level.")
    changed_at = models.DateTimeField(default=timezone.now, help_text="The level.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "thread"], name="thread_state_once")]
        indexes = [
            models.Index(fields=["thread", "level"], name="followers_of_thread"),
            models.Index(fields=["user", "-id"], condition=~Q(level=""), name="followed_by_person"),
            models.Index(fields=["read_at"], condition=Q(level=""), name="thread_state_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in thread {self.thread_id}"


class CommunityState(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="community_states")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="states")
    read_all_before = models.DateTimeField(null=True, help_text="What was written until then counts as read.")
    level = models.CharField(max_length=6, choices=Level.choices, default=Level.NONE, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "community"], name="community_state_once")]
        indexes = [models.Index(fields=["community", "level"], name="followers_of_community")]

    def __str__(self) -> str:
        return f"{self.user_id} in community {self.community_id}"


class TagFollow(models.Model):
    """Somebody wants to hear of new threads with a tag, in one community, or of nothing in threads with it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tag_follows")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="tag_follows")
    tag = models.CharField(max_length=100, help_text="Its name, as it stands on threads.")
    level = models.CharField(max_length=6, choices=Level.choices, default=Level.FOLLOW)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "community", "tag"], name="tag_follow_once")]
        indexes = [models.Index(fields=["community", "tag"], name="followers_of_tag")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.tag}"
