"""Who wrote each post of a thread, as the author shows themselves to this reader: photo and badges beside the name."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from community.models import Post, Thread
from community.views.part import Part
from people.person_cards import heads_of


def authors_of_posts(request: HttpRequest, thread: Thread, posts: Sequence[Post]) -> Part:
    """Needs `author__profile` selected; asks no query."""
    heads = heads_of({post.author for post in posts if post.author is not None}, request.user)
    return Part(
        of_posts={
            post.pk: {"author_photo_url": head["photo_url"], "author_badges": head["badges"]}
            for post in posts
            if (head := heads.get(post.author_id or 0))
        }
    )
