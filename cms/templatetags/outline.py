"""The pages that editors put into menus."""

from __future__ import annotations

from typing import Any

from django import template

from cms.models import StandardPage
from library.cards import address, language_facts
from library.views.browsing import one_a_practice
from library.visibility import public
from search.reader import reading_language

register = template.Library()


@register.simple_tag
def menu_pages() -> list[dict[str, Any]]:
    """Public plain pages with "show in menus", in the reader's language where there is a version. One query."""
    pages = public(StandardPage.objects.live().in_menu()).select_related("locale")
    return [
        {"url": address(page), "label": page.title} | language_facts(page.locale.language_code)
        for page in one_a_practice(pages, reading_language()).order_by("path")
    ]
