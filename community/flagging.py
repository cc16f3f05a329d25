"""Telling facilitators that something is wrong with a post, and what they make of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from community import rights
from community.models import AuditEntry, Flag, Post
from community.models.flag import MAX_WORDS
from community.moderating import checked_reason, note
from library.refusals import NotAllowed
from search.printable import unprintable


def check_can_flag(user: Any, post: Post) -> None:
    """:raises Http404, NotAllowed: see `rights`"""
    if not Post.objects.visible_to(user).filter(pk=post.pk).exists():
        raise Http404
    if not user.is_authenticated:
        raise NotAllowed(_("Please sign in to report a post."))
    if post.author_id == user.pk:
        raise NotAllowed(_("This is your own post. You can change it instead."))


def flag(*, post: Post, by: Any, reason: str, words: str = "") -> Flag:
    """`by` finds something wrong with `post`. A second time changes what they said, until it is decided.

    :param reason: a `Flag.Reason`; "other" needs words
    :raises ValidationError: with a sentence a field
    :raises NotAllowed, Http404: see `check_can_flag`; also when theirs was decided already
    """
    check_can_flag(by, post)
    words = words.replace("\r\n", "\n").strip()
    mistakes = {}
    if reason not in Flag.Reason.values:
        mistakes["reason"] = _("Please choose what is wrong.")
    if unprintable(words):
        mistakes["words"] = _("The text holds characters that cannot be shown. Please remove them.")
    elif len(words) > MAX_WORDS:
        mistakes["words"] = _("Please write less: %(most)s characters are allowed.") % {"most": MAX_WORDS}
    elif reason == Flag.Reason.OTHER and not words:
        mistakes["words"] = _("Please write what is wrong.")
    if mistakes:
        raise ValidationError(mistakes)
    with transaction.atomic():
        try:
            with transaction.atomic():
                return Flag.objects.create(post=post, by=by, reason=reason, words=words)
        except IntegrityError:
            there = Flag.objects.select_for_update().get(post=post, by=by)
        if there.is_decided:
            raise NotAllowed(_("You reported this post before, and a facilitator has decided. Thank you."))
        there.reason, there.words = reason, words
        there.save(update_fields=["reason", "words"])
        return there


def _check_may_decide(by: Any, post: Post) -> None:
    rights.check_can_moderate(by, post.thread.community)
    if post.author_id == by.pk:
        raise NotAllowed(_("This post is yours: another facilitator decides about it."))


@transaction.atomic
def take(*, post: Post, by: Any) -> int:
    """What is reported about `post` and not decided yet is in the hands of `by`.

    :returns: how many flags
    :raises Http404, NotAllowed: see `rights.check_can_moderate`
    """
    _check_may_decide(by, post)
    return Flag.objects.undecided().filter(post=post).update(status=Flag.Status.IN_WORK, assignee=by)


@transaction.atomic
def dismiss(*, post: Post, by: Any, reason: str = "") -> int:
    """The post stays as it is; each who reported it is told.

    :returns: how many flags
    :raises Http404, NotAllowed: see `rights.check_can_moderate`
    """
    _check_may_decide(by, post)
    return decide_all(post=post, by=by, is_upheld=False, reason=checked_reason(reason))


def decide_all(*, post: Post, by: Any, is_upheld: bool, reason: str = "") -> int:
    """Decide what is open about a post, in the caller's transaction; whether `by` may was checked."""
    open_flags = list(Flag.objects.select_for_update(of=("self",)).undecided().filter(post=post).select_related("by"))
    for one in open_flags:
        one.status = Flag.Status.UPHELD if is_upheld else Flag.Status.DISMISSED
        one.decided_at, one.decided_by = timezone.now(), by
        one.save(update_fields=["status", "decided_at", "decided_by"])
        if one.by is not None:
            _tell(one, post=post, by=by, reason=reason)
    return len(open_flags)


def _tell(one: Flag, *, post: Post, by: Any, reason: str) -> AuditEntry:
    action = "flag-upheld" if one.status == Flag.Status.UPHELD else "flag-dismissed"
    return note(action, by=by, post=post, person=one.by, reason=reason, flag=one.pk)
