"""What a member did with a practice somewhere else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from library.models.case import CasePage
from library.models.private import private_storage
from search import languages
from search.audiences import sees_everything
from search.reader import interface_language

MAX_PLACE = 200  # characters
MAX_TEXT = 5_000  # characters, of each of the three texts


class AdaptationQuerySet(models.QuerySet["Adaptation"]):
    def visible_to(self, user: Any) -> AdaptationQuerySet:
        """Those of practices that `user` may read which an editor showed, and their own; staff see those that wait and
        those that were hidden, too. What its author withdrew is gone for everybody."""
        practices = CasePage.objects.visible_to(user).order_by().values("translation_key")
        found = self.filter(practice__in=practices).exclude(state=Adaptation.State.WITHDRAWN)
        if sees_everything(user):
            return found
        is_theirs = Q(author=user.pk) if user.is_authenticated and user.is_active else Q(pk__in=[])
        return found.filter(Q(state=Adaptation.State.SHOWN) | is_theirs)

    def shown(self) -> AdaptationQuerySet:
        return self.filter(state=Adaptation.State.SHOWN)


class Adaptation(models.Model):
    """Belongs to the practice, not to one of its languages; its texts are in the language of whoever wrote them."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("state of an adaptation", "Waits for an editor")
        SHOWN = "shown", pgettext_lazy("state of an adaptation", "Shown")
        HIDDEN = "hidden", pgettext_lazy("state of an adaptation", "Hidden")
        WITHDRAWN = "withdrawn", pgettext_lazy("state of an adaptation", "Withdrawn by its author")

    practice = models.UUIDField(db_index=True, editable=False, help_text="Translation key of the case.")
    code = models.CharField(_("code of the practice"), max_length=64, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="adaptations",
        verbose_name=_("author"),
        editable=False,
    )
    language = models.CharField(_("language"), max_length=20)
    country = models.CharField(_("country"), max_length=2, help_text="ISO 3166-1 alpha-2")
    place = models.CharField(_("place"), max_length=MAX_PLACE)
    # Filled in by editors, as precisely as is safe for the people there.
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    kept = models.TextField(_("what was kept"), blank=True, max_length=MAX_TEXT)
    changed = models.TextField(_("what was changed"), blank=True, max_length=MAX_TEXT)
    result = models.TextField(_("result so far"), blank=True, max_length=MAX_TEXT)
    building_blocks = models.JSONField(default=list, blank=True, editable=False)  # keys, the same in all languages
    photo = models.ImageField(
        _("photo"),
        storage=private_storage,
        upload_to="adaptations",
        blank=True,
        width_field="photo_width",
        height_field="photo_height",
    )
    photo_width = models.PositiveIntegerField(null=True, editable=False)
    photo_height = models.PositiveIntegerField(null=True, editable=False)
    photo_alt = models.CharField(_("what the photo shows"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.WAITING, db_index=True)
    reason = models.TextField(
        _("why it is hidden"), blank=True, max_length=1000, help_text=_("Its author gets this in a letter.")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    submission = models.UUIDField(null=True, editable=False)  # made with the form: a double tap records once

    objects = AdaptationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("adaptation")
        verbose_name_plural = _("adaptations")
        constraints = [models.UniqueConstraint(fields=["author", "submission"], name="adaptation_sent_once")]

    def __str__(self) -> str:
        return f"{self.code}: {self.where}"

    @property
    def country_name(self) -> str:
        return languages.country_name(self.country, interface_language())

    @property
    def where(self) -> str:
        """`Ban Phu, Laos`."""
        return f"{self.place}, {self.country_name}" if self.place else self.country_name
