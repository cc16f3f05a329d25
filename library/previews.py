"""In the case editor's menu: how the case will look in each of its languages, drafts included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets import Button
from wagtail.models import Page

from library.models import CasePage
from search import languages


def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """A link for each other language version that `user` may edit or publish: Wagtail shows drafts to nobody else."""
    if view_name != "edit" or not isinstance(page.specific_deferred, CasePage):
        return
    versions = page.specific_deferred.get_translations().select_related("locale").defer_streamfields()
    for version in versions.order_by("locale__language_code"):
        may = version.permissions_for_user(user)
        if may.can_edit() or may.can_publish():
            language = version.locale.language_code
            yield Button(
                _("Preview: %(language)s") % {"language": languages.own_name(language)},
                reverse("wagtailadmin_pages:view_draft", args=[version.pk]),
                icon_name="view",
                priority=64,
                attrs={"target": "_blank", "rel": "noreferrer"},
            )
