"""Between a case's sections (rich text in a StreamField) and plain paragraphs (imports, exports, search)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from bs4 import BeautifulSoup

_BLOCKS = ["p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "td", "th"]
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Section:
    """A named section as plain text: paragraphs split by blank lines."""

    name: str
    text: str


def paragraphs(text: str) -> list[str]:
    """Plain text → its paragraphs, split at blank lines, trimmed, none empty."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return [part.strip() for part in _BLANK_LINE.split(unified.strip()) if part.strip()]


def to_html(text: str) -> str:
    """Plain paragraphs → the HTML that Wagtail's rich text stores. Everything is escaped."""
    return "".join(f"<p>{escape(part, quote=False).replace(chr(10), '<br/>')}</p>" for part in paragraphs(text))


def to_text(html: str) -> str:
    """Rich text HTML → plain paragraphs split by blank lines."""
    soup = BeautifulSoup(html, "html.parser")
    for br in soup.find_all("br"):
        br.replace_with("\n")
    found = [tag.get_text() for tag in soup.find_all(_BLOCKS) if not tag.find(_BLOCKS)]
    return "\n\n".join(part.strip() for part in (found or [soup.get_text()]) if part.strip())


def sections_of(body: Iterable[Any]) -> list[Section]:
    """A StreamField value → its sections as plain text, in order, empty ones left out."""
    found = (Section(block.block_type, to_text(block.value.source)) for block in body)
    return [section for section in found if section.text]


def stream_data(sections: Sequence[Section]) -> list[tuple[str, str]]:
    """Sections → what a StreamField of `SectionsBlock` is assigned from."""
    return [(section.name, to_html(section.text)) for section in sections]


def renewed(body: Any, sections: Sequence[Section]) -> list[dict[str, Any]]:
    """`sections` for a body that has other words so far: those that stay keep their ids, by which translations,
    comments and comparisons know them. The same words, else the next section of the same name."""
    waiting = [(block.block_type, to_text(block.value.source), block.id) for block in body]
    ids: dict[int, str | None] = {}
    for size in (2, 1):
        for place, section in enumerate(sections):
            wanted = (section.name, section.text)[:size]
            found = next((row for row in waiting if row[:size] == wanted), None) if place not in ids else None
            if found is not None:
                waiting.remove(found)
                ids[place] = found[2]
    return [
        {"type": section.name, "value": to_html(section.text), "id": ids.get(place)}
        for place, section in enumerate(sections)
    ]


def joined(sections: Iterable[Section]) -> str:
    return "\n\n".join(section.text for section in sections)
