"""Pictures of a case, each with what it shows and whether the people on it agreed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from library.models.consent import CONSENTS
from library.models.rows import CaseRow, columns


class GalleryImage(CaseRow):
    page = ParentalKey("library.CasePage", on_delete=models.CASCADE, related_name="gallery")
    # Its words and the consent outlive a picture that somebody deleted; readers see the row when it has one again.
    image = models.ForeignKey(
        "wagtailimages.Image", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("image")
    )
    alt = models.CharField(
        _("what the image shows"), max_length=300, blank=True, help_text=_("For people who do not see it.")
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    place = models.CharField(_("taken at"), max_length=120, blank=True)
    photographer = models.CharField(_("photographer"), max_length=120, blank=True)
    consent = models.CharField(_("consent of the people shown"), max_length=20, choices=CONSENTS, default="not_asked")

    panels = [
        FieldPanel("image"), FieldPanel("alt"), FieldPanel("caption"), FieldPanel("taken_on"), FieldPanel("place"),
        FieldPanel("photographer"), FieldPanel("consent"),
    ]  # fmt: skip
    translatable_fields = columns(
        prose=["alt", "caption"], facts=["image", "taken_on", "place", "photographer", "consent"]
    )

    class Meta(CaseRow.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
