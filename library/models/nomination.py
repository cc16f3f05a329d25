"""A practice that somebody thinks worth systematising: three fields and perhaps a photo, in any language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MAX_TITLE = MAX_PLACE = 200  # characters
MAX_WHY = 5000  # characters


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, user: Any) -> NominationQuerySet:
        """Everybody's own, and all of them for those who decide about them."""
        if not user.is_authenticated:
            return self.none()
        if user.is_active and user.has_perm("library.change_nomination"):
            return self
        return self.filter(nominator=user)


class Nomination(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("state of a nomination", "Waiting for an editor")
        TAKEN = "taken", pgettext_lazy("state of a nomination", "Being written down as a case")
        DECLINED = "declined", pgettext_lazy("state of a nomination", "Not taken")

    title = models.CharField(_("the practice"), max_length=MAX_TITLE)
    place = models.CharField(_("where"), max_length=MAX_PLACE)
    why = models.TextField(_("why others should know of it"), max_length=MAX_WHY)
    language = models.CharField(_("language"), max_length=20)
    photo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo"),
    )
    nominator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="nominations",
        verbose_name=_("nominated by"),
    )
    wants_credit = models.BooleanField(_("may be named with the case"), default=True)
    submission = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(_("nominated"), auto_now_add=True)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    answer = models.TextField(_("answer to the nominator"), blank=True, max_length=MAX_WHY)
    case = models.ForeignKey(
        "library.CasePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="nominations",
        verbose_name=_("case"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True, help_text="When they heard of its publication.")

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        constraints = [models.UniqueConstraint(fields=["nominator", "submission"], name="nomination_sent_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
