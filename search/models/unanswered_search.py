"""What people looked for and nothing was found: what editors might write next. Nothing about who asked."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST = 100  # characters of a question that are kept


class UnansweredSearch(models.Model):
    """How often one question found nothing on one day (of the site's time zone), asked on pages of one language."""

    language = models.CharField(_("language"), max_length=20)
    day = models.DateField(_("day"), db_index=True)
    text = models.CharField(_("question"), max_length=LONGEST)  # normalised, in small letters
    count = models.PositiveIntegerField(_("how often"), default=0)

    class Meta:
        verbose_name = _("search that found nothing")
        verbose_name_plural = _("searches that found nothing")
        constraints = [models.UniqueConstraint(fields=["day", "language", "text"], name="unanswered_search_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.language}: {self.text}"
