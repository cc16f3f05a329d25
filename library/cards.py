"""What the parts in templates/parts show of a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from babel.lists import format_list
from django.db.models import Exists, OuterRef
from wagtail.models import Page
from wagtail.query import PageQuerySet

from library.models import CasePage, Theme
from library.models.case import EVIDENCE_LEVELS
from search import languages
from search.querying import Result
from search.reader import interface_language, reading_language


def language_facts(language: str) -> dict[str, Any]:
    """`language`, its name for the reader, and whether it is another than the page's."""
    return {
        "language": language,
        "language_name": languages.name_in(language, interface_language()),
        "is_other_language": language != reading_language(),
    }


def listed(words: Sequence[str]) -> str:
    """`Laos and Thailand`, as the reader's language joins words."""
    return format_list(list(words), locale=languages.babel_locale(interface_language())) if words else ""


def evidence_badge(page: CasePage) -> dict[str, Any] | None:
    """What parts/evidence_badge.html shows; None for a case that nobody has judged."""
    levels = [code for code, _label in EVIDENCE_LEVELS]
    if page.evidence_level not in levels:
        return None
    return {"level": levels.index(page.evidence_level) + 1, "label": page.get_evidence_level_display()}


def case_card(
    page: CasePage, *, themes: Sequence[Theme] | None = None, countries: Sequence[str] | None = None
) -> dict[str, Any]:
    """A case in a list; the link leads to the case inside the reader's own language.

    :param page: of `with_doubt()`, to be marked where its original has come to mean something else
    :param themes, countries: with their names, and by their codes, where they are known; else `for_listing()` is needed
    """
    themes = page.themes.all() if themes is None else themes
    codes = [country.pk for country in page.countries.all()] if countries is None else countries
    return {
        "title": page.title,
        "url": address(page),
        "summary": page.summary,
        "code": page.code,
        "themes": [
            {"code": theme.code, "name": theme.name, "language": theme.shown.language if theme.shown else ""}
            for theme in themes
        ],
        "country_names": listed([languages.country_name(code, interface_language()) for code in codes]),
        "evidence": evidence_badge(page),
        "image": page.lead_image,
        "image_alt": page.lead_image_alt,
        "is_outdated": getattr(page, "is_outdated", False),
    } | language_facts(page.locale.language_code)


def related_row(found: Result) -> dict[str, Any]:
    """Something like what is being read, as parts/related.html wants it; talk with the time of its last post."""
    return {
        "type": found.type,
        "title": found.title,
        "url": found.url.partition("#")[0],
        "updated_at": found.date if found.type == "thread" else None,
        "is_outdated": found.is_outdated,
    } | language_facts(found.language)


def address(page: Page, language: str = "") -> str:
    """Where to read a page while staying in `language` (default: the reader's): slugs are the same in every language,
    and a page that is missing in one is shown there in the language it was written in."""
    own = page.get_url() or ""
    return own.replace(f"/{page.locale.language_code}/", f"/{language or reading_language()}/", 1)


def addressed(pages: PageQuerySet, language: str) -> Iterator[tuple[Page, str]]:
    """Each page with where a reader of `language` reads exactly that version: inside their own language when there is
    none in it, else at the version's own address. One query."""
    same = Page.objects.live().filter(translation_key=OuterRef("translation_key"), locale__language_code=language)
    for page in pages.annotate(is_translated=Exists(same)):
        yield page, (page.get_url() or "") if page.is_translated else address(page, language)
