"""Where a member stands in a thread: the first new post, whether they follow it, who takes part; and, when the page is
made, how far they have read now."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction
from django.db.models import Count
from django.http import HttpRequest

from community import notifying, reading
from community.cards import anchor_of
from community.models import Post, Thread

if TYPE_CHECKING:
    from community.views.part import Part

log = logging.getLogger(__name__)

MOST_PARTICIPANTS = 12


def reading_part(request: HttpRequest, thread: Thread, posts: Sequence[Post]) -> Part:
    """Two queries and that for the header's number; one more where the new posts are on another page."""
    from community.views.part import Part  # which names this builder

    if not request.user.is_authenticated:
        return Part()
    known = reading.position(request.user, thread)
    part = Part(
        {
            "position": known,
            "has_notification": notifying.leave_out(request.user, thread),
            "participants": _participants(thread),
            "more_participants": max(thread.participant_count - MOST_PARTICIPANTS, 0),
        }
    )
    first = _first_unread(request, thread, posts, known)
    if first is not None:
        part.context["first_unread_url"] = f"?post={first}#post-{first}"
    marked = next((post for post in posts if post.pk == first), None)
    if marked is not None and marked.created_at > thread.created_at:  # not on top of a thread that is all new
        part.of_posts[marked.pk] = {"is_first_unread": True}
        part.context["first_unread_url"] = f"#{anchor_of(marked)}"
    return part


def _first_unread(request: HttpRequest, thread: Thread, posts: Sequence[Post], known: reading.Position) -> int | None:
    if not known.tells_news or known.seen is None or thread.last_post_at <= known.seen[0]:
        return None
    here = next((post.pk for post in posts if known.is_news(post)), None)
    begins = bool(posts) and (posts[0].created_at == thread.created_at or reading.place(posts[0]) <= known.seen)
    is_whole = begins and len(posts) > thread.reply_count
    if is_whole or (here is not None and begins):
        return here
    return reading.first_unread(request.user, thread)


def _participants(thread: Thread) -> list[str]:
    """Names of those who wrote most."""
    rows = (
        Post.objects.filter(thread=thread, is_hidden=False, is_awaiting=False)
        .order_by()
        .values_list("author__name", "author_name", "author")
        .annotate(number=Count("pk"))
        .order_by("-number", "author")[:MOST_PARTICIPANTS]
    )
    return [name or imported for name, imported, _author, _number in rows if name or imported]


def note_reading(request: HttpRequest, thread: Thread, posts: Sequence[Post], context: dict[str, Any]) -> None:
    """Somebody was shown `posts`. Called with the finished page; writes what is new, and a page that was fetched
    without being looked at is not read."""
    known: reading.Position | None = context.get("position")
    is_looked_at = request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
    if known is None or not is_looked_at:
        return
    shown = [post for post in posts if not (post.is_hidden or post.is_awaiting) and known.is_before(post)]
    if not (shown or context["has_notification"]):
        return  # without a transaction: with SQLite it would wait for whoever writes
    try:
        with transaction.atomic():
            if context["has_notification"]:
                notifying.mark_read(request.user, thread=thread)
            if shown:
                reading.read_up_to(thread=thread, user=request.user, post=shown[-1], known=known)
    except DatabaseError:  # somebody writes for long, or the thread is being deleted: the page is still a page
        log.warning("how far somebody has read in thread %s was not noted", thread.pk, exc_info=True)
