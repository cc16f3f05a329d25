"""What every invitation has, whatever it lets people into: a link that holds for some people and some days. Only the
link's hash is kept."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.hashing import hash_of

Links = TypeVar("Links", bound="InvitationLinkQuerySet")


class InvitationLinkQuerySet(models.QuerySet):
    def open(self: Links) -> Links:
        """Those that still let somebody in."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), uses__lt=F("most_uses"))

    def with_token(self: Links, token: str) -> Links:
        """The one of a link, in whatever state."""
        return self.filter(token_hash=hash_of(token))


class InvitationLink(models.Model):
    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of an invitation", "Open")
        USED = "used", pgettext_lazy("state of an invitation", "Used")
        EXPIRED = "expired", pgettext_lazy("state of an invitation", "Expired")
        REVOKED = "revoked", pgettext_lazy("state of an invitation", "Withdrawn")

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True, help_text="If it was sent.")
    most_uses = models.PositiveSmallIntegerField(default=1)
    uses = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    submission = models.UUIDField(editable=False, help_text="Made with the form: a double tap makes one.")

    class Meta:
        abstract = True
        ordering = ["-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    @property
    def state(self) -> State:
        if self.revoked_at is not None:
            return self.State.REVOKED
        if self.uses >= self.most_uses:
            return self.State.USED
        return self.State.OPEN if self.expires_at > timezone.now() else self.State.EXPIRED
