"""What an editor-in-chief decides for the whole library."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="tasks", order=310)
class LibrarySettings(BaseGenericSetting):
    """Which checks a case passes before people review it. What they look at: `library/checking.py`."""

    checks_alt_text = models.BooleanField(_("every picture says what it shows"), default=True)
    checks_consent = models.BooleanField(_("the people described agreed"), default=True)
    checks_licence = models.BooleanField(_("there is a licence"), default=True)
    checks_place = models.BooleanField(_("it says where"), default=True)
    checks_result = models.BooleanField(_("at least one result, with how it is known"), default=True)
    checks_labels = models.BooleanField(_("nothing stands there twice"), default=True)

    panels = [
        FieldPanel("checks_alt_text"),
        FieldPanel("checks_consent"),
        FieldPanel("checks_licence"),
        FieldPanel("checks_place"),
        FieldPanel("checks_result"),
        FieldPanel("checks_labels"),
    ]

    class Meta:
        verbose_name = _("checks before review")
