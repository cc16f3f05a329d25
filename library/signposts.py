"""Signposting (https://signposting.org/FAIR/): a case's page tells machines, in its headers, where things are."""

from __future__ import annotations

from collections.abc import Iterable

from library.citing import FORMATS
from library.describing import Absolute, language_of, licence_address
from library.models import CasePage
from library.practices import Practice


def data_addresses(practice: Practice, page: CasePage, absolute: Absolute) -> list[dict[str, str]]:
    """Where this version is described for machines: {"name", "url", "type"}, the richest first."""
    own = f"/api/v1/cases/{practice.code}"
    version = f"?lang={language_of(page)}"
    rows = [
        ("JSON", own, "application/json"),
        ("JSON-LD", f"{own}.jsonld{version}", "application/ld+json"),
        *(
            (form.name, f"{own}.{form.ending}{version}", form.content_type.partition(";")[0])
            for form in FORMATS.values()
        ),
    ]
    return [{"name": name, "url": absolute(url), "type": kind} for name, url, kind in rows]


def link_header(practice: Practice, page: CasePage, absolute: Absolute, *, items: Iterable[str] = ()) -> str:
    """A `Link` header (RFC 8288). `items` are the addresses of documents that everybody may have."""
    links = [_link(page.doi_url or absolute(practice.original.get_url() or ""), "cite-as")]
    links += [_link(row["url"], "describedby", type=row["type"]) for row in data_addresses(practice, page, absolute)]
    if licence_address(page):
        links.append(_link(licence_address(page), "license"))
    links += [_link("https://schema.org/AboutPage", "type"), _link("https://schema.org/Article", "type")]
    links += [_link(absolute(item), "item") for item in items]
    return ", ".join(links)


def _link(address: str, relation: str, **parameters: str) -> str:
    rest = "".join(f'; {name}="{value}"' for name, value in parameters.items())
    return f'<{address}>; rel="{relation}"{rest}'
