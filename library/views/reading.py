"""One case, to be read: its sections, its facts, its other languages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from babel.units import format_unit
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext as _

from library.attachments import may_be_given
from library.cards import case_card, language_facts, related_row
from library.models import CasePage
from library.models.case import LICENCE_ADDRESSES
from library.views.template import CaseTemplateView
from search import languages
from search.reader import interface_language, reading_language
from search.related import related_lists

RELATED_CASES, RELATED_THREADS = 4, 3


def documents_of(page: CasePage, request: HttpRequest) -> list[dict[str, Any]]:
    """The documents of a case that this reader may be given, in the editor's order."""
    rows = page.documents.select_related("document__collection")
    if not rows:
        return []
    is_given = may_be_given(request)
    return [
        {
            "title": row.shown_title,
            "url": row.document.url,
            "kind": row.document.file_extension.upper(),
            "size": _size(row.document.file_size),
        }
        | language_facts(row.language)
        for row in rows
        if is_given(row.document)
    ]


def _size(size: int | None) -> str:
    """`1.2 MB`, `340 kB`, as the reader's language writes it; empty when nobody measured it yet."""
    if size is None:
        return ""
    locale = languages.babel_locale(interface_language())
    if size < 1_000_000:
        return format_unit(max(1, round(size / 1000)), "digital-kilobyte", length="short", locale=locale)
    return format_unit(round(size / 1_000_000, 1), "digital-megabyte", length="short", locale=locale)


def reading_room(page: CasePage, request: HttpRequest) -> dict[str, Any]:
    """Context of a case's page. The page may be in another language than the reader's: then it says so."""
    reader = reading_language()
    absolute = request.build_absolute_uri
    versions = list(
        CasePage.objects.visible_to(request.user)
        .filter(translation_key=page.translation_key)
        .select_related("locale")
        .order_by("pk")
    )
    # What is asked for more than once below.
    for version in versions:
        if version.pk == page.pk:
            page.locale = version.locale
    prefetch_related_objects([page], "countries")
    template = CaseTemplateView(page, request, original=versions[0] if versions else None)
    index = page.get_parent()
    library_url = (index.get_url() or "").replace(f"/{page.locale.language_code}/", f"/{reader}/", 1)
    like_it = related_lists(
        "case",
        page.pk,
        user=request.user,
        language=reader,
        wanted=[(("case",), RELATED_CASES), (("thread",), RELATED_THREADS)],
    )
    return {
        "card": case_card(page),
        "related_cases": [related_row(one) for one in like_it[0]],
        "related_threads": [related_row(one) for one in like_it[1]],
        "documents": documents_of(page, request),
        "sections": template.content(),
        "facts": template.facts(),
        "tags": [{"name": tag.name, "url": f"{library_url}?{urlencode({'tag': tag.name})}"} for tag in page.tags.all()],
        "versions": [
            {
                "url": version.get_url(),
                "is_current": version.pk == page.pk,
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
        "citation": page.suggested_citation(absolute(page.get_url())),
        "licence_name": page.get_licence_display(),
        "licence_url": LICENCE_ADDRESSES.get(page.licence, ""),
        "content_is_other_language": page.locale.language_code != reader,
        "crumbs": [
            {"label": _("Home"), "url": f"/{reader}/"},
            {"label": _("Library"), "url": library_url},
        ],
    }
