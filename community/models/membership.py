"""Who belongs to a community, in which role; who asked to, was refused, left, is muted or banned."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models.community import Community

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
"""A ban or mute that nobody gave an end."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        """Members, without those who are banned now."""
        return self.filter(
            Q(banned_until=None) | Q(banned_until__lte=timezone.now()),
            state=Membership.State.ACTIVE,
            user__is_active=True,
        )

    def waiting(self) -> MembershipQuerySet:
        """People who asked, and whom nobody has answered; who was excluded meanwhile has the answer."""
        rows = self.filter(state=Membership.State.ASKED, user__is_active=True)
        return rows.exclude(banned_until__gt=timezone.now())

    def facilitating(self) -> MembershipQuerySet:
        return self.active().filter(role__in=Membership.FACILITATING)


class Membership(models.Model):
    """One row a person and community, also for people who only asked, or who left: bans and reasons stay."""

    class Role(models.TextChoices):
        MEMBER = "member", pgettext_lazy("role in a community", "Member")
        FACILITATOR = "facilitator", pgettext_lazy("role in a community", "Facilitator")
        HOST = "host", pgettext_lazy("role in a community", "Host")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("state of a membership", "Asked to join")
        ACTIVE = "active", pgettext_lazy("state of a membership", "Member")
        REFUSED = "refused", pgettext_lazy("state of a membership", "Not taken in")
        LEFT = "left", pgettext_lazy("state of a membership", "Has left")

    FACILITATING = (Role.FACILITATOR, Role.HOST)

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    # A membership is about the person, not something they wrote: it goes with them.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.MEMBER)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)
    since = models.DateTimeField(_("since"), default=timezone.now, help_text="Of the state.")
    request = models.TextField(_("why they want to join"), blank=True, max_length=1000)
    reason = models.TextField(_("reason"), blank=True, max_length=1000, help_text="Of a decision, a mute or a ban.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    muted_until = models.DateTimeField(_("muted until"), null=True, blank=True)
    banned_until = models.DateTimeField(_("banned until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["community", "user"], name="member_once")]
        indexes = [models.Index(fields=["community", "state", "since"], name="members_of_community")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.community_id}: {self.state}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        from community import rights

        super().save(*args, **kwargs)
        rights.forget(self.user_id)

    @property
    def is_muted(self) -> bool:
        return self.muted_until is not None and self.muted_until > timezone.now()

    @property
    def is_banned(self) -> bool:
        return self.banned_until is not None and self.banned_until > timezone.now()

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE and not self.is_banned

    @property
    def facilitates(self) -> bool:
        return self.is_active and self.role in self.FACILITATING
