"""Countries by their ISO 3166-1 code; their names come from CLDR in every reader's language."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from search import languages
from search.reader import interface_language


class Country(models.Model):
    code = models.CharField(_("code"), primary_key=True, max_length=2)

    class Meta:
        ordering = ["code"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return languages.country_name(self.code, interface_language())
