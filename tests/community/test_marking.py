"""Reactions and bookmarks."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import events, marking
from community.models import Community, Mark, Post
from library.refusals import NotAllowed
from tests.factories import community, member, reply, thread, user

pytestmark = pytest.mark.django_db


def _counts(post: Post) -> dict[str, int]:
    return Post.objects.get(pk=post.pk).mark_counts


def test_reactions_are_counted_once_a_person_and_taken_back() -> None:
    post = thread().posts.get()
    first, second = user(), user()
    heard: list[Any] = []
    receiver = lambda sender, post, user, kind, **kwargs: heard.append((user, kind))  # noqa: E731
    events.reacted.connect(receiver)
    for by, kind in ((first, "thanks"), (first, "thanks"), (second, "thanks"), (first, "tried"), (first, "bookmark")):
        marking.mark(post=post, kind=kind, by=by)
    events.reacted.disconnect(receiver)
    assert _counts(post) == {"thanks": 2, "tried": 1} == post.mark_counts
    assert heard == [(first, "thanks"), (second, "thanks"), (first, "tried")]
    marking.unmark(post=post, kind="thanks", by=first)
    marking.unmark(post=post, kind="thanks", by=first)
    assert _counts(post) == {"thanks": 1, "tried": 1}


def test_a_member_who_leaves_the_site_takes_their_reactions_along() -> None:
    post = thread().posts.get()
    first, second = user(), user()
    for by in (first, second):
        marking.mark(post=post, kind="useful", by=by)
    first.delete()
    assert _counts(post) == {"useful": 1}


def test_who_may_react_and_who_may_keep() -> None:
    space = community()
    post = thread(community=space).posts.get()
    with pytest.raises(NotAllowed):
        marking.mark(post=post, kind="thanks", by=post.author)
    muted = member(space, muted_until=timezone.now() + timedelta(days=1))
    with pytest.raises(NotAllowed):
        marking.mark(post=post, kind="thanks", by=muted)
    for by in (post.author, muted):
        marking.mark(post=post, kind="bookmark", by=by)
    with pytest.raises(Http404):
        marking.mark(post=post, kind="hate", by=user())
    Post.objects.filter(pk=post.pk).update(is_hidden=True)
    with pytest.raises(Http404):
        marking.mark(post=post, kind="thanks", by=user())
    assert _counts(post) == {}


@pytest.mark.usefixtures("outline")
@pytest.mark.parametrize("language", ["en", "lo"])
def test_a_button_says_that_it_is_pressed_and_a_second_tap_changes_nothing(client: Client, language: str) -> None:
    started = thread()
    post = started.posts.get()
    client.force_login(user("สมาชิก"))
    address = f"/{language}/communities/-/posts/{post.pk}/mark/"
    for _tap in range(2):
        answer = client.post(address, {"add": "thanks"})
        assert answer.url.endswith(f"/{started.pk}/?post={post.pk}#post-{post.pk}")
    page = client.get(answer.url).content.decode()
    assert 'name="remove" value="thanks" aria-pressed="true"' in page
    assert _counts(post) == {"thanks": 1}
    assert "สมาชิก" in client.get(f"/{language}/communities/-/posts/{post.pk}/reactions/").content.decode()
    visitor = Client()
    assert "/reactions/" not in visitor.get(answer.url).content.decode()
    assert visitor.get(f"/{language}/communities/-/posts/{post.pk}/reactions/").status_code == 302
    assert visitor.post(address, {"add": "thanks"}).url.startswith(f"/{language}/accounts/login/")
    assert client.post(address, {"add": "x" * 300}).status_code == 404
    assert client.post(f"/{language}/communities/-/posts/{2**63}/mark/").status_code == 404


@pytest.mark.usefixtures("outline")
def test_bookmarks_are_listed_newest_first_without_what_is_not_to_be_read_any_more(client: Client) -> None:
    person = user()
    client.force_login(person)
    closed = community()
    gone = thread(community=closed, title="ບໍ່ເຫັນແລ້ວ").posts.get()
    started = thread(title="น้ำผึ้งป่า")
    posts = [gone, *(reply(started, text=f"ตอบที่ {number}.") for number in range(21))]
    for post in posts:
        marking.mark(post=post, kind="bookmark", by=person)
    Community.objects.filter(pk=closed.pk).update(audience=Community.Audience.OWN)
    with CaptureQueriesContext(connection) as queries:
        first = client.get("/en/communities/-/bookmarks/").content.decode()
    assert first.count('<article class="bookmark">') == 20
    assert "ตอบที่ 20." in first
    older = first.split('rel="next" href="')[1].split('"')[0]
    with CaptureQueriesContext(connection) as fewer:
        second = client.get(f"/en/communities/-/bookmarks/{older}").content.decode()
    assert "ตอบที่ 0." in second
    assert "ບໍ່ເຫັນແລ້ວ" not in first + second
    assert len(fewer) <= len(queries)
    answer = client.post(f"/en/communities/-/posts/{posts[1].pk}/mark/", {"remove": "bookmark", "from": "bookmarks"})
    assert answer.url == "/en/communities/-/bookmarks/"
    assert Mark.objects.count() == 21


@pytest.mark.usefixtures("outline")
def test_a_page_asks_once_for_its_reader_s_marks(client: Client) -> None:
    def asked(started: Any) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/en/communities/{started.community.slug}/{started.pk}/")
        return [query["sql"] for query in queries if "community_mark" in query["sql"]]

    person = user()
    started = [thread(), thread()]
    for number in range(4):
        marking.mark(post=reply(started[1], text=str(number)), kind="thanks", by=person)
    assert [len(asked(one)) for one in started] == [0, 0]
    client.force_login(person)
    assert [len(asked(one)) for one in started] == [1, 1]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_reactions_at_once_are_counted_exactly() -> None:
    post = thread(community=community()).posts.get()
    people = [user() for _number in range(4)]

    def react(by: Any) -> None:
        try:
            marking.mark(post=post, kind="thanks", by=by)
            marking.mark(post=post, kind="useful", by=by)
            marking.unmark(post=post, kind="thanks", by=by)
        finally:
            connection.close()

    workers = [threading.Thread(target=react, args=(by,)) for by in people]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert _counts(post) == {"useful": 4}
