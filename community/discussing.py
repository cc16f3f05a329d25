"""E-discussions: opened by facilitators for some weeks, summed up while they run, and closed with a synthesis."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from community import auditing, posting, rendering
from community.models import Community, EDiscussion, Post, Thread
from community.models.e_discussion import MAX_QUESTION, MAX_QUESTIONS
from community.models.post import MAX_TEXT
from community.rights import check_can_moderate, check_can_start_thread
from library.refusals import NotAllowed
from search.printable import unprintable

YEARS = range(2000, 2100)
"""Beyond them it is a slip of the finger, and the edges of time break every calculation with zones."""


def _lines(questions: str | Sequence[str]) -> list[str]:
    lines = questions.splitlines() if isinstance(questions, str) else questions
    return [line for line in (" ".join(one.split()) for one in lines) if line]


def _checked(
    opens_at: datetime | None, closes_at: datetime | None, background: str, questions: str | Sequence[str]
) -> dict[str, Any]:
    """What is stored of it; every mistake at once."""
    mistakes: dict[str, str] = {}
    background = background.replace("\r\n", "\n").strip()
    lines = _lines(questions)
    unseen = _("The text holds characters that cannot be shown. Please remove them.")
    if opens_at is None or opens_at.year not in YEARS:
        mistakes["opens_at"] = _("Please say when it opens, as day and time.")
    if closes_at is None or closes_at.year not in YEARS:
        mistakes["closes_at"] = _("Please say when it closes, as day and time.")
    elif opens_at is not None and closes_at <= opens_at:
        mistakes["closes_at"] = _("It closes before it opens. Please choose a later day.")
    if unprintable(background):
        mistakes["background"] = unseen
    elif len(background.encode()) > MAX_TEXT:
        mistakes["background"] = _(
            "The text is too long: %(size)s kB, %(most)s kB are allowed. Please split it in two."
        ) % {
            "size": -(-len(background.encode()) // 1000),
            "most": MAX_TEXT // 1000,
        }
    if any(unprintable(line) for line in lines):
        mistakes["questions"] = unseen
    elif len(lines) > MAX_QUESTIONS:
        mistakes["questions"] = _("These are %(number)s questions, %(most)s are allowed.") % {
            "number": len(lines),
            "most": MAX_QUESTIONS,
        }
    elif (longest := max((len(line) for line in lines), default=0)) > MAX_QUESTION:
        mistakes["questions"] = _("A question is too long: %(length)s characters, %(most)s are allowed.") % {
            "length": longest,
            "most": MAX_QUESTION,
        }
    if mistakes:
        raise ValidationError(mistakes)
    return {
        "opens_at": opens_at,
        "closes_at": closes_at,
        "background": background,
        "background_html": rendering.render(background) if background else "",
        "questions": lines,
    }


def start_e_discussion(
    *,
    community: Community,
    author: Any,
    title: str,
    text: str,
    opens_at: datetime | None,
    closes_at: datetime | None,
    background: str = "",
    questions: str | Sequence[str] = (),
    tags: str | Sequence[str] = (),
    language: str = "",
    page_language: str = "",
    submission: uuid.UUID | None = None,
    at: datetime | None = None,
) -> Thread:
    """A thread that is open for replies between two moments; the other parameters are those of `posting.start_thread`.

    :param background: Markdown; `questions`: a line each
    :raises ValidationError: every mistake by field; NotAllowed, Http404: not a facilitator, see `rights`
    """
    check_can_start_thread(author, community, Thread.Kind.E_DISCUSSION)
    mistakes: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    try:
        facts = _checked(opens_at, closes_at, background, questions)
    except ValidationError as error:
        mistakes |= error.error_dict
    with transaction.atomic():
        try:
            thread = posting.start_thread(
                community=community,
                author=author,
                title=title,
                text=text,
                kind=Thread.Kind.E_DISCUSSION,
                tags=tags,
                language=language,
                page_language=page_language,
                submission=submission,
                at=at,
            )
        except ValidationError as error:
            raise ValidationError(mistakes | error.error_dict) from error
        if mistakes:
            raise ValidationError(mistakes)
        EDiscussion.objects.get_or_create(thread=thread, defaults=facts)
    return thread


@transaction.atomic
def change_e_discussion(
    *,
    thread: Thread,
    by: Any,
    opens_at: datetime | None,
    closes_at: datetime | None,
    background: str = "",
    questions: str | Sequence[str] = (),
) -> EDiscussion:
    """Other dates, note or questions; also for a thread that was made an e-discussion later and has none yet.

    :raises ValidationError: by field; NotAllowed, Http404: see `check_can_lead`
    """
    check_can_lead(by, thread)
    facts = _checked(opens_at, closes_at, background, questions)
    before = EDiscussion.objects.select_for_update().filter(thread=thread).first()
    changed, _new = EDiscussion.objects.update_or_create(thread=thread, defaults=facts)
    if before and (before.opens_at, before.closes_at) != (changed.opens_at, changed.closes_at):
        auditing.record(
            "e_discussion_moved",
            actor=by,
            thread=thread,
            opens_at=before.opens_at.isoformat(),
            closes_at=before.closes_at.isoformat(),
        )
    return changed


def check_can_lead(user: Any, thread: Thread) -> None:
    """:raises Http404, NotAllowed: not a facilitator here, or not an e-discussion"""
    if not Thread.objects.visible_to(user).filter(pk=thread.pk).exists():
        raise Http404
    check_can_moderate(user, thread.community)
    if thread.kind != Thread.Kind.E_DISCUSSION:
        raise NotAllowed(_("This thread is not an e-discussion."))


@transaction.atomic
def mark(*, post: Post, by: Any, role: str) -> Post:
    """Say that a post is a summary or the closing synthesis of its e-discussion, or (`""`) neither.

    There is one synthesis: another one becomes an ordinary post. `post` is changed in place.

    :raises Http404, NotAllowed: see `check_can_lead`; ValidationError: there is no such role, or nobody sees the post
    """
    if role and role not in Post.Role.values:
        raise ValidationError(_("There is no such mark."))
    thread = Thread.objects.select_for_update().get(pk=post.thread_id)
    check_can_lead(by, thread)
    if role and (post.is_hidden or post.is_awaiting):
        raise ValidationError(_("Others cannot see this post. Show it first."))
    if post.role == role:
        return post
    if role == Post.Role.SYNTHESIS:
        Post.objects.filter(thread=thread, role=role).update(role="")
    before, post.role = post.role, role
    post.save(update_fields=["role"])
    auditing.record("post_marked", actor=by, thread=thread, post=post, before=before, after=role)
    return post
