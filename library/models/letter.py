"""Letters that members wrote: kept for a while (`correspondence.KEPT_FOR`) to send once, to count them, and to answer
complaints."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from library.models.champion import Champion


class Letter(models.Model):
    """What letters to anybody have in common; each kind has its receiver, and a constraint of `sender` and
    `submission`."""

    sender = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    shares_address = models.BooleanField(default=False)
    submission = models.UUIDField(null=True)
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        abstract = True
        ordering = ["pk"]


class ChampionLetter(Letter):
    champion = models.ForeignKey(Champion, null=True, on_delete=models.SET_NULL, related_name="letters")

    class Meta(Letter.Meta):
        constraints = [models.UniqueConstraint(fields=["sender", "submission"], name="champion_letter_sent_once")]

    def __str__(self) -> str:
        return f"{self.sender_id} → {self.champion_id}"
