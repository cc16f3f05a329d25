"""The pages that editors put into menus."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.core.cache import cache

from cms.models import StandardPage
from library.cards import address, language_facts
from library.views.browsing import one_a_practice
from library.visibility import public
from search.reader import reading_language

register = template.Library()


_KEPT_FOR = 60  # seconds: in other processes a new page is in the menus by then


def _key(language: str) -> str:
    return f"cms.menu_pages.{language}"


@register.simple_tag
def menu_pages() -> list[dict[str, Any]]:
    """Public plain pages with "show in menus", in the reader's language where there is a version. One query a minute:
    they are on every page, the same for everybody."""
    language = reading_language()
    return cache.get_or_set(_key(language), lambda: _menu_pages(language), _KEPT_FOR)


def _menu_pages(language: str) -> list[dict[str, Any]]:
    pages = public(StandardPage.objects.live().in_menu()).select_related("locale")
    return [
        {"url": address(page), "label": page.title} | language_facts(page.locale.language_code)
        for page in one_a_practice(pages, language).order_by("path")
    ]


def forget(**_kwargs: Any) -> None:
    """A page or who may read it has changed."""
    cache.delete_many([_key(language) for language in settings.LANGUAGE_CODES])
