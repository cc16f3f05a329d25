"""Where a thread or post stands now, after threads were moved, merged or split: old addresses lead there."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from community.cards import anchor_of
from community.models import Post, Thread


def address_of_thread(thread: Thread) -> str:
    return reverse("community:thread", kwargs={"slug": thread.community.slug, "thread_id": thread.pk})


def address_of_post(post: Post) -> str:
    """The page that shows the post, at the post."""
    return f"{address_of_thread(post.thread)}?post={post.pk}#{anchor_of(post)}"


def standing_for(thread: Thread) -> Thread:
    """The thread that has the posts of `thread` now: itself, unless it was merged."""
    seen = set()
    while thread.merged_into_id and thread.pk not in seen:
        seen.add(thread.pk)
        thread = Thread.objects.select_related("community").get(pk=thread.merged_into_id)
    return thread


def thread_now(user: Any, thread_id: int) -> Thread | None:
    """The thread that this number leads to, if `user` may read it, wherever it is now."""
    if thread_id >= 2**63:
        return None
    found = Thread.objects.filter(pk=thread_id).first()
    if found is None:
        return None
    return Thread.objects.visible_to(user).select_related("community").filter(pk=standing_for(found).pk).first()


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
