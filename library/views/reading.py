"""One case, to be read: its sections, its facts, its other languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from babel.units import format_unit
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from library.answering import section_names
from library.cards import address, case_card, language_facts, listed, related_row
from library.lineage import has_line
from library.models import (
    Adaptation,
    CaseDocument,
    CaseOrigin,
    CasePage,
    CasePdf,
    CaseTranslation,
    Nomination,
    Standing,
)
from library.models.case import LICENCE_ADDRESSES
from library.nominating import credited
from library.people_cards import people_of
from library.printing import pdfs_of
from library.standing import standings_of
from library.template_rows import is_in_memory, together
from library.views.adapting import on_case
from library.views.answering import TRAP, given_by
from library.views.beside import PARAMETER, beside, other_version
from library.views.offering import offered, with_facts_of_all
from library.views.printed import offered as offered_pdf
from library.views.template import CaseTemplateView
from library.views.truthful import doubts_of, elsewhere
from search import languages
from search.reader import interface_language, reading_language
from search.related import related_lists

RELATED_CASES, RELATED_THREADS = 4, 3


def documents_of(template: CaseTemplateView, versions: Sequence[CasePage]) -> list[dict[str, Any]]:
    """The documents of a case that this reader may be given, in the editor's order.

    :param versions: the case in all its languages, its original first
    """
    rows = template.rows["documents"]
    is_given = template.may_be_given if rows else None
    if is_given is None:
        return []
    return [
        {
            "title": row.shown_title,
            "url": row.document.url,
            "kind": row.document.file_extension.upper(),
            "size": _size(row.document.file_size),
            "uploaded_on": localtime(row.document.created_at).date(),
            "based_on": row.based_on,
            "is_outdated": _changed_since(row, versions),
        }
        | language_facts(row.language)
        for row in rows
        if is_given(row.document)
    ]


def _changed_since(row: CaseDocument, versions: Sequence[CasePage]) -> bool:
    """Whether the case, in the document's language where there is one, was published after the day of its version."""
    same = [version for version in versions if version.locale.language_code == row.language]
    version = next(iter(same or versions), None)
    if row.based_on is None or version is None or version.last_published_at is None:
        return False
    return localtime(version.last_published_at).date() > row.based_on


def _size(size: int | None) -> str:
    """`1.2 MB`, `340 kB`, as the reader's language writes it; empty when nobody measured it yet."""
    if size is None:
        return ""
    locale = languages.babel_locale(interface_language())
    if size < 1_000_000:
        return format_unit(max(1, round(size / 1000)), "digital-kilobyte", length="short", locale=locale)
    return format_unit(round(size / 1_000_000, 1), "digital-megabyte", length="short", locale=locale)


# What few practices have: one query tells which, and the others are not asked about it.
_RARE: dict[str, QuerySet] = {
    "standing": Standing.objects.filter(translation_key=OuterRef("translation_key")),
    "nominations": Nomination.objects.filter(case__translation_key=OuterRef("translation_key")),
    "adaptations": Adaptation.objects.filter(practice=OuterRef("translation_key")),
    "pdf": CasePdf.objects.filter(page__translation_key=OuterRef("translation_key")),
    "origins": CaseOrigin.objects.filter(
        Q(page__translation_key=OuterRef("translation_key"))
        | Q(case__translation_key=OuterRef("translation_key"))
        | Q(adaptation__practice=OuterRef("translation_key"))
    ),
}


def versions_of(page: CasePage, user: Any) -> list[CasePage]:
    """All language versions that `user` may read, the original first."""
    return list(
        CasePage.objects.visible_to(user)
        .filter(translation_key=page.translation_key)
        .select_related("locale")
        .annotate(**{f"has_{name}": Exists(rows) for name, rows in _RARE.items()})
        .annotate(has_original=Exists(CaseTranslation.objects.filter(page=OuterRef("pk"))))
        .order_by("pk")
    )


def _there(page: CasePage, versions: Sequence[CasePage]) -> set[str]:
    """Which of `_RARE` this practice has, as far as the database tells: a preview may have others."""
    if is_in_memory(page) or not versions:
        return set(_RARE)
    return {name for name in _RARE if getattr(versions[0], f"has_{name}")}


def _aside(page: CasePage, request: HttpRequest, there: set[str]) -> dict[str, list[Any]]:
    """Small rows about this practice and its reader: one query, none where there is nothing."""
    wanted: dict[str, QuerySet | None] = {
        "standing": standings_of(page) if "standing" in there else None,
        "nominations": credited(page) if "nominations" in there else None,
        "pdf": pdfs_of(page) if "pdf" in there else None,
        "answers": given_by(request, page),
    }
    read = together({name: rows for name, rows in wanted.items() if rows is not None})
    return {name: read.get(name, []) for name in wanted}


def _is_translation(page: CasePage, versions: Sequence[CasePage]) -> bool:
    """Whether its sections are compared with an original, which this reader may not be allowed to see."""
    return next((version.has_original for version in versions if version.pk == page.pk), True)


def reading_room(page: CasePage, request: HttpRequest) -> dict[str, Any]:
    """Context of a case's page. The page may be in another language than the reader's: then it says so."""
    reader = reading_language()
    absolute = request.build_absolute_uri
    versions = versions_of(page, request.user)
    there = _there(page, versions)
    is_translation = _is_translation(page, versions)
    # What is asked for more than once below.
    for version in versions:
        if version.pk == page.pk:
            page.locale = version.locale
    versions = with_facts_of_all(page, versions, request)
    template = CaseTemplateView(page, request, original=versions[0] if versions else None)
    documents = documents_of(template, versions)
    told = doubts_of(page, versions) if is_translation else {}
    doubts = dict(told)
    other = other_version(page, request, versions)
    library_url = address(page).removesuffix(f"{page.slug}/")
    like_it = related_lists(
        "case",
        page.pk,
        user=request.user,
        language=reader,
        wanted=[(("case",), RELATED_CASES), (("thread",), RELATED_THREADS)],
    )
    sections = template.content()
    aside = _aside(page, request, there)
    asked, answered = section_names(page), {row.section: row.is_helpful for row in aside["answers"]}
    last_of_name = {one["name"]: one for one in sections if one["name"] in asked and "block" in one}
    for section in sections:
        if "block" in section:
            # Sections of one name are asked about together, below the last of them.
            section["is_asked"] = section is last_of_name.get(section["name"])
            section["answered"] = answered.get(section["name"])
            section["doubt"] = doubts.pop(f"body.{section['block']}", None)
    pdf = offered_pdf(next(iter(aside["pdf"]), None))
    return {
        "pdf": pdf | {"size": _size(pdf.get("size")) if pdf.get("size") else ""},
        "adapted": on_case(page, request.user) if "adaptations" in there else {"count": 0, "cards": []},
        "has_line": has_line(page.translation_key, request.user, has_origins="origins" in there),
        "trap": TRAP,
        "card": case_card(page),
        "related_cases": [related_row(one) for one in like_it[0]],
        "related_threads": [related_row(one) for one in like_it[1]],
        "documents": documents,
        "people": people_of(template.rows["people"], request.user),
        "open_data": offered(page, versions, request, documents=[document["url"] for document in documents]),
        "sections": sections,
        "facts": template.facts(),
        "doubts": elsewhere(list(doubts.values())),
        "tags": [
            {"name": item.tag.name, "url": f"{library_url}?{urlencode({'tag': item.tag.name})}"}
            for item in page.tagged_items.all()
        ],
        "versions": [
            {
                "url": version.get_url(),
                "is_current": version.pk == page.pk,
                "beside_url": f"?{PARAMETER}={version.locale.language_code}",
                "title": version.title,
                "own_name": languages.own_name(version.locale.language_code),
            }
            | language_facts(version.locale.language_code)
            for version in versions
        ],
        "alternates": [
            {"code": version.locale.language_code, "url": absolute(version.get_url())} for version in versions
        ],
        "canonical_url": absolute(page.get_url()),
        "standing": next(iter(aside["standing"]), None),
        "nominated_by": listed([row.nominator_name for row in sorted(aside["nominations"], key=lambda row: row.pk)]),
        "citation": page.suggested_citation(absolute(page.get_url())),
        "licence_name": page.get_licence_display(),
        "licence_url": LICENCE_ADDRESSES.get(page.licence, ""),
        "content_is_other_language": page.locale.language_code != reader,
        "crumbs": [
            {"label": _("Home"), "url": f"/{reader}/"},
            {"label": _("Library"), "url": library_url},
        ],
    } | (beside(page, other, told) if other else {})
