"""Telling people that they were named in a post: once each, and when the post is to be read."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from community import events
from community.models import Post


def tell(post: Post, *, by: Any) -> None:
    """Send `events.mentioned` for those who were not told of `post` yet; not for `by`, who wrote it or changed it."""
    if post.is_awaiting or post.is_hidden:
        return
    waiting = post.mentions.filter(is_told=False)
    people = list(get_user_model().objects.filter(pk__in=waiting.exclude(user=by).values("user")))
    waiting.update(is_told=True)
    if people:
        events.mentioned.send(Post, post=post, people=people)


def on_shown(post: Post, **_kwargs: Any) -> None:
    """It waited for a facilitator, or was hidden, and is to be read now."""
    tell(post, by=post.author)
