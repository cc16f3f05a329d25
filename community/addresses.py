"""Where a thread or post stands now, after threads were moved, merged or split: old addresses lead there."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from community.cards import anchor_of
from community.models import Post, Thread


def address_of_thread(thread: Thread) -> str:
    return reverse("community:thread", kwargs={"slug": thread.community.slug, "thread_id": thread.pk})


def address_of_post(post: Post, thread: Thread | None = None) -> str:
    """The page that shows the post, at the post.

    :param thread: the post's, where it is at hand
    """
    return f"{address_of_thread(thread or post.thread)}?post={post.pk}#{anchor_of(post)}"


def standing_for(thread_id: int) -> Thread | None:
    """The thread that has the posts of this one now: itself, unless it was merged. None: there never was one."""
    seen: set[int] = set()
    while True:
        row = Thread.objects.select_related("community").filter(pk=thread_id).first()
        if row is None or row.merged_into_id is None or row.pk in seen:
            return row
        seen.add(row.pk)
        thread_id = row.merged_into_id


def thread_now(user: Any, thread_id: int) -> Thread | None:
    """The thread that this number leads to, if `user` may read it, wherever it is now."""
    if thread_id >= 2**63:
        return None
    found = standing_for(thread_id)
    return found if found and Thread.objects.visible_to(user).filter(pk=found.pk).exists() else None


def locked(thread: Thread) -> Thread:
    """The row of `thread`, or of what it was merged into meanwhile, locked until the transaction ends."""
    while True:
        # A lock on a thread that turns out to be merged is given back before the next is asked for: locks on several
        # threads are only ever taken in the order of their keys.
        attempt = transaction.savepoint()
        current = Thread.objects.select_for_update().get(pk=thread.pk)
        if current.merged_into_id is None:
            transaction.savepoint_commit(attempt)
            return current
        transaction.savepoint_rollback(attempt)
        thread = Thread(pk=current.merged_into_id)
