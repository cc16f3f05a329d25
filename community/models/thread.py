"""A thread: a title, a language, and what lists show of its posts, kept on its own row."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from community.models.community import Community
from search.audiences import audiences_of, sees_everything

MAX_TITLE = 200  # characters


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: Any) -> ThreadQuerySet:
        """Threads that `user` may read: not hidden (but to staff), in a community that is theirs to read."""
        threads = self.filter(community__audience__in=audiences_of(user))
        return threads if sees_everything(user) else threads.filter(is_hidden=False)


class Thread(models.Model):
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="threads")
    title = models.CharField(_("title"), max_length=MAX_TITLE)
    language = models.CharField(_("language"), max_length=20)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="threads", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("started"))
    is_locked = models.BooleanField(_("locked"), default=False, help_text=_("Nobody can reply any more."))
    is_hidden = models.BooleanField(_("hidden"), default=False, help_text=_("Only staff see it."))

    # Shown in lists; kept right by community/posting.py
    reply_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField()

    objects = ThreadQuerySet.as_manager()

    panels = [FieldPanel("title"), FieldPanel("is_locked"), FieldPanel("is_hidden")]

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes = [
            models.Index(fields=["community", "-last_post_at", "-id"], name="thread_latest"),
            models.Index(fields=["-last_post_at", "-id"], name="thread_latest_everywhere"),
        ]

    def __str__(self) -> str:
        return self.title
