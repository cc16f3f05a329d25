"""Showing what had to wait for a facilitator."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from community import counting, events
from community.models import AuditEntry, Post
from community.moderating import locked_thread, moved_on, note


@transaction.atomic
def approve(*, post: Post, by: Any) -> AuditEntry | None:
    """Everybody who reads the community sees the post from now on.

    :returns: the entry of the log; None when it did not wait any more
    :raises Http404, NotAllowed: see `rights.check_can_moderate`
    """
    thread = locked_thread(post.thread, by=by)
    current = Post.objects.select_for_update(of=("self",)).select_related("author").get(pk=post.pk)
    if current.thread_id != thread.pk:
        raise moved_on()
    current.thread = thread
    if not current.is_awaiting or current.is_hidden:
        return None
    current.is_awaiting = False
    current.save(update_fields=["is_awaiting"])
    if thread.is_awaiting:
        thread.is_awaiting = False
        thread.save(update_fields=["is_awaiting"])
    counting.recount(thread)
    events.post_shown.send(Post, post=current)
    return note("approved", by=by, post=current)
