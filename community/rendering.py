"""Markdown to safe HTML, once, when a post is written.

Two fences: markdown-it-py escapes raw HTML, nh3 (ammonia) lets through only the tags and attributes named here.
Raise `VERSION` when the output changes and run `manage.py rerender`; posts remember the version they were rendered
with.

What a text needs to know of the world (`World`: people who are named, pages that become cards) is looked up beforehand,
by `composing.compose`; without it names and links stay what they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from library.sections import to_text
from search.normalising import normalise_name, without_controls

VERSION = 2

_TAGS = {
    "a", "bdi", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "s", "small",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "bdi": {"lang"}, "ol": {"start"}}
_CLASSES = {"a": {"mention", "unfurled"}}
_SCHEMES = {"http", "https", "mailto"}

PERSON = "/communities/-/people/{}/"
"""Without a language: whoever follows it is led to theirs."""

# html off: what looks like HTML is text. Images off: a picture from elsewhere would tell its host who reads here.
_markdown = (
    # What stands deeper than that is left out by the parser: quotes are flattened before (`_flattened`).
    MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 60})
    .enable(["table", "strikethrough"])
    .disable("image")
)
# A post never outranks the page's own headings.
_HEADINGS = {f"h{level}": "h3" if level < 3 else "h4" for level in range(1, 7)}

_DEEPEST_QUOTE = 6
_too_deep = re.compile(rf"^((?:[ ]{{0,3}}>[ ]?){{{_DEEPEST_QUOTE}}})(?:[ ]{{0,3}}>[ ]?)+", re.MULTILINE)
# Left-to-right and right-to-left override: they make a text look like another one. Isolates and embeddings stay, and
# end with their paragraph, as Unicode's bidirectional algorithm says.
_OVERRIDES = {0x202D: None, 0x202E: None}

LONGEST_NAME = 120
_MOST_CANDIDATES = 40
_MOST_AT = 100
"""How many `@` of a text are looked at: nobody calls more people at once."""
explicit = re.compile(rf"@\[([^\[\]\n]{{1,{LONGEST_NAME}}})\]\((\d{{1,18}})\)")
before_at = re.compile(r"[A-Za-z0-9._%+@-]")  # an e-mail address names nobody
_address = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{3,2000}")
_ends_sentence = ".,:;!?'"


@dataclass(frozen=True, slots=True)
class Card:
    """A page of ours as a link to it shows it, in the words of the post's language."""

    href: str
    title: str
    language: str
    about: str


@dataclass(frozen=True, slots=True)
class World:
    """`people`: id → name of those who may be named. `names`: name as written → id. `cards`: address as written →
    what is there."""

    people: Mapping[int, str] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    cards: Mapping[str, Card] = field(default_factory=dict)


NOTHING = World()


@dataclass(slots=True)
class Wanted:
    """What a text speaks of: to be looked up before it is rendered.

    `ids`: id → name as written beside it. `names`: for each `@` without an id the names that may stand behind it, the
    longest first. `addresses`: of lines that are only a link.
    """

    ids: dict[int, str] = field(default_factory=dict)
    names: list[tuple[str, ...]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


def _clings(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def candidates(rest: str) -> Iterator[tuple[int, str]]:
    """Where a name that begins `rest` may end, and the name: a word's end, or a mark's. The longest first."""
    line = rest.partition("\n")[0][:LONGEST_NAME]
    if not line[:1].isalpha():
        return
    ends = [
        at
        for at in range(1, len(line) + 1)
        if not line[at - 1].isspace() and (at == len(rest) or not _clings(rest[at : at + 1] or " "))
    ]
    for at in reversed(ends[:_MOST_CANDIDATES]):
        yield at, normalise_name(line[:at])


def _mention(state: StateInline, silent: bool) -> bool:
    """`@[Name](id)`, as completion writes where two people have one name; `@Name`, as it and people write."""
    if state.src[state.pos] != "@" or (state.pos and before_at.match(state.src[state.pos - 1])):
        return False
    world: World = state.env.get("world", NOTHING)
    wanted: Wanted | None = state.env.get("wanted")
    if found := explicit.match(state.src, state.pos):
        number, written, end = int(found[2]), found[1], found.end()
        if wanted is not None and not silent:
            wanted.ids.setdefault(number, written)
    elif (world.names or wanted is not None) and state.env.setdefault("at", 0) < _MOST_AT:
        state.env["at"] += 1
        names = list(candidates(state.src[state.pos + 1 : state.pos + 2 + LONGEST_NAME]))
        if wanted is not None and names and not silent:
            wanted.names.append(tuple(name for _at, name in names))
        hit = next(((at, name) for at, name in names if name in world.names), None)
        if hit is None:
            return False
        number, written, end = world.names[hit[1]], hit[1], state.pos + 1 + hit[0]
    else:
        return False
    if not silent:
        token = state.push("mention", "", 0)
        token.content = written
        token.meta = {"id": number}
    state.pos = end
    return True


def _lonely(state: StateInline, silent: bool) -> bool:
    """A bracket that nothing closes is text: the parser would look to the end of the text for each of 50,000."""
    if state.src[state.pos] != "[" or state.src.find("]", state.pos) >= 0:
        return False
    if not silent:
        state.pending += "["
    state.pos += 1
    return True


def _render_mention(_self: Any, tokens: list[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    token = tokens[index]
    name = env.get("world", NOTHING).people.get(token.meta["id"])
    if name is None:
        return f"@{escapeHtml(token.content)}"
    href = PERSON.format(token.meta["id"])
    return f'<a class="mention" href="{href}">@<bdi>{escapeHtml(name)}</bdi></a>'


def _link(text: str, level: int) -> list[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": text}, level=level, markup="linkify", info="auto")
    closing = Token("link_close", "a", -1, level=level, markup="linkify", info="auto")
    return [opening, Token("text", "", 0, content=text, level=level + 1), closing]


def _split(token: Token) -> Iterator[Token]:
    """A text with addresses in it, these as links. Thai written right behind one does not belong to it."""
    at = 0
    for found in _address.finditer(token.content):
        text = found[0].rstrip(_ends_sentence)
        while text.endswith(")") and text.count("(") < text.count(")"):
            text = text[:-1].rstrip(_ends_sentence)
        if found.start() > at:
            yield Token("text", "", 0, content=token.content[at : found.start()], level=token.level)
        yield from _link(text, token.level)
        at = found.start() + len(text)
    if at < len(token.content):
        yield Token("text", "", 0, content=token.content[at:], level=token.level)


def _lines(children: list[Token]) -> Iterator[tuple[int, int]]:
    """First and last index of each line of a paragraph."""
    start = 0
    for index, token in enumerate(children):
        if token.type in {"softbreak", "hardbreak"}:
            yield start, index
            start = index + 1
    yield start, len(children)


def _links(state: StateCore) -> None:
    """Addresses become links; those alone in their line are noted, or become cards."""
    world: World = state.env.get("world", NOTHING)
    wanted: Wanted | None = state.env.get("wanted")
    for number, token in enumerate(state.tokens):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = _HEADINGS[token.tag]
        if token.type != "inline" or not token.children:
            continue
        inside = 0
        children: list[Token] = []
        for child in token.children:
            inside += (child.type == "link_open") - (child.type == "link_close")
            plain_text = child.type == "text" and not inside
            children.extend(_split(child) if plain_text and "://" in child.content else [child])
        token.children = children
        if state.tokens[number - 1].type != "paragraph_open":
            continue
        for start, end in _lines(children):
            if end - start != 3 or children[start].type != "link_open" or children[start].info != "auto":
                continue
            href = str(children[start].attrs["href"])
            if wanted is not None:
                wanted.addresses.append(href)
            if href in world.cards:
                children[start].attrs = {"class": "unfurled", "href": world.cards[href].href}
                children[start + 1] = Token("card", "", 0, meta={"card": world.cards[href]})


def _render_card(_self: Any, tokens: list[Token], index: int, _options: Any, _env: dict[str, Any]) -> str:
    card: Card = tokens[index].meta["card"]
    title = f'<bdi lang="{escapeHtml(card.language)}">{escapeHtml(card.title)}</bdi>'
    return f"{title}<br><small>{escapeHtml(card.about)}</small>"


_rules: dict[str, Callable[..., str]] = {"mention": _render_mention, "card": _render_card}
_markdown.inline.ruler.before("link", "mention", _mention)
_markdown.inline.ruler.before("link", "lonely", _lonely)
_markdown.core.ruler.push("own_links", _links)
for _name, _rule in _rules.items():
    _markdown.add_render_rule(_name, _rule)


def _flattened(text: str) -> str:
    """Quotes in quotes in quotes: what is deeper than anybody can follow stands at the deepest level that is shown."""
    return _too_deep.sub(r"\1", without_controls(text).translate(_OVERRIDES))


def wanted(text: str) -> Wanted:
    """Whom and what `text` speaks of."""
    found = Wanted()
    _markdown.parse(_flattened(text), {"wanted": found})
    return found


def render(text: str, world: World = NOTHING) -> str:
    """Markdown → sanitised HTML, safe to show as it is."""
    # Once more: an override may have been written as `&#x202e;`, or stand in a name.
    return clean(_markdown.render(_flattened(text), {"world": world})).translate(_OVERRIDES)


def clean(html: str) -> str:
    """The second fence: nothing but the tags, attributes and classes named above."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener ugc",
    )


def plain(html: str) -> str:
    """Rendered HTML → plain paragraphs for search and feeds. Words stay whole: `ความ**รู้**` is `ความรู้`."""
    return to_text(html)
