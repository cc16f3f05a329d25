"""Polls: asked with a thread, answered, answered otherwise, closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from community import auditing, rights
from community.models import Poll, PollOption, PollVote, Post
from community.models.poll import MAX_OPTION, MAX_OPTIONS, MAX_QUESTION, MIN_OPTIONS
from library.refusals import NotAllowed
from search.normalising import normalise_name, without_controls

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Draft:
    """A poll as somebody wants it. `options` are texts; `closes_on` is the last day, in the site's time zone."""

    question: str
    options: Sequence[str] = field(default_factory=tuple)
    is_multiple: bool = False
    hides_results: bool = False
    closes_on: date | None = None


def checked(draft: Draft) -> Draft:
    """The draft in its one spelling.

    :raises ValidationError: `poll_question`, `poll_options`, `poll_closes_on`: a sentence each
    """
    mistakes: dict[str, str] = {}
    question = _line(draft.question)
    options = [text for text in map(_line, draft.options) if text]
    if not question:
        mistakes["poll_question"] = _("Please write what you ask.")
    elif len(question) > MAX_QUESTION:
        mistakes["poll_question"] = _("At most %(most)s characters.") % {"most": MAX_QUESTION}
    if len(options) < MIN_OPTIONS:
        mistakes["poll_options"] = _("Please write at least two answers, one a line.")
    elif len(options) > MAX_OPTIONS:
        mistakes["poll_options"] = _("At most %(most)s answers.") % {"most": MAX_OPTIONS}
    elif len({normalise_name(text).casefold() for text in options}) < len(options):
        mistakes["poll_options"] = _("One answer is there twice.")
    elif too_long := [text for text in options if len(text) > MAX_OPTION]:
        mistakes["poll_options"] = _("“%(start)s…” is too long: at most %(most)s characters an answer.") % {
            "start": too_long[0][:20],
            "most": MAX_OPTION,
        }
    if draft.closes_on and not timezone.localdate() <= draft.closes_on <= timezone.localdate() + LONGEST:
        mistakes["poll_closes_on"] = _("Please choose a day within the next year.")
    if mistakes:
        raise ValidationError({name: [sentence] for name, sentence in mistakes.items()})
    return Draft(question, tuple(options), draft.is_multiple, draft.hides_results, draft.closes_on)


def _line(text: str) -> str:
    return " ".join(without_controls(text).split())


@transaction.atomic
def start_poll(*, post: Post, draft: Draft) -> Poll:
    """Put a poll on a post, which has none; the caller has checked that its author may write it.

    :raises ValidationError: see `checked`
    """
    draft = checked(draft)
    poll = Poll.objects.create(
        post=post,
        question=draft.question,
        is_multiple=draft.is_multiple,
        hides_results=draft.hides_results,
        closes_at=_end_of(draft.closes_on) if draft.closes_on else None,
    )
    PollOption.objects.bulk_create(
        PollOption(poll=poll, order=number, text=text) for number, text in enumerate(draft.options, start=1)
    )
    post.has_poll = True
    Post.objects.filter(pk=post.pk).update(has_poll=True)
    return poll


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def vote(*, poll: Poll, options: Iterable[int], by: Any) -> PollVote:
    """Choose, or choose otherwise; whoever may reply in the thread may vote.

    :param options: ids of options of this poll
    :raises ValidationError: `options`: nothing, or too many, or another poll's
    :raises NotAllowed, Http404: see `rights.check_can_reply`; the poll is closed
    """
    _check_reads(poll, by)
    rights.check_can_reply(by, poll.post.thread)
    chosen = sorted(set(options))
    with transaction.atomic():
        current = Poll.objects.select_for_update().get(pk=poll.pk)
        if current.is_closed:
            raise NotAllowed(_("This poll is closed."))
        _check_choice(current, chosen)
        row = PollVote.objects.filter(poll=current, user=by).first()
        before = row.options if row else []
        if row is None:
            row = PollVote(poll=current, user=by)
            Poll.objects.filter(pk=current.pk).update(voter_count=F("voter_count") + 1)
        row.options, row.at = chosen, timezone.now()
        row.save()
        PollOption.objects.filter(poll=current, pk__in=set(before) - set(chosen)).update(vote_count=F("vote_count") - 1)
        PollOption.objects.filter(poll=current, pk__in=set(chosen) - set(before)).update(vote_count=F("vote_count") + 1)
    return row


def _check_reads(poll: Poll, by: Any) -> None:
    """:raises Http404: the post with the poll is not for `by` to read"""
    if not Post.objects.visible_to(by).filter(pk=poll.post_id).exists():
        raise Http404


def _check_choice(poll: Poll, chosen: Sequence[int]) -> None:
    if not chosen:
        raise ValidationError({"options": [_("Please choose an answer.")]})
    if len(chosen) > 1 and not poll.is_multiple:
        raise ValidationError({"options": [_("Please choose one answer only.")]})
    if PollOption.objects.filter(poll=poll, pk__in=chosen).count() != len(chosen):
        raise ValidationError({"options": [_("That answer is not in this poll.")]})


def may_close(user: Any, poll: Poll) -> bool:
    """The post's author and facilitators. No query for a page that has asked for the memberships."""
    if not user.is_authenticated:
        return False
    return poll.post.author_id == user.pk or rights.facilitates(user, poll.post.thread.community)


def close(*, poll: Poll, by: Any) -> Poll:
    """Nobody votes any more, everybody sees the result. Closing it twice is closing it once.

    :raises NotAllowed, Http404: as for `vote`
    """
    _check_reads(poll, by)
    if not may_close(by, poll):
        raise NotAllowed(_("Only its author and facilitators can close a poll."))
    with transaction.atomic():
        current = Poll.objects.select_for_update().get(pk=poll.pk)
        if not current.is_closed:
            current.closed_at = timezone.now()
            current.save(update_fields=["closed_at"])
            if poll.post.author_id != by.pk:
                auditing.record("poll_closed", actor=by, post=poll.post, question=current.question)
    return current
