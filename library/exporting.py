"""Cases as JSON lines, in the form that `import_cases` reads: one line a language version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from library import parts
from library.models import CasePage
from library.models.case import CaseQuerySet
from library.sections import joined, sections_of

# What a line needs of the template's rows.
ROWS = (*(name for name in parts.ROWS if name != "topics"), "topics__concept")


def facts_of(page: CasePage) -> dict[str, Any]:
    """What belongs to the practice and is the same in all its languages."""
    return main_facts_of(page) | parts.facts_of(page)


def main_facts_of(page: CasePage) -> dict[str, Any]:
    """Those that lists show; the template's are not asked for."""
    return {
        "themes": sorted(theme.code for theme in page.themes.all()),
        "countries": sorted(country.pk for country in page.countries.all()),
        "evidence": page.evidence_level,
        "published_on": page.published_on,
        "licence": page.licence,
    }


def prose_of(page: CasePage) -> dict[str, Any]:
    """What each language says in its own words."""
    return main_prose_of(page) | parts.prose_of(page)


def main_prose_of(page: CasePage) -> dict[str, Any]:
    """Without the words of the template's rows."""
    return {
        "title": page.title,
        "summary": page.summary,
        "sections": sections_of(page.body),
        "tags": sorted(item.tag.name for item in page.tagged_items.all()),
    }


def export_line(page: CasePage, *, private: bool = False) -> dict[str, Any]:
    """One line of the interchange format, fields in the order of the contract; `sections` keeps their names.

    :param private: also what the public never gets: exact places, notes on consent
    """
    facts, prose = facts_of(page), prose_of(page)
    line = {
        "code": page.code,
        "language": page.locale.language_code,
        "title": page.title,
        "summary": page.summary,
        "body": joined(prose["sections"]),
        "themes": facts["themes"],
        "countries": facts["countries"],
        "tags": prose["tags"],
        "published_on": page.published_on.isoformat() if page.published_on else None,
        "licence": page.licence,
    }
    if facts["evidence"]:
        line["evidence"] = facts["evidence"]
    if any(section.name != "text" for section in prose["sections"]):
        line["sections"] = [{"name": section.name, "text": section.text} for section in prose["sections"]]
    return line | parts.written(page, private=private)


def export_cases(
    *, user: Any, language: str | None = None, among: CaseQuerySet | None = None, private: bool = False
) -> Iterator[dict[str, Any]]:
    """Every case that `user` may read, by code, each original before its translations. Constant memory.

    :param among: only those, which `user` may read
    :param private: also what the public never gets, for moving to another site
    """
    for page in pages_to_export(user=user, language=language, among=among):
        yield export_line(page, private=private)


def pages_to_export(*, user: Any, language: str | None = None, among: CaseQuerySet | None = None) -> Iterator[CasePage]:
    pages = CasePage.objects.visible_to(user) if among is None else among
    if language:
        pages = pages.in_language(language)
    pages = (
        pages.order_by("slug", "pk")
        .select_related("locale")
        .prefetch_related("themes", "countries", "tagged_items__tag", *ROWS)
    )
    yield from pages.iterator(chunk_size=500)
