"""Two threads about the same thing become one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from community import counting, events
from community.models import AuditEntry, Post, Thread
from community.moderating import checked_reason, locked_threads, moved_on, note
from library.refusals import NotAllowed


@transaction.atomic
def merge(*, thread: Thread, into: Thread, by: Any, reason: str = "") -> AuditEntry:
    """The posts of `thread` move into `into`, in the order of their dates; its address leads there from now on.

    Somebody who replies in `thread` at the same moment finds their reply in `into` (`posting.reply`).

    :raises Http404, NotAllowed: `by` must facilitate the communities of both; both must be read by the same people
    """
    reason = checked_reason(reason)
    if thread.pk == into.pk:
        raise NotAllowed(_("A thread cannot be merged into itself. Please choose another."))
    rows = locked_threads(thread, into, by=by)
    source, target = rows[thread.pk], rows[into.pk]
    if source.community.audience_of_documents != target.community.audience_of_documents:
        raise NotAllowed(_("The two threads are read by different people. Please move one of them first."))
    if Thread.Kind.E_DISCUSSION in (source.kind, target.kind):
        raise NotAllowed(_("An e-discussion cannot be merged with another thread."))
    if source.is_awaiting or target.is_awaiting or source.is_hidden or target.is_hidden:
        raise NotAllowed(_("One of the threads is hidden or waits for a facilitator. Please decide about it first."))
    moved = list(source.posts.order_by("pk").values_list("pk", flat=True))
    Post.objects.filter(thread=source).update(thread=target)
    source.merged_into, source.is_hidden = target, True  # hidden: no list or search shows an empty thread
    source.save(update_fields=["merged_into", "is_hidden"])
    if source.has_hidden_posts and not target.has_hidden_posts:
        target.has_hidden_posts = True
        target.save(update_fields=["has_hidden_posts"])
    counting.recount(source)
    counting.recount(target)
    events.posts_moved.send(Thread, source=source, target=target, posts=moved)
    return note("merged", by=by, thread=source, reason=reason, into=target.pk, posts=moved)


def undo(entry: AuditEntry, *, by: Any) -> None:
    """The posts that came from the thread go back; what was written in the merged one since stays there."""
    target = Thread.objects.select_related("community").filter(pk=entry.details["into"]).first()
    source = entry.thread
    if target is None or source is None or source.merged_into_id != target.pk:
        raise moved_on()
    rows = Thread.objects.select_for_update(of=("self",)).select_related("community").order_by("pk")
    locked = {row.pk: row for row in rows.filter(pk__in=[source.pk, target.pk])}
    source, target = locked[source.pk], locked[target.pk]
    moved = entry.details["posts"]
    if source.merged_into_id != target.pk or target.merged_into_id is not None:
        raise moved_on()
    if Post.objects.filter(pk__in=moved, thread=target).count() != len(moved):
        raise NotAllowed(_("This cannot be undone: some of these posts are in other threads now."))
    Post.objects.filter(pk__in=moved).update(thread=source)
    source.merged_into, source.is_hidden = None, False
    source.save(update_fields=["merged_into", "is_hidden"])
    for thread in (source, target):
        thread.has_hidden_posts = thread.posts.filter(is_hidden=True).exists()
        thread.save(update_fields=["has_hidden_posts"])
        counting.recount(thread)
    events.posts_moved.send(Thread, source=target, target=source, posts=moved)
