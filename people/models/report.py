"""What a member found wrong with another, or with their letter, and what an editor made of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import wrong
from people.models.member_letter import MemberLetter

MAX_WORDS = 1000  # characters


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> ReportQuerySet:
        return self.filter(state=Report.State.OPEN)

    def visible_to(self, user: Any) -> ReportQuerySet:
        """Those who decide see all but those about themselves."""
        if not (user.is_authenticated and user.is_active and user.has_perm("people.change_report")):
            return self.none()
        return self.exclude(about=user)


class Report(models.Model):
    """One open a reporter and person. Who is reported never learns by whom."""

    class Reason(models.TextChoices):
        UNKIND = wrong.UNKIND
        SPAM = wrong.SPAM
        PRIVATE = wrong.PRIVATE
        HARMFUL = wrong.HARMFUL
        PRETENDS = "pretends", pgettext_lazy("reason of a report", "They pretend to be somebody else")
        OTHER = wrong.OTHER

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of a report about a person", "Open")
        DISMISSED = "dismissed", pgettext_lazy("state of a report about a person", "Nothing to do")
        WARNED = "warned", pgettext_lazy("state of a report about a person", "Warned")
        STOPPED = "stopped", pgettext_lazy("state of a report about a person", "Letters stopped")
        CLOSED = "closed", pgettext_lazy("state of a report about a person", "Account closed")

    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("about")
    )
    # Somebody who goes does not take what they noticed with them.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("reported by")
    )
    letter = models.ForeignKey(
        MemberLetter, null=True, on_delete=models.SET_NULL, related_name="reports", verbose_name=_("letter")
    )
    reason = models.CharField(_("what is wrong?"), max_length=10, choices=Reason.choices)
    words = models.TextField(_("in your words"), blank=True, max_length=MAX_WORDS)
    created_at = models.DateTimeField(_("reported"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.TextField(blank=True, help_text="Of the decision.")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("report about a person")
        verbose_name_plural = _("reports about people")
        constraints = [
            models.UniqueConstraint(fields=["about", "by"], condition=Q(state="open"), name="one_open_report"),
        ]

    def __str__(self) -> str:
        return f"{self.about_id}: {self.reason}, {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
