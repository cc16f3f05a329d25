"""One case, to be read: its sections, its facts, its other languages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from library.blocks import SECTION_LABELS
from library.cards import case_card, language_facts
from library.models import CasePage
from library.models.case import LICENCE_ADDRESSES
from search import languages
from search.reader import reading_language


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
    index = page.get_parent()
    library_url = (index.get_url() or "").replace(f"/{page.locale.language_code}/", f"/{reader}/", 1)
    return {
        "card": case_card(page),
        "sections": [
            {"name": block.block_type, "label": SECTION_LABELS[block.block_type], "value": block.value}
            for block in page.body
        ],
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
        "licence_name": page.get_licence_display(),
        "licence_url": LICENCE_ADDRESSES.get(page.licence, ""),
        "content_is_other_language": page.locale.language_code != reader,
        "crumbs": [
            {"label": _("Home"), "url": f"/{reader}/"},
            {"label": _("Library"), "url": library_url},
        ],
    }
