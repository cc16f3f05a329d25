"""Where cases live: one library page a language, made when it is missing.

wagtail-localize makes pages in other languages only from the admin's forms; scripted pages need their parents first.
"""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Locale, Page, Site

from library.models import LibraryIndexPage

LIBRARY_SLUG = "library"
AnyPage = TypeVar("AnyPage", bound=Page)


def locale_of(language: str) -> Locale:
    """The Wagtail locale of a language of the site, made when missing. Raises LookupError for any other language."""
    if language not in settings.LANGUAGE_CODES:
        raise LookupError(language)
    return Locale.objects.get_or_create(language_code=language)[0]


def in_language(page: AnyPage, language: str, **texts: str) -> AnyPage:
    """`page` in `language`; when missing, a published copy with `texts` (a title, an intro), under copies of its
    parents. Structural pages only: for a case this would publish an untranslated copy."""
    locale = locale_of(language)
    if page.locale_id == locale.pk:
        return page
    found = page.get_translation_or_none(locale)
    if found is not None:
        return found
    parent = page.get_parent().specific
    if not parent.is_root():
        in_language(parent, language)
    copy = page.copy_for_translation(locale)
    for field, value in texts.items():
        setattr(copy, field, value)
    copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)


def site_home() -> Page:
    """The front page of the default site."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    return site.root_page.specific


@transaction.atomic
def library_index(language: str) -> LibraryIndexPage:
    """The library's front page in `language`, made when it is missing."""
    with translation.override(language):
        title = gettext("Library")
    locale = locale_of(language)
    found = LibraryIndexPage.objects.filter(locale=locale).first()
    if found is not None:
        return found
    original = LibraryIndexPage.objects.order_by("pk").first()
    if original is not None:
        return in_language(original, language, title=title)
    home = site_home()
    original = home.add_child(
        instance=LibraryIndexPage(title=title, slug=LIBRARY_SLUG, locale=home.locale, show_in_menus=True)
    )
    original.save_revision().publish()
    return in_language(original, language, title=title)
