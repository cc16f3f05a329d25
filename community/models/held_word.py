"""Words that make a post wait for a facilitator, in one community or everywhere."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.models.community import Community
from search.normalising import normalise_name

MAX_WORD = 80  # characters


class HeldWord(models.Model):
    community = models.ForeignKey(
        Community,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="held_words",
        verbose_name=_("community"),
        help_text=_("Empty: in every community."),
    )
    word = models.CharField(
        _("word"), max_length=MAX_WORD, help_text=_("One word or a few that follow each other, in any language.")
    )

    class Meta:
        ordering = ["word"]
        verbose_name = _("word to hold posts for")
        verbose_name_plural = _("words to hold posts for")
        constraints = [
            models.UniqueConstraint(fields=["community", "word"], name="held_once"),
            models.UniqueConstraint(fields=["word"], condition=Q(community=None), name="held_once_everywhere"),
        ]

    def __str__(self) -> str:
        return self.word

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.word = normalise_name(self.word)
        super().save(*args, **kwargs)
