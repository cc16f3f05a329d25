"""A letter of a member to another; see `writing`."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from library.models.letter import Letter


class MemberLetter(Letter):
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(Letter.Meta):
        constraints = [models.UniqueConstraint(fields=["sender", "submission"], name="member_letter_sent_once")]
        indexes = [models.Index(fields=["recipient", "-sent_at"], name="letters_got")]

    def __str__(self) -> str:
        return f"{self.sender_id} → {self.recipient_id}"
