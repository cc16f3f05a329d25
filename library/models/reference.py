"""Where more is written, and what a case's facts rest on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from library.models import measures


class CaseReference(Orderable):
    """Cited as it is: in its own language, the same in all versions of the case."""

    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="references")
    title = models.CharField(_("title"), max_length=300)
    authors = models.CharField(_("who wrote it"), max_length=300, blank=True)
    year = measures.year()
    url = models.URLField(_("address"), blank=True, max_length=500)
    language = models.CharField(_("language"), max_length=20, blank=True, help_text=_("Its code, such as en."))

    panels = [
        FieldPanel("title"), FieldPanel("authors"), FieldPanel("year"), FieldPanel("url"), FieldPanel("language"),
    ]  # fmt: skip

    class Meta(Orderable.Meta):
        verbose_name = _("reference")
        verbose_name_plural = _("references")

    def __str__(self) -> str:
        return self.title
