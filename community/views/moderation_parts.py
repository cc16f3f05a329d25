"""On a thread's page: what waits and why, what was reported, what was hidden from its author, and who may do what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from community import rights
from community.hidden import reasons_of
from community.holding import Reason
from community.models import Flag, Post, Thread
from community.views.part import Part


def moderation(request: HttpRequest, thread: Thread, posts: Sequence[Post]) -> Part:
    """No query for a visitor; one for facilitators; for members two, and only where something is hidden."""
    user: Any = request.user
    if not user.is_authenticated:
        return Part()
    part = Part()
    for post in posts:
        held_for = Reason(post.held_for).label if post.is_awaiting and post.held_for else ""
        part.of_posts[post.pk] = {"is_mine": post.author_id == user.pk, "held_for": held_for}
    if rights.facilitates(user, thread.community):
        flags: dict[int, int] = defaultdict(int)
        for pk in Flag.objects.undecided().filter(post__in=posts).values_list("post", flat=True):
            flags[pk] += 1
        for pk, number in flags.items():
            part.of_posts[pk]["flag_count"] = number
    elif thread.has_hidden_posts and posts:
        _put_hidden(part, thread, posts, user)
    return part


def _put_hidden(part: Part, thread: Thread, posts: Sequence[Post], user: Any) -> None:
    """The reader's own hidden posts, behind the post that they followed."""
    last = posts[-1]
    own = Post.objects.filter(thread=thread, author=user, is_hidden=True, created_at__gte=posts[0].created_at)
    if last.created_at < thread.last_post_at:  # not the last page
        own = own.filter(created_at__lte=last.created_at)
    hidden = list(own)
    reasons = reasons_of(posts=[post.pk for post in hidden]) if hidden else {}
    for post in hidden:
        before = [one for one in posts if (one.created_at, one.pk) <= (post.created_at, post.pk)]
        if before:
            card = {
                "id": post.pk,
                "text": post.text,
                "language": post.language,
                "reason": reasons.get(("post", post.pk)),
            }
            part.of_posts[before[-1].pk].setdefault("hidden_after", []).append(card)
