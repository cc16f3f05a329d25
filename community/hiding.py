"""Taking a post or a thread out of sight, and showing it again. Nothing is deleted; the author is told why."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from community import counting, events, flagging
from community.models import AuditEntry, Post, Thread
from community.moderating import checked_reason, locked_thread, moved_on, note, set_field


def _locked_post(post: Post, *, by: Any) -> Post:
    # The thread first, as everywhere. Between the reading and the lock the post may have moved.
    thread = locked_thread(post.thread, by=by)
    current = Post.objects.select_for_update(of=("self",)).select_related("author").get(pk=post.pk)
    if current.thread_id != thread.pk:
        raise moved_on()
    current.thread = thread
    return current


@transaction.atomic
def hide_post(*, post: Post, by: Any, reason: str) -> AuditEntry | None:
    """Only facilitators see it any more. What was flagged in it is upheld. A thread of which nothing else is shown is
    hidden with it.

    :param reason: what its author reads
    :returns: the entry of the log; None when it is hidden already
    :raises Http404, NotAllowed: see `rights.check_can_moderate`
    :raises ValidationError: at `reason`
    """
    reason = checked_reason(reason, is_required=True)
    current = _locked_post(post, by=by)
    if current.is_hidden:
        return None
    thread = current.thread
    others = thread.posts.exclude(pk=current.pk).filter(is_hidden=False)
    takes_thread = not thread.is_hidden and not others.exists()
    current.is_hidden = True
    current.save(update_fields=["is_hidden"])
    thread.has_hidden_posts = True
    thread.is_hidden = thread.is_hidden or takes_thread
    thread.save(update_fields=["has_hidden_posts", "is_hidden"])
    counting.recount(thread)
    flagging.decide_all(post=current, by=by, is_upheld=True)
    return note("hidden", by=by, post=current, reason=reason, thread_too=takes_thread)


@transaction.atomic
def restore_post(*, post: Post, by: Any, reason: str = "") -> AuditEntry | None:
    """The post, and its thread when that went with it, are shown again; one that waited waits again.

    :raises Http404, NotAllowed: see `rights.check_can_moderate`
    """
    reason = checked_reason(reason)
    current = _locked_post(post, by=by)
    if not current.is_hidden:
        return None
    hiding = AuditEntry.objects.filter(post=current, action="hidden", undone_by=None).first()
    thread_too = bool(hiding and hiding.details.get("thread_too") and current.thread.is_hidden)
    _show(current, thread_too=thread_too)
    return note("restored", by=by, post=current, reason=reason, thread_too=thread_too)


def _show(post: Post, *, thread_too: bool) -> None:
    thread = post.thread
    post.is_hidden = False
    post.save(update_fields=["is_hidden"])
    thread.has_hidden_posts = thread.posts.filter(is_hidden=True).exists()
    thread.is_hidden = thread.is_hidden and not thread_too
    thread.save(update_fields=["has_hidden_posts", "is_hidden"])
    counting.recount(thread)
    if not post.is_awaiting:
        events.post_shown.send(Post, post=post)


@transaction.atomic
def hide_thread(*, thread: Thread, by: Any, reason: str) -> AuditEntry | None:
    """:raises Http404, NotAllowed: see `rights.check_can_moderate`
    :raises ValidationError: at `reason`
    """
    reason = checked_reason(reason, is_required=True)
    return set_field(locked_thread(thread, by=by), "is_hidden", True, action="thread-hidden", by=by, reason=reason)


@transaction.atomic
def restore_thread(*, thread: Thread, by: Any, reason: str = "") -> AuditEntry | None:
    """:raises Http404, NotAllowed: see `rights.check_can_moderate`"""
    current = locked_thread(thread, by=by)
    return set_field(current, "is_hidden", False, action="thread-restored", by=by, reason=checked_reason(reason))


def undo_post(entry: AuditEntry, *, by: Any) -> None:
    """Of `hide_post` and `restore_post`."""
    if entry.post is None:
        raise moved_on()
    current = _locked_post(entry.post, by=by)
    was_hidden = entry.action == "hidden"
    if current.is_hidden != was_hidden:
        raise moved_on()
    if was_hidden:
        _show(current, thread_too=entry.details.get("thread_too", False))
        return
    current.is_hidden = True
    current.save(update_fields=["is_hidden"])
    thread = current.thread
    thread.has_hidden_posts = True
    thread.is_hidden = thread.is_hidden or entry.details.get("thread_too", False)
    thread.save(update_fields=["has_hidden_posts", "is_hidden"])
    counting.recount(thread)
