"""Open data of the shelf, with the filters that are chosen on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template

from library.choosing import FIELDS
from search.reader import reading_language

register = template.Library()


@register.simple_tag
def shelf_data(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Addresses of the feed and the files of what is shown.

    :param chosen: filter → value, or values; filters that open data does not know are left out
    """
    pairs = {name: value for name, value in (chosen or {}).items() if name in FIELDS}
    question = f"?{urlencode(pairs, doseq=True)}" if pairs else ""
    return {
        "feed": f"/{reading_language()}/feeds/cases.atom{question}",
        "files": [
            {"name": "CSV", "url": f"/api/v1/cases.csv{question}", "type": "text/csv"},
            {"name": "JSON Lines", "url": f"/api/v1/cases.jsonl{question}", "type": "application/jsonl"},
            {"name": "JSON", "url": f"/api/v1/cases{question}", "type": "application/json"},
        ],
    }
