"""What a thread's page shows beside its text. Each capability makes its own part in a module of its own, and is named
in `BUILDERS`; the page asks all of them, with the posts it shows.

A part is made with a fixed number of queries, whatever the number of posts: a visitor's page takes 12 in all, a
member's 18 (`tests/community/test_query_counts.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from community.models import Post, Thread
from community.views.reading_part import reading_part


@dataclass(slots=True)
class Part:
    """`context` is for the page; `of_posts` (id of a post → what is added to its card) for `parts/post.html`."""

    context: dict[str, Any] = field(default_factory=dict)
    of_posts: dict[int, dict[str, Any]] = field(default_factory=dict)


Builder = Callable[[HttpRequest, Thread, Sequence[Post]], Part]

BUILDERS: tuple[Builder, ...] = (reading_part,)


def parts_of(
    request: HttpRequest, thread: Thread, posts: Sequence[Post]
) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
    """Everything that the builders add: to the page, and to each post's card."""
    context: dict[str, Any] = {}
    of_posts: dict[int, dict[str, Any]] = {post.pk: {} for post in posts}
    for build in BUILDERS:
        part = build(request, thread, posts)
        context |= part.context
        for pk, more in part.of_posts.items():
            of_posts[pk] |= more
    return context, of_posts
