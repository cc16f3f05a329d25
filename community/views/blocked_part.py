"""What a thread's page shows of people whom the reader has blocked, and where a reader blocks the author of a post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from community.models import Post, Thread
from community.views.part import Part


def blocked_part(request: HttpRequest, thread: Thread, posts: Sequence[Post]) -> Part:
    """No query: the posts come from `people.blocking.marked`."""
    user: Any = request.user
    if not user.is_authenticated:
        return Part()
    return Part(
        of_posts={
            post.pk: {
                "is_from_blocked": getattr(post, "is_from_blocked", False),
                "block_url": reverse("members:block", kwargs={"person_id": post.author_id}),
            }
            for post in posts
            if post.author_id not in (None, user.pk)
        }
    )
