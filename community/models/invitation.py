"""A way into a community for whoever holds its link."""

from __future__ import annotations

from django.db import models

from community.models.community import Community
from people.models import InvitationLink
from people.models.invitation_link import InvitationLinkQuerySet


class Invitation(InvitationLink):
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="invitations")

    objects = InvitationLinkQuerySet.as_manager()

    class Meta(InvitationLink.Meta):
        constraints = [models.UniqueConstraint(fields=["created_by", "submission"], name="invitation_made_once")]

    def __str__(self) -> str:
        return f"{self.pk} to {self.community_id}"
