"""Texts that name somebody who left, without the name: `@Name`, `@[Name](number)`, and quotes of what they wrote.

Only what leads to the person is replaced. A name in others' own words may be anybody's: it stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext, pgettext

from community import rendering
from search.normalising import normalise_name
from search.reader import interface_language_for

QUOTES = "/communities/-/posts/"
"""In every text with a quote that `quoting` made."""
_label = r"\[((?:\\.|[^\[\]\\\n])*)\]"
_to_post = rf"\((?:/[a-z-]{{2,20}})?{QUOTES}(\d{{1,18}})/\)"
_link = re.compile(_label + _to_post)
_marks = re.compile(r"^(?:[ ]{0,3}>)+[ ]?")
_attribution = re.compile(rf"^((?:[ ]{{0,3}}>)+[ ]?){_label}{_to_post}:[ ]*$")
_escaped = re.compile(r"\\(.)")


def former_member(language: str) -> str:
    """What stands in the place of the name, in a text in `language`."""
    with translation.override(interface_language_for(language)):
        return pgettext("author of a post", "former member")


def removed(language: str) -> str:
    """What stands in the place of words that went with their author."""
    with translation.override(interface_language_for(language)):
        return gettext("Removed at the author’s wish.")


def posts_linked_in(text: str) -> set[int]:
    """Ids of the posts that `text` quotes or links to."""
    return {int(found[2]) for found in _link.finditer(text)}


@dataclass(frozen=True, slots=True)
class Leaver:
    """Who leaves.

    :param names: as written behind an `@`, in one spelling, where they lead to nobody else
    :param posts: ids of theirs, among those that the texts at hand link to
    :param is_somebody: whether one of some names is another person's
    :param removes_posts: their words go from quotes, too
    """

    pk: int
    names: Collection[str]
    is_somebody: Callable[[Collection[str]], bool]
    posts: Collection[int] = field(default=())
    removes_posts: bool = False


def without(text: str, who: Leaver, *, language: str, also: Collection[str] = ()) -> str:
    """:param also: names that lead to `who` in this text"""
    if "@" in text:
        text = _without_mentions(text, who, {*who.names, *also}, former_member(language))
    return _without_quotes(text, who, language) if QUOTES in text else text


def _without_mentions(text: str, who: Leaver, names: Collection[str], former: str) -> str:
    text = rendering.explicit.sub(lambda found: f"@{former}" if int(found[2]) == who.pk else found[0], text)
    pieces, done = [], 0
    at = text.find("@")
    while at >= 0:
        if not (at and rendering.before_at.match(text[at - 1])):
            longer: list[str] = []
            for end, name in rendering.candidates(text[at + 1 : at + 2 + rendering.LONGEST_NAME]):
                if name in names:
                    if not (longer and who.is_somebody(longer)):
                        pieces += [text[done:at], f"@{former}"]
                        done = at + 1 + end
                    break
                longer.append(name)
        at = text.find("@", max(at + 1, done))
    return "".join([*pieces, text[done:]])


def _without_quotes(text: str, who: Leaver, language: str) -> str:
    former = former_member(language)

    def unnamed(found: re.Match[str]) -> str:
        is_theirs = int(found[2]) in who.posts
        is_name = normalise_name(_escaped.sub(r"\1", found[1])) in who.names
        return found[0].replace(found[1], former, 1) if is_theirs and is_name else found[0]

    lines: list[str] = []
    inside = 0  # how deep the quote is whose words are left out
    for line in text.split("\n"):
        marks = _marks.match(line)
        depth = marks[0].count(">") if marks else 0
        if depth < inside:
            inside = 0
        quote = _attribution.match(line)
        if quote and inside in {0, depth}:
            inside = 0
            if int(quote[3]) in who.posts:
                lines.append(line.replace(quote[2], former, 1) if quote[2] else line)
                if who.removes_posts:
                    inside = depth
                    mark = quote[1].rstrip()
                    lines += [mark, f"{mark} {removed(language)}"]
                continue
        if not inside:
            lines.append(_link.sub(unnamed, line))
    return "\n".join(lines)
