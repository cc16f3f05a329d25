"""What people are told: one row a person and thread, or a person and community for what has no thread."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from community.models.community import Community
from community.models.post import Post
from community.models.thread import Thread

MOST_ACTS = 30
"""Of which a row knows who and where; beyond them it only counts."""


class Kind(models.TextChoices):
    """What somebody may be told of, most important first."""

    MENTION = "mention", pgettext_lazy("kind of notification", "Somebody mentions me")
    ACCEPTED = "accepted", pgettext_lazy("kind of notification", "My answer is accepted")
    REPLY = "reply", pgettext_lazy("kind of notification", "New posts in threads that I follow")
    THREAD = "thread", pgettext_lazy("kind of notification", "New threads in communities and tags that I follow")
    CONSENT = "consent", pgettext_lazy("kind of notification", "Facilitators ask whether they may name me")
    REACTION = "reaction", pgettext_lazy("kind of notification", "Reactions to what I wrote")
    JOIN = "join", pgettext_lazy("kind of notification", "Joining: people who ask, and what becomes of my own request")
    MODERATION = "moderation", pgettext_lazy("kind of notification", "What facilitators do with my posts or my place")


class Act(NamedTuple):
    """One thing that a notification tells of."""

    kind: str
    post_id: int | None
    actor_id: int | None
    detail: str
    """Of joining and moderation: what was done, as `community/events.py` calls it."""


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: Any) -> NotificationQuerySet:
        """Those of `user` about threads and communities that they may know of now, whatever was so when they came."""
        return self.filter(
            Q(thread__in=Thread.objects.visible_to(user))
            | Q(thread=None, community__in=Community.objects.known_to(user)),
            user=user,
        )

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)


class Notification(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    thread = models.ForeignKey(Thread, null=True, on_delete=models.CASCADE, related_name="notifications")
    community = models.ForeignKey(
        Community,
        null=True,
        on_delete=models.CASCADE,
        related_name="notifications",
        help_text="Where there is no thread.",
    )
    counts = models.JSONField(default=dict, help_text="Kind → how many since it was read.")
    acts = models.JSONField(default=list, help_text="The newest of them, newest first: see Act.")
    at = models.DateTimeField(help_text="Of the newest.")
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "thread"], name="notification_once_a_thread"),
            models.UniqueConstraint(
                fields=["user", "community"], condition=Q(thread=None), name="notification_once_a_community"
            ),
            models.CheckConstraint(
                condition=Q(thread=None, community__isnull=False) | Q(thread__isnull=False, community=None),
                name="notification_is_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notifications_of_person"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notifications_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.counts}"

    def told(self) -> Iterator[Act]:
        """What it tells of, newest first."""
        return (Act(*act) for act in self.acts)

    def add(self, act: Act, at: datetime) -> None:
        """One more; what was read before is forgotten. The same act twice, as a reaction taken back and given again,
        counts once. Not saved."""
        if self.read_at is not None:
            self.counts, self.acts, self.read_at = {}, [], None
        if list(act) in self.acts:
            return
        self.acts = [list(act), *self.acts][:MOST_ACTS]
        self.counts = self.counts | {act.kind: self.counts.get(act.kind, 0) + 1}
        self.at = max(self.at, at)


class NotificationEvent(models.Model):
    """Something happened that people are to be told: written with it, in one transaction, and worked off by a task.

    `done_up_to`: people get their rows in the order of their numbers, some at a time; a killed task goes on behind the
    last who got theirs.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    detail = models.CharField(max_length=40, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    community = models.ForeignKey(Community, null=True, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, null=True, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="notification_events")
    people = models.JSONField(default=list, help_text="Ids of those it is for, where followers are not meant.")
    created_at = models.DateTimeField(default=timezone.now)
    done_up_to = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(
        null=True, default=timezone.now, help_text="null: done, given up, or waiting for a facilitator"
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["next_attempt_at"], name="notification_event_due")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class NotificationSettings(models.Model):
    """Of what somebody does not want to be told; no row: they want everything."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_settings"
    )
    unwanted = models.JSONField(default=list, help_text="Kinds.")

    def __str__(self) -> str:
        return f"{self.user_id}: without {self.unwanted}"
