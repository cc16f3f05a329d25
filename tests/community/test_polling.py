"""Polls: asked, answered, answered otherwise, closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import polling
from community.models import AuditEntry, Community, Poll, PollVote, Post, Thread
from library.refusals import NotAllowed
from tests.factories import community, facilitator, member, reply, thread, user

pytestmark = pytest.mark.django_db


def _poll(options: tuple[str, ...] = ("ตักเตือน", "ປັບໃໝ", "Nhắc nhở"), **draft: Any) -> Poll:
    space = community()
    draft = {"question": "ครั้งแรกทำอย่างไร", "options": options} | draft
    return thread(community=space, author=member(space), poll=polling.Draft(**draft)).posts.get().poll


def _ids(poll: Poll) -> list[int]:
    return list(poll.options.values_list("pk", flat=True))


def _votes(poll: Poll) -> list[int]:
    return list(poll.options.values_list("vote_count", flat=True))


def test_a_vote_counts_once_and_can_be_changed_until_the_poll_closes() -> None:
    poll = _poll()
    first, second, third = _ids(poll)
    one, two = user(), user()
    for chosen in ([first], [first], [third]):
        polling.vote(poll=poll, options=chosen, by=one)
    polling.vote(poll=poll, options=[second], by=two)
    assert _votes(poll) == [0, 1, 1]
    poll.refresh_from_db()
    assert poll.voter_count == 2
    polling.close(poll=poll, by=poll.post.author)
    with pytest.raises(NotAllowed):
        polling.vote(poll=poll, options=[first], by=one)


def test_several_answers_where_they_are_asked_for() -> None:
    poll = _poll(is_multiple=True)
    first, second, third = _ids(poll)
    voter = user()
    polling.vote(poll=poll, options=[first, second], by=voter)
    polling.vote(poll=poll, options=[second, third], by=voter)
    assert _votes(poll) == [0, 1, 1]
    with pytest.raises(ValidationError):
        polling.vote(poll=_poll(), options=[first, second], by=voter)


def test_a_result_stays_as_it_was_when_a_voter_leaves_the_site() -> None:
    poll = _poll()
    voters = [user(), user()]
    for voter in voters:
        polling.vote(poll=poll, options=_ids(poll)[:1], by=voter)
        voter.delete()
    assert _votes(poll) == [2, 0, 0]
    assert list(PollVote.objects.values_list("user", flat=True)) == [None, None]


def test_who_votes_and_who_closes() -> None:
    poll = _poll()
    space = poll.post.thread.community
    choice = _ids(poll)[:1]
    muted = member(space, muted_until=timezone.now() + timedelta(days=1))
    banned = member(space, banned_until=timezone.now() + timedelta(days=1))
    for nobody in (muted, banned):
        with pytest.raises(NotAllowed):
            polling.vote(poll=poll, options=choice, by=nobody)
    for wrong in ([], [2**40], _ids(_poll())[:1]):
        with pytest.raises(ValidationError):
            polling.vote(poll=poll, options=wrong, by=user())
    with pytest.raises(NotAllowed):
        polling.close(poll=poll, by=user())
    helper = facilitator(space)
    assert polling.close(poll=poll, by=helper).is_closed
    polling.close(poll=poll, by=helper)
    assert list(AuditEntry.objects.values_list("action", "person")) == [("poll_closed", poll.post.author_id)]
    Community.objects.filter(pk=space.pk).update(audience=Community.Audience.OWN)
    with pytest.raises(Http404):
        polling.vote(poll=poll, options=choice, by=user())


def test_a_poll_closes_at_the_end_of_its_last_day() -> None:
    poll = _poll(closes_on=timezone.localdate())
    assert not poll.is_closed
    Poll.objects.update(closes_at=timezone.now())
    with pytest.raises(NotAllowed):
        polling.vote(poll=Poll.objects.get(), options=_ids(poll)[:1], by=user())


@pytest.mark.parametrize(
    ("draft", "named"),
    [
        ({"question": " "}, {"poll_question"}),
        ({"question": "x" * 201}, {"poll_question"}),
        ({"options": ("one", " ")}, {"poll_options"}),
        ({"options": ("น้ำ", " นํ้า ")}, {"poll_options"}),
        ({"options": tuple(map(str, range(11)))}, {"poll_options"}),
        ({"options": ("a", "ກ" * 121)}, {"poll_options"}),
        ({"closes_on": timezone.localdate() - timedelta(days=1)}, {"poll_closes_on"}),
        ({"question": "", "options": (), "closes_on": timezone.localdate() + timedelta(days=999)},
         {"poll_question", "poll_options", "poll_closes_on"}),
    ],
)  # fmt: skip
def test_a_poll_that_cannot_be_asked_is_refused_with_its_thread(draft: dict[str, Any], named: set[str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        _poll(**draft)
    assert set(refusal.value.message_dict) == named
    assert not Thread.objects.exists()


@pytest.mark.usefixtures("outline")
def test_a_member_asks_with_a_new_thread_and_others_answer_on_the_page(client: Client) -> None:
    space = community(titles={"th": "ป่าของเรา"})
    client.force_login(member(space))
    address = f"/th/communities/{space.slug}/start/"
    assert '<details class="poll-fields">' in client.get(address).content.decode()
    form = {
        "title": "กติกา", "text": "ช่วยกันตอบ", "poll_question": "ปรับเท่าไร", "poll_options": "100\n",
        "poll_hides_results": "on", "poll_closes_on": "31/12",
    }  # fmt: skip
    refused = client.post(address, form)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert '<details class="poll-fields" open>' in page
    assert "ปรับเท่าไร" in page
    assert not Thread.objects.exists()
    client.post(address, form | {"poll_options": "100 บาท\n200 บาท", "poll_closes_on": ""})
    poll = Poll.objects.get()
    thread_address = f"/th/communities/{space.slug}/{poll.post.thread_id}/"
    voter = Client()
    voter.force_login(member(space))
    before = voter.get(thread_address).content.decode()
    assert before.count('type="radio" name="option"') == 2
    assert 'class="poll__bar"' not in before
    assert 'class="poll__bar"' not in Client().get(thread_address).content.decode()
    vote = f"/th/communities/-/polls/{poll.pk}/vote/"
    voter.post(vote, {"option": ["x", str(2**70)]})
    assert not PollVote.objects.exists()
    after = voter.post(vote, {"option": str(_ids(poll)[1])}, follow=True).content.decode()
    assert after.count('class="poll__bar"') == 2
    assert "100%" in after
    assert Client().post(vote).url.startswith("/th/accounts/login/")
    assert "poll__whole" in client.post(f"/th/communities/-/polls/{poll.pk}/close/", follow=True).content.decode()
    assert 'class="poll__bar"' in Client().get(thread_address).content.decode()


@pytest.mark.usefixtures("outline")
def test_a_page_without_a_poll_asks_nothing_and_one_with_a_poll_at_most_twice(client: Client) -> None:
    def asked(started: Thread) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/en/communities/{started.community.slug}/{started.pk}/")
        return sum("community_poll" in query["sql"] for query in queries)

    poll = _poll()
    without = thread()
    reply(without)
    client.force_login(user())
    assert (asked(without), asked(poll.post.thread)) == (0, 2)
    client.logout()
    assert (asked(without), asked(Post.objects.get(poll=poll).thread)) == (0, 1)
