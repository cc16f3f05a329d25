"""A post, or a part of it, as a quote in an answer: who wrote it, with the way back to it."""

from __future__ import annotations

from django.urls import reverse

from community.cards import author_name
from community.models import Post

_LONGEST = 600  # characters; whole paragraphs, the first at least


def quote_of(post: Post) -> str:
    """The beginning of `post`, quoted, with an empty line to write on. Quotes in it are left out."""
    kept: list[str] = []
    for paragraph in post.text.split("\n\n"):
        if paragraph.lstrip().startswith(">"):
            continue
        if kept and sum(map(len, kept)) + len(paragraph) > _LONGEST:
            kept.append("…")
            break
        kept.append(paragraph[: 2 * _LONGEST])
    lines = [attribution(post), "", *"\n\n".join(kept).split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def attribution(post: Post) -> str:
    """`[Name](address of the post):`, as Markdown. The address survives the post's moves."""
    name = "".join(f"\\{character}" if character in "\\[]*_`<>@" else character for character in author_name(post))
    # Without a language in its path: it leads each reader to the page in theirs.
    address = reverse("community:post", kwargs={"post_id": post.pk})
    return f"[{name}](/{address.split('/', 2)[2]}):"
