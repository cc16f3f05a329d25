"""Video and sound of a case: one list for all languages, each in a language of its own, with its words."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from library.models.document import DOCUMENT, site_languages

KINDS = [
    ("video", pgettext_lazy("kind of recording", "Video")),
    ("audio", pgettext_lazy("kind of recording", "Sound")),
]


class CaseMedia(Orderable):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="media_items")
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    title = models.CharField(_("title"), max_length=255, help_text=_("In the language of the recording."))
    language = models.CharField(
        _("language"), max_length=20, choices=site_languages, help_text=_("The language that is spoken.")
    )
    url = models.URLField(_("address"), blank=True, max_length=500)
    document = models.ForeignKey(
        DOCUMENT, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("or a file")
    )
    captions = models.ForeignKey(
        DOCUMENT,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("captions"),
        help_text=_("A WebVTT file (.vtt)."),
    )
    transcript = models.TextField(
        _("transcript"), blank=True, max_length=100_000, help_text=_("What is said, for who cannot hear or play it.")
    )

    panels = [
        FieldPanel("kind"), FieldPanel("title"), FieldPanel("language"), FieldPanel("url"), FieldPanel("document"),
        FieldPanel("captions"), FieldPanel("transcript"),
    ]  # fmt: skip

    class Meta(Orderable.Meta):
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if not self.url and not self.document_id:
            raise ValidationError({"url": _("Give an address or choose a file.")})
