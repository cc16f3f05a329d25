"""Reactions and bookmarks as a post shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from community import rights
from community.models import Mark, Post, Thread
from community.models.mark import REACTIONS

if TYPE_CHECKING:
    from community.views.part import Part


def reactions_of(post: Post, *, mine: Collection[str] = ()) -> list[dict[str, Any]]:
    return [
        {"kind": kind.value, "label": kind.label, "count": post.mark_counts.get(kind, 0), "is_mine": kind in mine}
        for kind in REACTIONS
    ]


def marks_of_posts(request: HttpRequest, thread: Thread, posts: Sequence[Post]) -> Part:
    """One query for a member, none for a visitor: the numbers stand on the posts."""
    from community.views.part import Part

    user = request.user
    mine: dict[int, set[str]] = defaultdict(set)
    may_react = False
    if user.is_authenticated:
        may_react = rights.refusal_to_write(user, thread.community) is None
        for pk, kind in Mark.objects.filter(user=user, post__in=[post.pk for post in posts]).values_list(
            "post_id", "kind"
        ):
            mine[pk].add(kind)
    return Part(
        of_posts={
            post.pk: {
                "reactions": reactions_of(post, mine=mine[post.pk]),
                "has_reactions": any(post.mark_counts.values()),
                "may_react": may_react and post.author_id != user.pk,
                "is_bookmarked": Mark.Kind.BOOKMARK in mine[post.pk],
            }
            for post in posts
        }
    )
