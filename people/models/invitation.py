"""A way into the cohort of an edition for whoever holds its link."""

from __future__ import annotations

from django.db import models

from library.models import RouteEdition
from people.models.invitation_link import InvitationLink, InvitationLinkQuerySet


class Invitation(InvitationLink):
    edition = models.ForeignKey(RouteEdition, on_delete=models.CASCADE, related_name="invitations")
    name = models.CharField(max_length=120, blank=True, help_text="Of whoever the letter was sent to.")

    objects = InvitationLinkQuerySet.as_manager()

    class Meta(InvitationLink.Meta):
        constraints = [models.UniqueConstraint(fields=["created_by", "submission"], name="cohort_invitation_made_once")]

    def __str__(self) -> str:
        return f"{self.pk} to {self.edition_id}"
