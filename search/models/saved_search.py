"""A search that somebody keeps, to look again for what is new."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_NAME = 120  # characters


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def of(self, person: Any) -> SavedSearchQuerySet:
        """Those of `person`: nobody sees another's."""
        return self.filter(person=person) if person is not None and person.is_authenticated else self.none()


class SavedSearch(models.Model):
    """Somebody's own: it goes when they go. `digest` names the search, so that the same one is kept once."""

    class Alert(models.TextChoices):
        NEVER = "never", pgettext_lazy("letters about new results", "Never")
        DAILY = "daily", pgettext_lazy("letters about new results", "Once a day")
        WEEKLY = "weekly", pgettext_lazy("letters about new results", "Once a week")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(pgettext_lazy("of a saved search", "name"), max_length=LONGEST_NAME)
    query = models.TextField()
    """The parameters of the search as `saving.written` orders them, percent-encoded: ASCII."""
    digest = models.CharField(max_length=32, editable=False)
    language = models.CharField(max_length=20)
    """What the person reads: the site's language in which they saved it."""
    alert = models.CharField(_("letters"), max_length=10, choices=Alert, default=Alert.NEVER)
    created = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()
    """When its owner last looked at the results."""
    seen_count = models.PositiveIntegerField(null=True, editable=False)
    """How many results there were then; None: not looked at since it was saved."""
    seen_how = models.CharField(max_length=32, blank=True, editable=False)
    """How that was counted (`saving.manner`): only numbers that were counted alike can be compared."""

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-pk"]
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="saved_search_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def parameters(self) -> QueryDict:
        return QueryDict(self.query)
