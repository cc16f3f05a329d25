"""Somebody travelled an edition of a Learning Route, or is to: the cohort is these rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from library.models import RouteEdition
from people.models.invitation import Invitation


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def travelled(self) -> ParticipationQuerySet:
        """Of alumni: what a badge stands on."""
        return self.filter(state=Participation.State.TRAVELLED)


class Participation(models.Model):
    class State(models.TextChoices):
        SELECTED = "selected", pgettext_lazy("of a participant of a route", "Selected")
        TRAVELLED = "travelled", pgettext_lazy("of a participant of a route", "Travelled: alumna or alumnus")
        WITHDREW = "withdrew", pgettext_lazy("of a participant of a route", "Withdrew")

    # An edition that people travelled is not deleted under them: see people/routes_admin.py.
    edition = models.ForeignKey(RouteEdition, on_delete=models.PROTECT, related_name="participations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SELECTED)
    since = models.DateTimeField(default=timezone.now, editable=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    invitation = models.ForeignKey(
        Invitation, null=True, editable=False, on_delete=models.SET_NULL, related_name="participations"
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "pk"]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="participant_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.edition}"
