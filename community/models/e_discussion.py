"""An e-discussion: a thread with a beginning, an end, a background note, questions, and what came out of it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models.thread import Thread
from library.models import Nomination

MAX_QUESTIONS = 10
MAX_QUESTION = 300  # characters


class EDiscussion(models.Model):
    """Its summaries and its synthesis are posts with a `role`."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="e_discussion")
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    background = models.TextField(_("background note"), blank=True, help_text="Markdown.")
    background_html = models.TextField(editable=False, blank=True)
    questions = models.JSONField(_("guiding questions"), default=list, blank=True, help_text="Plain lines, in order.")
    asked_at = models.DateTimeField(null=True, editable=False, help_text="When contributors were asked for consent.")
    nominated_at = models.DateTimeField(null=True, editable=False, help_text="Once only, whatever became of it.")
    nomination = models.OneToOneField(
        Nomination, null=True, editable=False, on_delete=models.SET_NULL, related_name="e_discussion"
    )

    class Meta:
        verbose_name = _("e-discussion")
        verbose_name_plural = _("e-discussions")
        constraints = [models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="e_discussion_has_time")]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.opens_at:%Y-%m-%d} – {self.closes_at:%Y-%m-%d}"

    @classmethod
    def of(cls, thread: Thread) -> EDiscussion | None:
        """That of a thread; none when it was made an e-discussion by changing its kind. No query where the thread was
        selected with it."""
        found: EDiscussion | None = getattr(thread, "e_discussion", None)
        return found

    def is_early(self, at: datetime | None = None) -> bool:
        return (at or timezone.now()) < self.opens_at

    def is_over(self, at: datetime | None = None) -> bool:
        return (at or timezone.now()) >= self.closes_at


class NameConsent(models.Model):
    """Whether somebody who wrote in an e-discussion may be named with the nomination that comes out of it."""

    class Answer(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("answer of a contributor", "Not answered yet")
        AGREED = "agreed", pgettext_lazy("answer of a contributor", "Agreed")
        DECLINED = "declined", pgettext_lazy("answer of a contributor", "Declined")

    discussion = models.ForeignKey(EDiscussion, on_delete=models.CASCADE, related_name="consents")
    # About the person, not something they wrote: it goes with them, and their name with it.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["discussion", "person"], name="contributor_asked_once")]

    def __str__(self) -> str:
        return f"{self.discussion_id}: {self.person_id} {self.answer}"
