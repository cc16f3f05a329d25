"""A post: what somebody wrote, in Markdown, and its HTML, rendered once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models.thread import Thread, shown_to
from search.audiences import sees_everything

MAX_TEXT = 50_000  # bytes of UTF-8


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: Any) -> PostQuerySet:
        """Posts that `user` may read, in threads that are theirs to read."""
        if sees_everything(user):
            return self
        # Asked for each post that is found, where `IN` makes SQLite list every thread of the site first.
        is_readable = models.Exists(Thread.objects.visible_to(user).filter(pk=models.OuterRef("thread")))
        return self.filter(is_readable, shown_to(user, "thread__community"))


class Post(models.Model):
    class Role(models.TextChoices):
        SUMMARY = "summary", pgettext_lazy("role of a post", "Summary")
        SYNTHESIS = "synthesis", pgettext_lazy("role of a post", "Closing synthesis")

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="posts", verbose_name=_("author")
    )
    author_name = models.CharField(
        max_length=120, blank=True, editable=False, help_text="Of somebody without an account, from an import."
    )
    language = models.CharField(_("language"), max_length=20)
    text = models.TextField(_("text"))
    html = models.TextField(editable=False)
    renderer_version = models.PositiveSmallIntegerField(editable=False)
    created_at = models.DateTimeField(_("written"))
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False, help_text="One more with each edit.")
    is_wiki = models.BooleanField(_("members may edit it"), default=False)
    role = models.CharField(
        max_length=10, blank=True, editable=False, choices=Role.choices, help_text="In an e-discussion."
    )
    is_hidden = models.BooleanField(_("hidden"), default=False)
    is_removed = models.BooleanField(
        default=False, editable=False, help_text="Its author took their words with them; it has no text any more."
    )
    is_awaiting = models.BooleanField(default=False, editable=False, help_text="A facilitator has to read it first.")
    held_for = models.CharField(
        max_length=10, blank=True, editable=False, help_text="Why it had to wait: a `holding.Reason`."
    )
    # Kept right by attaching.py, marking.py and polling.py: a page asks for what there is.
    attachment_count = models.PositiveSmallIntegerField(default=0, editable=False)
    mark_counts = models.JSONField(default=dict, editable=False, help_text="Kind of a reaction: how many.")
    has_poll = models.BooleanField(default=False, editable=False)
    submission = models.UUIDField(
        null=True, editable=False, help_text="Made with the form: a double tap sends one post."
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        indexes = [
            models.Index(fields=["thread", "created_at", "id"], name="post_in_thread"),
            models.Index(fields=["thread"], name="posts_that_wait", condition=Q(is_awaiting=True)),
            models.Index(fields=["author", "-created_at", "-id"], name="post_of_author"),
        ]
        constraints = [models.UniqueConstraint(fields=["author", "submission"], name="post_sent_once")]

    def __str__(self) -> str:
        return f"{self.thread_id}/{self.pk}"
