"""Following, muting, and being told: through verbs, events and pages."""

from __future__ import annotations

import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import auditing, channels, events, following, joining, merging, notifying, posting
from community.models import (
    AuditEntry,
    Community,
    CommunityState,
    Membership,
    Notification,
    NotificationEvent,
    Post,
    TagFollow,
    Thread,
    ThreadState,
)
from community.models.membership import FOR_EVER
from community.models.notification import Kind
from tests.factories import community, facilitator, member, reply, thread, user

pytestmark = [pytest.mark.django_db]

PAGE = "/en/communities/-/notifications/"


@pytest.fixture
def space(outline: None) -> Any:
    return community(titles={"en": "Forests", "th": "ป่า"})


@pytest.fixture
def writer(client: Client, space: Any) -> Any:
    """Who starts the thread, and is signed in."""
    person = member(space, user=user(name="ผู้เขียน"))
    client.force_login(person)
    return person


@pytest.fixture
def talk(space: Any, writer: Any) -> Thread:
    return thread(community=space, author=writer, title="ขายน้ำผึ้ง")


def counts(person: Any) -> list[dict[str, int]]:
    """What the notifications of `person` count, when everybody was told what happened."""
    notifying.fan_out_due()
    return [row.counts for row in Notification.objects.filter(user=person).order_by("pk")]


def mention(post: Post, *people: Any) -> None:
    events.mentioned.send(Post, post=post, people=people)


def test_replies_come_as_one_row_a_thread_with_names_and_the_way_to_the_first(
    client: Client, talk: Thread, writer: Any
) -> None:
    first = reply(talk, author=user(name="ນາງ ຄຳ"))
    reply(talk, author=user(name="Bình"))
    mention(reply(talk, author=user(name="Bình")), writer)
    assert counts(writer) == [{"reply": 3, "mention": 1}]
    page = client.get(PAGE)
    html = page.content.decode()
    assert "ขายน้ำผึ้ง" in html
    assert "You were mentioned" in html
    assert "3 new posts" in html
    assert page.context["new"][0]["names"] == ["Bình", "ນາງ ຄຳ"]
    assert page.context["new"][0]["url"].endswith(f"/{talk.pk}/?post={first.pk}#post-{first.pk}")
    assert '<span class="bell__count" aria-hidden="true">1</span>' in html
    client.get(page.context["new"][0]["url"])
    assert "bell__count" not in client.get("/en/library/").content.decode(), "opening the thread reads it"
    reply(talk)
    assert counts(writer) == [{"reply": 1}], "counted anew since it was read, in the same row"


@pytest.mark.parametrize(
    ("case", "told"),
    [("own", False), ("muted", False), ("muted community", False), ("banned", False), ("unwanted", False),
     ("gone", False), ("read", False), ("stopped", False), ("followed", True)],
)  # fmt: skip
def test_who_is_told_of_a_reply(space: Any, talk: Thread, writer: Any, case: str, told: bool) -> None:
    if case == "muted":
        following.set_thread_level(thread=talk, user=writer, level="mute")
    elif case == "stopped":
        following.set_thread_level(thread=talk, user=writer, level="")
        reply(talk, author=writer)  # and writing does not start it again
    elif case == "muted community":
        following.set_community_level(community=space, user=writer, level="mute")
    elif case == "banned":
        Membership.objects.filter(user=writer).update(banned_until=FOR_EVER)
    elif case == "unwanted":
        notifying.choose(user=writer, wanted=set(Kind.values) - {Kind.REPLY})
    elif case == "gone":
        type(writer).objects.filter(pk=writer.pk).update(is_active=False)
    post = reply(talk, author=writer if case == "own" else user())
    if case == "read":
        ThreadState.objects.filter(user=writer).update(read_at=post.created_at, read_pk=post.pk)
    mention(post, *[person for person in [writer] if case not in ("unwanted", "stopped", "followed")])
    assert counts(writer) == ([{"reply": 1}] if told else [])


def test_whoever_answers_follows_and_hears_of_the_next(talk: Thread) -> None:
    one, other = user(), user()
    reply(talk, author=one)
    reply(talk, author=other)
    assert (counts(one), counts(other)) == ([{"reply": 1}], [])
    assert ThreadState.objects.get(user=other).why == "wrote"


@pytest.mark.parametrize("way", ["community", "tag", "neither"])
def test_a_new_thread_is_told_to_followers_of_its_community_and_its_tags(
    space: Any, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifying, "tags_of", lambda thread: ["ນ້ຳເຜິ້ງ"])
    follower = member(space)
    if way == "community":
        following.set_community_level(community=space, user=follower, level="follow")
    else:
        following.set_tag_level(
            community=space, user=follower, tag=" ນ້ຳເຜິ້ງ " if way == "tag" else "ເຂົ້າ", level="follow"
        )
    author = user()
    started = thread(community=space, author=author)
    assert counts(follower) == ([] if way == "neither" else [{"thread": 1}])
    assert counts(author) == []
    reply(started)
    assert counts(follower) == ([] if way == "neither" else [{"thread": 1}]), "the thread itself is not followed"


def test_what_waits_is_told_when_it_is_shown_and_once(talk: Thread, writer: Any) -> None:
    post = reply(talk)
    mention(post, writer)
    Post.objects.filter(pk=post.pk).update(is_awaiting=True)
    assert counts(writer) == []
    Post.objects.filter(pk=post.pk).update(is_awaiting=False)
    for _time in range(2):
        events.post_shown.send(Post, post=post)
        assert counts(writer) == [{"reply": 1, "mention": 1}]


def test_answers_reactions_and_facilitators_acts_are_told(
    client: Client, space: Any, talk: Thread, writer: Any
) -> None:
    post = talk.posts.get()
    fan, boss = user(name="Fan"), facilitator(space)
    for _time in range(2):  # given, taken back, given again
        events.reacted.send(Post, post=post, user=fan, kind="thanks")
    events.reacted.send(Post, post=post, user=user(), kind="useful")
    events.reacted.send(Post, post=post, user=writer, kind="useful")
    events.answer_accepted.send(Thread, thread=talk, post=post, by=boss)
    entry = auditing.record("moved", actor=boss, thread=talk)
    events.moderated.send(AuditEntry, entry=entry)
    assert counts(writer) == [{"reaction": 2, "accepted": 1, "moderation": 1}]
    html = client.get(PAGE).content.decode()
    for sentence in ("2 reactions to what you wrote", "Your answer was accepted", "A facilitator moved what you wrote"):
        assert sentence in html


def test_joining_is_told_to_facilitators_and_to_whom_it_concerns(client: Client, space: Any) -> None:
    boss, newcomer = facilitator(space), user(name="ສົມພອນ")
    asked = Membership.objects.create(community=space, user=newcomer, state=Membership.State.ASKED)
    events.member_changed.send(Membership, membership=asked, by=newcomer, what="asked")
    assert counts(boss) == [{"join": 1}]
    client.force_login(boss)
    html = client.get(PAGE).content.decode()
    assert "1 person asks to join" in html
    assert "ສົມພອນ" in html
    joining.take_in(community=space, user=newcomer, by=boss)
    assert counts(newcomer) == [{"join": 1}]
    joining.join(community=community(), user=boss)
    assert len(counts(boss)) == 1, "one's own doing is no news"
    client.force_login(newcomer)
    html = client.get(PAGE).content.decode()
    assert "You are a member now" in html
    assert boss.name not in html.split("<main")[1], "who of them decided is not told"


CLOSED = ["thread hidden", "made private", "banned from private", "made hidden", "thread waits", "post hidden"]


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("when", ["before it is told", "before it is shown"])
def test_no_title_is_told_that_one_may_not_read_now(client: Client, space: Any, closed: str, when: str) -> None:
    reader = user()
    client.force_login(reader)
    if closed == "banned from private":
        Community.objects.filter(pk=space.pk).update(audience="community")
        space.refresh_from_db()
        member(space, user=reader)
    talk = thread(community=space, title="ความลับของป่า", author=member(space))
    following.set_thread_level(thread=talk, user=reader, level="follow")
    post = reply(talk, author=member(space))
    Notification.objects.create(user=reader, community=space, at=timezone.now(), counts={"join": 1},
                                acts=[["join", None, None, "role"]])  # fmt: skip
    if when == "before it is shown":
        assert counts(reader)[-1] == {"reply": 1}
    if closed == "thread hidden":
        Thread.objects.update(is_hidden=True)
    elif closed == "thread waits":
        Thread.objects.update(is_awaiting=True)
    elif closed == "made private":
        Community.objects.update(audience="community", membership="request")
    elif closed == "made hidden":
        Community.objects.update(audience="community", membership="hidden")
    elif closed == "banned from private":
        Membership.objects.filter(user=reader).update(banned_until=FOR_EVER)
    else:
        Post.objects.filter(pk=post.pk).update(is_hidden=True)
    notifying.fan_out_due()
    if when == "before it is told":
        assert not Notification.objects.filter(user=reader, thread=talk).exists()
    client.get(PAGE)
    html = client.get(PAGE).content.decode()
    assert "ความลับของป่า" not in html
    assert ("Forests" in html) == (closed != "made hidden"), "its page says how to join; a hidden one has none"
    number = 0 if closed == "made hidden" else 1
    assert html.count("bell__count") == number, "and the header counts what the page shows"
    for page in ("/en/communities/-/following/", "/en/communities/-/threads/?list=unread"):
        assert ("ความลับของป่า" in client.get(page).content.decode()) == (closed == "post hidden" and "following" in page)


def test_an_event_is_told_once_however_often_it_is_worked_off(
    space: Any, talk: Thread, writer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker is killed between two people; `run_due` goes on behind the last who was told."""
    followers = [writer, *[member(space) for _number in range(4)]]
    for person in followers[1:]:
        following.set_thread_level(thread=talk, user=person, level="follow")
    reply(talk)
    event = NotificationEvent.objects.get(kind="reply")
    monkeypatch.setattr(notifying, "AT_ONCE", 2)
    tell = notifying._tell_some
    rounds: list[int] = []

    def dying(pk: int) -> bool:
        rounds.append(pk)
        if len(rounds) == 2:
            raise SystemExit
        return tell(pk)

    with monkeypatch.context() as killed:
        killed.setattr(notifying, "_tell_some", dying)
        with pytest.raises(SystemExit):
            notifying.fan_out_now(event.pk)
    assert Notification.objects.count() == 2
    assert notifying.fan_out_now(event.pk) is False, "another worker has it, as far as anybody knows"
    NotificationEvent.objects.update(next_attempt_at=timezone.now())
    for _time in range(3):
        call_command("run_due", verbosity=0)
        assert [row.counts for row in Notification.objects.all()] == [{"reply": 1}] * 5


def test_an_event_that_always_fails_is_given_up_and_disturbs_nobody(
    talk: Thread, writer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply(talk)
    with monkeypatch.context() as broken:
        broken.setattr(notifying, "_tell_some", lambda pk: 1 / 0)
        for _time in range(10):
            NotificationEvent.objects.exclude(next_attempt_at=None).update(next_attempt_at=timezone.now())
            notifying.fan_out_due()
    assert not NotificationEvent.objects.filter(done_at=None).exclude(next_attempt_at=None).exists()
    reply(talk)
    assert counts(writer) == [{"reply": 1}]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_replies_at_the_same_time_are_all_counted_in_the_one_row() -> None:
    started = thread()
    authors = [user() for _number in range(3)]

    def answer(author: Any) -> None:
        try:
            for number in range(3):
                posting.reply(thread=started, author=author, text=f"ຄຳຕອບ {number}")
        finally:
            connection.close()

    workers = [threading.Thread(target=answer, args=(author,)) for author in authors]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    notifying.fan_out_due()  # what a worker left to the timer
    row = Notification.objects.get(user=started.author)
    assert row.counts == {"reply": 9}
    assert len(row.acts) == 9


def test_channels_get_what_people_were_told(talk: Thread, writer: Any) -> None:
    passed: list[Any] = []
    channels.register("test", lambda event, rows: passed.append((event.kind, [row.user_id for row in rows])))
    try:
        reply(talk)
        notifying.fan_out_due()
    finally:
        channels.forget("test")
    assert passed == [("reply", [writer.pk])]


def test_old_posts_of_an_archive_tell_nobody(space: Any, writer: Any) -> None:
    old = timezone.now() - timedelta(days=50)
    archived = thread(community=space, author=writer, at=old)
    reply(archived, at=old)
    assert not NotificationEvent.objects.exists()
    assert not ThreadState.objects.exists()


def test_events_and_read_notifications_are_forgotten_in_time(talk: Thread, writer: Any) -> None:
    reply(talk)
    waiting = reply(talk)
    Post.objects.filter(pk=waiting.pk).update(is_awaiting=True)
    notifying.fan_out_due()
    NotificationEvent.objects.update(created_at=timezone.now() - timedelta(days=8))
    Notification.objects.update(read_at=timezone.now() - timedelta(days=91))
    notifying.forget_events()
    notifying.forget_read()
    assert [event.post_id for event in NotificationEvent.objects.all()] == [waiting.pk]
    assert not Notification.objects.exists()


# Pages


def test_marking_as_read_spares_what_came_after_the_page(client: Client, space: Any, talk: Thread, writer: Any) -> None:
    other = thread(community=space, author=writer)
    for one in (talk, other):
        reply(one)
    notifying.fan_out_due()
    page = client.get(PAGE).context
    assert len(page["new"]) == 2
    mine = page["new"][0]["id"]
    stranger = Notification.objects.create(user=user(), community=space, at=timezone.now())
    assert client.post(f"{PAGE}{stranger.pk}/read/").status_code == 404
    assert client.post(f"{PAGE}{2**63}/read/").status_code == 404
    assert client.get(f"{PAGE}read/").status_code == 405
    client.post(f"{PAGE}{mine}/read/", {"until": page["until"]})
    assert len(client.get(PAGE).context["new"]) == 1
    reply(talk)
    notifying.fan_out_due()
    response = client.post(f"{PAGE}read/", {"until": page["until"]}, follow=True)
    assert [card["title"] for card in response.context["new"]] == [talk.title]
    client.post(f"{PAGE}read/", {"until": "x"})
    assert client.get(PAGE).context["new"] == []
    assert Notification.objects.get(pk=stranger.pk).read_at is None


def test_the_list_is_read_to_its_end_unread_first(client: Client, space: Any, writer: Any) -> None:
    now = timezone.now()
    for number in range(45):
        started = thread(community=space, author=writer, title=f"Thread {number}")
        row = Notification.objects.create(
            user=writer, thread=started, at=now - timedelta(hours=number % 3), counts={"thread": 1},
            acts=[["thread", started.posts.get().pk, None, ""]], read_at=None if number % 2 else now,
        )  # fmt: skip
        assert str(row)
    seen: list[tuple[bool, str]] = []
    query: dict[str, str] = {}
    while True:
        context = client.get(PAGE, query).context
        seen += [(card["is_unread"], card["title"]) for card in [*context["new"], *context["earlier"]]]
        if not context["next_cursor"]:
            break
        query = {"after": context["next_cursor"]}
    assert len(set(seen)) == len(seen) == 45
    assert [unread for unread, _title in seen] == [True] * 22 + [False] * 23
    for odd in ("x", "1~x~1", "2~2026-01-01T00:00:00+00:00~1", "1~0001-01-01T00:00:00+14:00~5", "0~~" + "9" * 30):
        assert len(client.get(PAGE, {"after": odd}).context["new"]) == 20


def test_the_number_of_queries_is_fixed(client: Client, space: Any, writer: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    def told() -> None:
        reply(thread(community=space, author=writer))
        notifying.fan_out_due()

    told()
    queries()
    few = queries()
    for _number in range(4):
        told()
    assert queries() == few <= 11
    with CaptureQueriesContext(connection) as asked:
        assert 'class="bell"' not in Client().get(f"/en/communities/{space.slug}/").content.decode()
    assert "notification" not in " ".join(one["sql"] for one in asked)


def test_more_than_a_hundred_are_not_counted(client: Client, space: Any, writer: Any) -> None:
    rows = [Thread(community=space, title="x", language="en", created_at=timezone.now(), last_post_at=timezone.now())
            for _number in range(101)]  # fmt: skip
    for row in Thread.objects.bulk_create(rows):
        Notification.objects.create(user=writer, thread=row, at=timezone.now(), counts={"reply": 1})
    html = client.get(f"/en/communities/{space.slug}/").content.decode()
    assert '<span class="bell__count" aria-hidden="true">99+</span>' in html


def test_people_choose_of_what_they_are_told(client: Client, writer: Any) -> None:
    page = client.get(f"{PAGE}choices/")
    assert page.content.decode().count("checked") == len(Kind.values)
    assert client.post(f"{PAGE}choices/", {"wanted": ["nonsense"]}).status_code == 422
    with pytest.raises(ValidationError):
        notifying.choose(user=writer, wanted=["nonsense"])
    client.post(f"{PAGE}choices/", {"wanted": ["mention", "reply"]})
    assert client.get(f"{PAGE}choices/").content.decode().count("checked") == 2


@pytest.mark.parametrize("page", ["", "choices/"])
def test_pages_about_oneself_ask_to_sign_in(outline: None, page: str) -> None:
    for address in (f"{PAGE}{page}", "/en/communities/-/following/", "/en/communities/-/threads/?list=unread"):
        assert "/accounts/login/" in Client().get(address).url


# Following


def test_following_is_looked_through_and_ended_on_one_page(
    client: Client, space: Any, talk: Thread, writer: Any
) -> None:
    home = f"/th/communities/{space.slug}/"
    client.post(f"{home}follow/", {"level": "follow"})
    client.post(f"{home}follow/", {"level": "follow", "tag": "น้ำผึ้ง"})
    client.post(f"{home}{talk.pk}/follow/", {"level": "mute"})
    page = client.get("/en/communities/-/following/")
    assert [one["is_muted"] for one in page.context["threads"]] == [True]
    assert [one["tag"] for one in page.context["tags"]] == ["น้ำผึ้ง"]
    assert [one["title"] for one in page.context["communities"]] == ["Forests"]
    back = "/en/communities/-/following/"
    for address, more in (
        (f"{home}follow/", {}),
        (f"{home}follow/", {"tag": "น้ำผึ้ง"}),
        (f"{home}{talk.pk}/follow/", {}),
    ):
        for _tap in range(2):
            assert client.post(address, {"level": "", "next": back} | more).url == back
    context = client.get(back).context
    assert [*context["threads"], *context["tags"], *context["communities"]] == []
    assert "You follow nothing yet" in client.get(back).content.decode()


def test_buttons_say_the_state_they_lead_to(client: Client, space: Any, talk: Thread, writer: Any) -> None:
    address = f"/en/communities/{space.slug}/{talk.pk}/"
    assert "Stop following" in client.get(address).content.decode(), "whoever starts a thread follows it"
    following.set_thread_level(thread=talk, user=writer, level="mute")
    html = client.get(address).content.decode()
    assert "Stop muting" in html
    assert "Stop following" not in html
    assert "/follow/" not in Client().get(address).content.decode()


def test_what_cannot_be_followed_is_refused(client: Client, space: Any, talk: Thread, writer: Any) -> None:
    home = f"/en/communities/{space.slug}/"
    for data in ({"level": "loud"}, {"level": "follow", "tag": "x" * 101}, {"level": "follow", "tag": "\x07"}):
        assert client.post(f"{home}follow/", data, follow=True).status_code == 200
    assert not CommunityState.objects.exists()
    assert not TagFollow.objects.exists()
    assert "/accounts/login/" in Client().post(f"{home}{talk.pk}/follow/", {"level": "follow"}).url
    assert client.post(f"{home}{2**63}/follow/", {"level": "follow"}).status_code == 404
    Thread.objects.update(is_hidden=True)
    assert client.post(f"{home}{talk.pk}/follow/", {"level": "follow"}).status_code == 404
    with pytest.raises(Http404):
        following.set_thread_level(thread=talk, user=writer, level="follow")


def test_what_people_follow_goes_with_them_and_what_they_wrote_stays(talk: Thread, writer: Any) -> None:
    reply(talk)
    counts(writer)
    writer.delete()
    assert not Notification.objects.filter(thread=talk).exists()
    assert not ThreadState.objects.filter(user=writer.pk).exists()
    assert Post.objects.filter(thread=talk).count() == 2


def test_contributors_hear_that_they_are_asked(space: Any, talk: Thread, writer: Any) -> None:
    consent = SimpleNamespace(person_id=writer.pk)
    events.contributors_asked.send(Thread, thread=talk, consents=[consent], by=facilitator(space))
    notifying.fan_out_due()
    assert Notification.objects.get(user=writer, thread=talk).counts == {"consent": 1}


def test_who_follows_a_thread_follows_what_it_was_merged_into(space: Any, talk: Thread, writer: Any) -> None:
    other, host = thread(community=space), user(is_staff=True)
    following.set_thread_level(thread=talk, user=writer, level="follow")
    merging.merge(thread=talk, into=other, by=host)
    Notification.objects.all().delete()
    posting.reply(thread=other, author=member(space), text="ยังอยู่ด้วยกัน")
    notifying.fan_out_due()
    assert Notification.objects.get(user=writer, thread=other).counts["reply"] == 1


@pytest.mark.parametrize("muted", ["น้ำผึ้ง", "ข้าว"])
def test_who_muted_a_tag_hears_of_no_thread_with_it(space: Any, writer: Any, muted: str) -> None:
    following.set_tag_level(community=space, user=writer, tag=muted, level="mute")
    following.set_community_level(community=space, user=writer, level="follow")
    thread(community=space, author=member(space), tags="น้ำผึ้ง, ฝน", title="ราคาน้ำผึ้งปีนี้")
    notifying.fan_out_due()
    assert Notification.objects.filter(user=writer).exists() is (muted == "ข้าว")
