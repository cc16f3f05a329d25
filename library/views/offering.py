"""What a case's page offers to machines and reference managers: descriptions, citations, and where they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString, mark_safe

from library.describing import dublin_core, language_of, schema_org
from library.models import CasePage
from library.practices import MAIN_FACTS, Practice
from library.signposts import data_addresses, link_header
from library.visibility import restrictions_on

# So that no text can end the element (HTML, "restrictions for contents of script elements").
_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def with_facts_of_all(page: CasePage, versions: Sequence[CasePage], request: HttpRequest) -> list[CasePage]:
    """`versions` with what describes them, `page` itself among them. A fixed number of queries; a draft that is being
    previewed keeps its own. Topics, goals and references come from `CaseTemplateView`, which has read them."""
    found = [page if version.pk == page.pk else version for version in versions]
    if getattr(request, "is_preview", False):
        found = list(versions)
    prefetch_related_objects(found, *MAIN_FACTS)
    return found


def offered(
    page: CasePage, versions: Sequence[CasePage], request: HttpRequest, *, documents: Iterable[str]
) -> dict[str, Any] | None:
    """For a page that everybody may read; None for any other.

    :param versions: the language versions that this reader may see, with their facts
    :param documents: addresses of the documents that this reader may have
    """
    public = list(versions)
    if request.user.is_authenticated:
        public = [version for version in versions if not restrictions_on(version)]
        documents = ()  # who signed in may be given more than others
    if page.pk not in {version.pk for version in public}:
        return None
    practice, absolute = Practice(tuple(public)), request.build_absolute_uri
    return {
        "addresses": data_addresses(practice, page, absolute),
        "json_ld": in_script(schema_org(practice, page, absolute)),
        "dublin_core": [
            {"name": f"DC.{element}", "value": said.value, "language": said.language}
            for element, said in dublin_core(practice, absolute)
            if said.language in {"", language_of(page)}
        ],
        "link_header": link_header(practice, page, absolute, items=documents),
    }


def in_script(data: Any) -> SafeString:
    """JSON for the inside of a `<script type="application/ld+json">`, which browsers neither run nor block: Content
    Security Policy is asked about scripts only, and that is a data block."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_IN_SCRIPT))


def signposted(response: HttpResponseBase) -> HttpResponseBase:
    """With the links in the header, where the page has them."""
    offer = (getattr(response, "context_data", None) or {}).get("open_data")
    if offer:
        response.headers["Link"] = offer["link_header"]
    return response
