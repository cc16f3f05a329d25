"""A database of threads, each with one post of some 150 made-up words. Imported once Django is set up."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.utils.html import format_html
from made_up import Site

from community.models import Community, Post, Thread
from community.rendering import VERSION

_BATCH = 2_000


def fill(posts: int, site: Site) -> None:
    """As imports do: nobody is told of it, so the change log stays empty."""
    users = [
        get_user_model().objects.create_user(email=f"member-{number}@example.org", name=name)
        for number, name in enumerate(("Somchai Jaidee", "Nguyễn Văn An", "ບຸນມີ ສີສຸກ", "Maria Keo"))
    ]
    communities = [Community.objects.create(slug=f"community-{number}") for number in range(6)]
    for first in range(1, posts + 1, _BATCH):
        threads, replies = [], []
        for number in range(first, min(first + _BATCH, posts + 1)):
            made = site.document(number)
            text = made.body[0].value
            thread = Thread(
                pk=number,
                community=communities[number % len(communities)],
                title=made.title[:200],
                language=made.language,
                author=users[number % len(users)],
                created_at=made.date,
                last_post_at=made.date,
            )
            threads.append(thread)
            replies.append(
                Post(
                    thread=thread,
                    author=thread.author,
                    language=made.language,
                    text=text,
                    html=format_html("<p>{}</p>", text),
                    renderer_version=VERSION,
                    created_at=made.date,
                )
            )
        Thread.objects.bulk_create(threads)
        Post.objects.bulk_create(replies)
