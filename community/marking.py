"""Reactions and bookmarks: put on a post and taken off again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count
from django.db.models.signals import post_delete
from django.http import Http404
from django.utils.translation import gettext as _

from community import events, rights
from community.models import Mark, Post
from community.models.mark import REACTIONS
from library.refusals import NotAllowed


def mark(*, post: Post, kind: str, by: Any) -> Post:
    """React to a post, or keep it. Twice is once.

    :param kind: a `Mark.Kind`
    :raises Http404: `by` must not know of the post
    :raises NotAllowed: with a sentence; one reacts where one may write, and not to oneself
    """
    _check(post, kind, by)
    with transaction.atomic():
        # The post's row is the lock: two people at once are counted one after the other.
        current = Post.objects.select_for_update().get(pk=post.pk)
        _row, is_new = Mark.objects.get_or_create(user=by, post=current, kind=kind)
        if is_new and kind in REACTIONS:
            _recount(current)
            events.reacted.send(Post, post=post, user=by, kind=kind)
    post.mark_counts = current.mark_counts
    return post


def unmark(*, post: Post, kind: str, by: Any) -> Post:
    """Take it back; nothing happens when it is not there. One's own marks can be taken off wherever one reads them.

    :raises Http404: as above
    """
    if kind not in Mark.Kind.values or not Post.objects.visible_to(by).filter(pk=post.pk).exists():
        raise Http404
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)
        Mark.objects.filter(user=by, post=post, kind=kind).delete()
    post.refresh_from_db(fields=["mark_counts"])
    return post


def _check(post: Post, kind: str, by: Any) -> None:
    if kind not in Mark.Kind.values or not Post.objects.visible_to(by).filter(pk=post.pk).exists():
        raise Http404
    if not by.is_authenticated:
        raise NotAllowed(_("Please sign in first."))
    if kind not in REACTIONS:
        return
    if post.author_id == by.pk:
        raise NotAllowed(_("This is your own post: others can react to it."))
    if refusal := rights.refusal_to_write(by, post.thread.community):
        raise refusal


def _recount(post: Post) -> None:
    """Counted from the rows, under the lock that the caller has on `post`."""
    counts = Mark.objects.filter(post=post, kind__in=REACTIONS).order_by().values_list("kind").annotate(Count("pk"))
    post.mark_counts = dict(counts)
    Post.objects.filter(pk=post.pk).update(mark_counts=post.mark_counts)


def connect() -> None:
    """Hear of marks that go, also with the account of whoever made them."""
    post_delete.connect(_gone, sender=Mark, dispatch_uid="community.marking._gone")


def _gone(instance: Mark, **kwargs: Any) -> None:
    if instance.kind not in REACTIONS:
        return
    post = Post.objects.select_for_update().filter(pk=instance.post_id).first()
    if post is not None:
        _recount(post)
