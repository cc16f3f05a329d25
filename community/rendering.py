"""Markdown to safe HTML, once, when a post is written.

Two fences: markdown-it-py escapes raw HTML, nh3 (ammonia) lets through only the tags and attributes named here.
Raise `VERSION` when the output changes; posts remember the version they were rendered with.
"""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

from library.sections import to_text

VERSION = 1

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}

# html off: what looks like HTML is text. Images off: a picture from elsewhere would tell its host who reads here.
_markdown = (
    MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable("image")
)
# A post never outranks the page's own headings.
_HEADINGS = {f"h{level}": "h3" if level < 3 else "h4" for level in range(1, 7)}


def _lower_headings(tokens: list) -> list:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = _HEADINGS[token.tag]
    return tokens


def render(text: str) -> str:
    """Markdown → sanitised HTML, safe to show as it is."""
    html = _markdown.renderer.render(_lower_headings(_markdown.parse(text)), _markdown.options, {})
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="nofollow noopener ugc")


def plain(html: str) -> str:
    """Rendered HTML → plain paragraphs for search and feeds. Words stay whole: `ความ**รู้**` is `ความรู้`."""
    return to_text(html)
