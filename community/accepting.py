"""A question and its answer: who asked says which post helped, or a facilitator does; both can take it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from community import auditing, events
from community.models import Post, Thread
from community.rights import check_can_write, facilitates
from library.refusals import NotAllowed


def may_accept(user: Any, thread: Thread) -> bool:
    return bool(
        thread.kind == Thread.Kind.QUESTION
        and user.is_authenticated
        and (thread.author_id == user.pk or facilitates(user, thread.community))
    )


def check_can_accept(user: Any, thread: Thread) -> None:
    """:raises Http404, NotAllowed: see `rights`"""
    if not Thread.objects.visible_to(user).filter(pk=thread.pk).exists():
        raise Http404
    check_can_write(user, thread.community)
    if thread.kind != Thread.Kind.QUESTION:
        raise NotAllowed(_("Only a question has an accepted answer."))
    if not may_accept(user, thread):
        raise NotAllowed(_("Whoever asked chooses the answer, or a facilitator."))


@transaction.atomic
def accept(*, post: Post, by: Any) -> Thread:
    """`post` is the answer to its thread's question; another one that was accepted before is it no longer.

    :raises Http404, NotAllowed: see `check_can_accept`; ValidationError: the post cannot be an answer
    """
    thread = Thread.objects.select_for_update().get(pk=post.thread_id)
    check_can_accept(by, thread)
    if not Post.objects.visible_to(by).filter(pk=post.pk).exists():
        raise Http404
    if post.is_hidden or post.is_awaiting or post.is_removed:
        raise ValidationError(_("Others cannot see this post, so it cannot be the answer."))
    if thread.posts.order_by("created_at", "pk").values_list("pk", flat=True).first() == post.pk:
        raise ValidationError(_("This post is the question itself."))
    if thread.accepted_post_id == post.pk:
        return thread  # tapped twice
    before = thread.accepted_post_id
    thread.accepted_post = post
    thread.save(update_fields=["accepted_post"])
    if thread.author_id != by.pk:
        auditing.record("answer_accepted", actor=by, thread=thread, post=post, person=thread.author, before=before)
    events.answer_accepted.send(Thread, thread=thread, post=post, by=by)
    return thread


@transaction.atomic
def take_back(*, thread: Thread, by: Any, post: Post | None = None) -> Thread:
    """The question is open again; nothing happens to one that is, or whose answer is another than `post` by now.

    :raises Http404, NotAllowed: see `check_can_accept`
    """
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    check_can_accept(by, thread)
    before = thread.accepted_post
    if before is None or (post is not None and post.pk != before.pk):
        return thread
    thread.accepted_post = None
    thread.save(update_fields=["accepted_post"])
    if thread.author_id != by.pk:
        auditing.record("answer_taken_back", actor=by, thread=thread, post=before, person=thread.author)
    return thread
