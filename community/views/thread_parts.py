"""What a thread's page shows beside its text. Each capability makes its own part in a module of its own, and is named
in `BUILDERS`; the page asks all of them, with the posts it shows.

A part is made with a fixed number of queries, whatever the number of posts: a visitor's page takes 12 in all, a
member's 18 (`tests/community/test_query_counts.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from community.attachment_cards import files_of_posts
from community.author_cards import authors_of_posts
from community.mark_cards import marks_of_posts
from community.models import Post, Thread
from community.poll_cards import polls_of_posts
from community.views import writing
from community.views.blocked_part import blocked_part
from community.views.kind_parts import kind_part
from community.views.moderation_parts import moderation
from community.views.part import Builder
from community.views.reading_part import reading_part

BUILDERS: tuple[Builder, ...] = (
    authors_of_posts, reading_part, kind_part, files_of_posts, polls_of_posts, marks_of_posts, moderation,
    writing.parts, blocked_part,
)  # fmt: skip


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
