"""Letters that members wrote to champions: kept for a while (`contacting.KEPT_FOR`) to send once, to count
them, and to answer complaints."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from library.models.champion import Champion


class ChampionLetter(models.Model):
    champion = models.ForeignKey(Champion, null=True, on_delete=models.SET_NULL, related_name="letters")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="letters_to_champions"
    )
    text = models.TextField()
    shares_address = models.BooleanField(default=False)
    submission = models.UUIDField(null=True)
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sender", "submission"], name="champion_letter_sent_once")]

    def __str__(self) -> str:
        return f"{self.sender_id} → {self.champion_id}"
