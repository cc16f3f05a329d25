"""How far people have read, through pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import following, posting, reading
from community.models import CommunityState, Membership, Notification, Post, Thread, ThreadState
from tests.factories import community, member, reply, thread, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

WEEK, TRACKED = timedelta(days=7), timedelta(days=40)


def long_ago(days: float = 10) -> Any:
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def space() -> Any:
    return community(titles={"en": "Forests", "lo": "ປ່າ"})


@pytest.fixture
def reader(client: Client, space: Any) -> Any:
    person = member(space, since=long_ago(100))
    client.force_login(person)
    return person


def address(of: Thread, language: str = "en") -> str:
    return f"/{language}/communities/{of.community.slug}/{of.pk}/"


def unread(client: Client, page: str) -> dict[str, int]:
    """Title → number of new posts, of the rows of a list."""
    return {row["title"]: row["unread"] for row in client.get(page).context["rows"]}


def many(of: Thread, number: int, *, author: Any, at: Any = None) -> list[Post]:
    at = at or timezone.now()
    made = Post.objects.bulk_create(
        Post(thread=of, author=author, language="en", text="x", html="<p>x</p>", renderer_version=1,
             created_at=at + timedelta(microseconds=one))
        for one in range(number)
    )  # fmt: skip
    Thread.objects.filter(pk=of.pk).update(reply_count=number, last_post_at=made[-1].created_at)
    return made


def test_lists_say_how_much_is_new_until_it_was_read(client: Client, space: Any, reader: Any) -> None:
    talk = thread(community=space, title="ขายน้ำผึ้ง", at=long_ago(3))
    for _number in range(2):
        reply(talk)
    assert unread(client, f"/en/communities/{space.slug}/") == {"ขายน้ำผึ้ง": 3}
    page = client.get(f"/en/communities/{space.slug}/?list=unread").content.decode()
    assert "thread-row--unread" in page
    assert ">3 new</span>" in page
    client.get(address(talk))
    assert unread(client, f"/en/communities/{space.slug}/") == {"ขายน้ำผึ้ง": 0}
    assert unread(client, "/en/communities/-/threads/?list=unread") == {}
    reply(talk, author=reader)
    assert unread(client, "/en/communities/-/threads/?list=unread") == {}, "one's own words are no news"
    reply(talk)
    assert unread(client, "/en/communities/-/threads/?list=unread") == {"ขายน้ำผึ้ง": 1}
    assert unread(client, "/en/communities/") == {"ขายน้ำผึ้ง": 1}


def test_new_posts_are_marked_and_one_tap_away(client: Client, space: Any, reader: Any) -> None:
    talk = thread(community=space)
    assert "New since your last visit" not in client.get(address(talk)).content.decode(), "all of it is new"
    first = reply(talk)
    reply(talk)
    response = client.get(address(talk))
    page = response.content.decode()
    assert page.count("New since your last visit") == 1
    assert page.index("New since") < page.index(f'id="post-{first.pk}"')
    assert response.context["first_unread_url"] == f"#post-{first.pk}"
    assert "New since" not in client.get(address(talk)).content.decode()


def test_the_first_new_post_of_a_long_thread_is_on_the_page_that_the_link_leads_to(
    client: Client, space: Any, reader: Any
) -> None:
    talk = thread(community=space, author=reader)
    posts = many(talk, 120, author=user())
    client.get(address(talk))  # page 1: fifty posts, with the first of the thread
    assert unread(client, f"/en/communities/{space.slug}/") == {talk.title: 71}
    page = client.get(address(talk))
    assert page.context["first_unread_url"] == f"?post={posts[49].pk}#post-{posts[49].pk}"
    assert page.context["page_of_posts"].number == 1, "page numbers stay"
    led = client.get(address(talk) + "new/")
    assert led.url == f"{address(talk)}?post={posts[49].pk}#post-{posts[49].pk}"
    second = client.get(led.url)
    assert second.context["page_of_posts"].number == 2
    assert [card["id"] for card in second.context["posts"] if card.get("is_first_unread")] == [posts[49].pk]
    client.get(address(talk), {"page": 3})
    client.get(address(talk), {"page": 1})
    state = ThreadState.objects.get(user=reader, thread=talk)
    assert (state.read_at, state.read_pk) == (posts[-1].created_at, posts[-1].pk), "it never goes back"


def test_of_two_posts_of_one_moment_the_second_is_new(client: Client, space: Any, reader: Any) -> None:
    talk, now = thread(community=space, at=long_ago()), timezone.now()
    reply(talk, at=now)
    client.get(address(talk))
    second = reply(talk, at=now)
    assert unread(client, "/en/communities/-/threads/?list=unread") == {talk.title: 1}
    assert reading.first_unread(reader, talk) == second.pk


@pytest.mark.parametrize(
    ("method", "headers"), [("head", {}), ("get", {"Sec-Purpose": "prefetch"})], ids=["head", "prefetch"]
)
def test_what_nobody_looked_at_is_not_read(
    client: Client, space: Any, reader: Any, method: str, headers: dict[str, str]
) -> None:
    talk = thread(community=space)
    getattr(client, method)(address(talk), headers=headers)
    assert not ThreadState.objects.filter(user=reader).exists()


def test_reading_is_written_once_and_never_for_visitors(client: Client, space: Any, reader: Any) -> None:
    talk, old = thread(community=space), thread(community=space, at=long_ago(60))
    client.get(address(talk))
    for page in (address(talk), address(old)):
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        assert [one for one in asked if not one["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    before = ThreadState.objects.count()
    with CaptureQueriesContext(connection) as asked:
        Client().get(address(talk))
    assert "threadstate" not in " ".join(one["sql"] for one in asked)
    assert ThreadState.objects.count() == before


def test_what_is_older_than_forty_days_or_than_one_s_joining_is_no_news(client: Client, space: Any) -> None:
    thread(community=space, title="Older", at=long_ago(41))
    talk = thread(community=space, title="Lively", at=long_ago(50))
    reply(talk, at=long_ago(39))
    newcomer = member(space, since=long_ago(2))
    client.force_login(newcomer)
    page = f"/en/communities/{space.slug}/"
    assert unread(client, page) == {"Older": 0, "Lively": 0}
    Membership.objects.filter(user=newcomer).update(since=long_ago(100))
    assert unread(client, page) == {"Older": 0, "Lively": 1}


def test_who_does_not_belong_hears_of_news_where_they_read(client: Client, space: Any) -> None:
    opened, other = thread(community=space, title="Opened"), thread(community=space, title="Other")
    client.force_login(user())
    client.get(address(opened))
    reply(opened)
    reply(other)
    assert unread(client, f"/en/communities/{space.slug}/") == {"Opened": 1, "Other": 0}


def test_marking_all_as_read_counts_for_what_was_there_to_be_seen(client: Client, space: Any, reader: Any) -> None:
    seen, kept = thread(community=space, title="Seen"), thread(community=space, title="Kept")
    elsewhere = thread(community=community(), author=reader)
    client.get(address(seen))
    following.set_thread_level(thread=kept, user=reader, level="follow")
    reply(seen)
    until = client.get(f"/en/communities/{space.slug}/").context["until"]
    reply(kept)
    response = client.post(f"/lo/communities/{space.slug}/read/", {"until": until, "next": "https://example.org/"})
    assert response.url == f"/lo/communities/{space.slug}/", "never to another site"
    assert unread(client, "/en/communities/-/threads/?list=unread") == {"Kept": 1}
    assert set(ThreadState.objects.filter(user=reader).values_list("thread", flat=True)) == {kept.pk, elsewhere.pk}
    for odd in ("", "x", "9999-99-99", "2999-01-01T00:00:00+00:00", "2020-01-01T00:00:00"):
        assert client.post(f"/en/communities/{space.slug}/read/", {"until": odd}).status_code == 302
    assert unread(client, "/en/communities/-/threads/?list=unread") == {}
    assert CommunityState.objects.get(user=reader).read_all_before <= timezone.now()


def test_rows_of_what_nobody_chose_go_after_forty_days(space: Any, reader: Any) -> None:
    for level, days, why in (("", 41, ""), ("", 39, ""), ("follow", 41, "chosen"), ("mute", 41, "chosen")):
        ThreadState.objects.create(
            user=reader, thread=thread(community=space), level=level, why=why, changed_at=long_ago(days),
            read_at=long_ago(days), read_pk=1,
        )  # fmt: skip
    call_command("run_due", verbosity=0)
    assert sorted(ThreadState.objects.filter(user=reader).values_list("level", flat=True)) == ["", "follow", "mute"]


def test_hidden_and_waiting_posts_are_no_news(client: Client, space: Any, reader: Any) -> None:
    talk = thread(community=space, at=long_ago())
    client.get(address(talk))
    Post.objects.filter(pk=reply(talk).pk).update(is_hidden=True)
    Post.objects.filter(pk=reply(talk).pk).update(is_awaiting=True)
    assert unread(client, "/en/communities/-/threads/?list=unread") == {}
    assert "New since" not in client.get(address(talk)).content.decode()


def test_participants_are_named_for_members(client: Client, space: Any, reader: Any) -> None:
    talk = thread(community=space, author=user(name="ສົມສີ"))
    for number in range(14):
        reply(talk, author=user(name=f"Person {number}"))
    page = client.get(address(talk))
    assert len(page.context["participants"]) == 12
    assert page.context["participants"][0] == "ສົມສີ"
    assert "and 3 others" in page.content.decode()
    assert "participants" not in Client().get(address(talk)).context


def test_the_number_of_queries_is_fixed(client: Client, space: Any, reader: Any) -> None:
    talk = thread(community=space)
    reply(talk)
    pages = [f"/en/communities/{space.slug}/", address(talk), "/en/communities/-/threads/?list=unread",
             "/en/communities/-/following/"]  # fmt: skip

    def queries() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            found.append(len(asked))
        return found

    other = thread(community=space)
    following.set_thread_level(thread=other, user=reader, level="follow")
    client.get(address(talk))
    queries()  # what is asked once a process
    few = queries()
    for _number in range(5):
        more = thread(community=space)
        following.set_thread_level(thread=more, user=reader, level="follow")
        posting.reply(thread=more, author=user(), text="ຕົກລົງ")
        posting.reply(thread=talk, author=user(), text="ได้")
        Notification.objects.create(user=reader, thread=more, at=timezone.now(), counts={"reply": 1})
    client.get(address(talk))
    many_of_them = queries()
    assert many_of_them == few
    assert few[0] <= 9
    assert few[1] <= 18
