"""A thread: a title, a language, and what lists show of its posts, kept on its own row."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel

from community.models.community import Community, readable_by
from search.audiences import sees_everything

MAX_TITLE = 200  # characters


def shown_to(user: Any, community: str) -> Q:
    """Threads or posts that are shown: to everybody, to their author while they wait, to facilitators what is hidden.

    :param community: way to the community from the rows that are filtered, as `thread__community`
    """
    from community import rights

    shown = Q(is_hidden=False, is_awaiting=False)
    if user is None or not user.is_authenticated:
        return shown
    shown |= Q(is_hidden=False, is_awaiting=True, author=user)
    facilitated = rights.facilitated(user)
    return shown | Q(**{f"{community}__in": facilitated}) if facilitated else shown


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: Any) -> ThreadQuerySet:
        """Threads that `user` may read: in a community that is theirs to read, and shown to them."""
        there = self.filter(merged_into=None)
        if sees_everything(user):
            return there
        return there.filter(readable_by(user, "community__") & shown_to(user, "community"))


class Thread(models.Model):
    class Kind(models.TextChoices):
        DISCUSSION = "discussion", pgettext_lazy("kind of a thread", "Discussion")
        QUESTION = "question", pgettext_lazy("kind of a thread", "Question")
        ANNOUNCEMENT = "announcement", pgettext_lazy("kind of a thread", "Announcement")
        E_DISCUSSION = "e-discussion", pgettext_lazy("kind of a thread", "E-discussion")

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="threads")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.DISCUSSION)
    title = models.CharField(_("title"), max_length=MAX_TITLE)
    language = models.CharField(_("language"), max_length=20)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="threads", verbose_name=_("author")
    )
    author_name = models.CharField(
        max_length=120, blank=True, editable=False, help_text="Of somebody without an account, from an import."
    )
    created_at = models.DateTimeField(_("started"))
    is_locked = models.BooleanField(_("locked"), default=False, help_text=_("Nobody can reply any more."))
    is_hidden = models.BooleanField(_("hidden"), default=False, help_text=_("Only facilitators and staff see it."))
    is_pinned = models.BooleanField(_("pinned"), default=False, help_text=_("Stands above the others."))
    is_awaiting = models.BooleanField(default=False, editable=False, help_text="A facilitator has to read it first.")
    has_hidden_posts = models.BooleanField(default=False, editable=False, help_text="Their authors are told why.")
    accepted_post = models.ForeignKey(
        "community.Post", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="merged"
    )

    tag_names = models.JSONField(default=list, editable=False, help_text="For lists; kept by community/tagging.py.")

    # Shown in lists; kept right by community/counting.py
    reply_count = models.PositiveIntegerField(default=0)
    participant_count = models.PositiveIntegerField(default=1)
    last_post_at = models.DateTimeField()
    last_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ThreadQuerySet.as_manager()

    panels = [FieldPanel("title"), FieldPanel("is_locked"), FieldPanel("is_hidden")]

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes = [
            models.Index(fields=["community", "-last_post_at", "-id"], name="thread_latest"),
            models.Index(fields=["-last_post_at", "-id"], name="thread_latest_everywhere"),
            models.Index(fields=["community", "-is_pinned", "-last_post_at", "-id"], name="thread_list"),
            models.Index(
                fields=["community", "language", "-is_pinned", "-last_post_at", "-id"], name="thread_list_lang"
            ),
            models.Index(fields=["community", "kind", "-is_pinned", "-last_post_at", "-id"], name="thread_list_kind"),
            models.Index(
                fields=["community", "-last_post_at", "-id"],
                name="thread_list_unanswered",
                condition=Q(reply_count=0),
            ),
            models.Index(fields=["community", "-created_at", "-id"], name="thread_newest"),
        ]

    def __str__(self) -> str:
        return self.title
