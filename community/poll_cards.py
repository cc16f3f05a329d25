"""Polls as their post shows them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from community import polling, rights
from community.models import Poll, PollOption, PollVote, Post, Thread
from library.amounts import measured

if TYPE_CHECKING:
    from community.views.part import Part


def polls_of_posts(request: HttpRequest, thread: Thread, posts: Sequence[Post]) -> Part:
    """Two queries where a post has a poll (one for a visitor), none elsewhere."""
    from community.views.part import Part

    with_poll = {post.pk: post for post in posts if post.has_poll}
    if not with_poll:
        return Part()
    user = request.user
    options: dict[int, list[PollOption]] = {}
    polls: dict[int, Poll] = {}
    for option in PollOption.objects.filter(poll__post__in=with_poll).select_related("poll"):
        polls.setdefault(option.poll_id, option.poll)
        options.setdefault(option.poll_id, []).append(option)
    chosen: dict[int, list[int]] = {}
    if user.is_authenticated:
        chosen = dict(PollVote.objects.filter(user=user, poll__in=polls).values_list("poll", "options"))
    may_vote = user.is_authenticated and rights.refusal_to_reply(user, thread) is None
    found = {}
    for pk, poll in polls.items():
        poll.post = with_poll[poll.post_id]
        found[poll.post_id] = {
            "poll": poll_card(poll, options[pk], chosen=chosen.get(pk), may_vote=may_vote)
            | {"may_close": not poll.is_closed and polling.may_close(user, poll)}
        }
    return Part(of_posts=found)


def poll_card(poll: Poll, options: Sequence[PollOption], *, chosen: list[int] | None, may_vote: bool) -> dict[str, Any]:
    """:param chosen: what the reader has voted for; None: they have not"""
    shows = not poll.hides_results or poll.is_closed or chosen is not None
    return {
        "id": poll.pk,
        "question": poll.question,
        "is_multiple": poll.is_multiple,
        "is_closed": poll.is_closed,
        "closes_at": poll.closes_at,
        "voter_count": poll.voter_count,
        "has_voted": chosen is not None,
        "may_vote": may_vote and not poll.is_closed,
        "shows_results": shows,
        "options": [
            {
                "id": option.pk,
                "text": option.text,
                "is_mine": option.pk in (chosen or ()),
                # Nothing of a hidden result leaves the server.
                "votes": option.vote_count if shows else None,
                "percent": _percent(option, poll) if shows else None,
                "share": measured(Decimal(_percent(option, poll)), "percent") if shows else "",
            }
            for option in options
        ],
    }


def _percent(option: PollOption, poll: Poll) -> int:
    """Of the people who voted: with several answers they add up to more than 100."""
    return round(100 * option.vote_count / poll.voter_count) if poll.voter_count else 0
