"""The same text sent twice: somebody went back, or was not sure that it had arrived."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from community.models import Community, Post, Thread
from search.normalising import normalise_name

WITHIN = timedelta(minutes=10)
LONG = 40
"""Characters from which a text is not written twice by chance: "thank you" is, in two threads."""


def earlier_post(*, author: Any, community: Community, text: str, thread: Thread | None = None) -> Post | None:
    """What `author` wrote in this community with the same words a few minutes ago, where they can still read it.

    :param thread: of a reply; a short text is the same only there
    """
    wanted = normalise_name(text)
    if not wanted:
        return None
    recent = (
        Post.objects.visible_to(author)
        .filter(author=author, thread__community=community, created_at__gte=timezone.now() - WITHIN)
        .select_related("thread__community")
        .order_by("-pk")
    )
    for post in recent[:20]:
        is_here = thread is not None and post.thread_id == thread.pk
        if (is_here or len(wanted) >= LONG) and normalise_name(post.text) == wanted:
            return post
    return None
