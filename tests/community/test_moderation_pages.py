"""Moderation as people meet it: pages and forms."""

from __future__ import annotations

import csv
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from community import flagging, hiding, locking, merging, pacing, splitting
from community.models import AuditEntry, Flag, Membership, Post, Thread
from library.models import Country
from tests.factories import PASSWORD, community, facilitator, member, profile, reply, thread, user

pytestmark = pytest.mark.django_db

SENTENCE = "ເຮົາແບ່ງປັນກົດລະບຽບຂອງປ່າຊຸມຊົນ ແລະ ຮັກສາແຫຼ່ງນ້ຳຮ່ວມກັນທຸກປີ"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


def _as(client: Client, person: Any) -> Any:
    assert client.login(email=person.email, password=PASSWORD)
    return person


def _page(space: Any, rest: str = "", language: str = "en") -> str:
    return f"/{language}/communities/{space.slug}/{rest}"


FOR_FACILITATORS = ("moderation/", "log/", "facilitating/", "moderation/words/", "facilitating/activity.csv")


def test_only_facilitators_and_staff_know_these_pages(client: Client) -> None:
    space = community()
    assert client.get(_page(space, "log/")).status_code == 302, "a visitor signs in first"
    for person, status in (
        (member(space), 404), (facilitator(community()), 404), (facilitator(space), 200), (user(is_staff=True), 200),
    ):  # fmt: skip
        _as(client, person)
        assert {client.get(_page(space, page)).status_code for page in FOR_FACILITATORS} == {status}


def test_the_queue_of_all_my_communities_has_those_only(client: Client) -> None:
    mine, other = community(approves_first_posts=True), community(approves_first_posts=True)
    thread(community=mine, author=member(mine), title="Ours")
    thread(community=other, author=member(other), title="Theirs")
    _as(client, facilitator(mine))
    page = client.get("/en/communities/-/moderation/").content.decode()
    assert "Ours" in page
    assert "Theirs" not in page
    _as(client, member(mine))
    assert client.get("/en/communities/-/moderation/").status_code == 404


def test_a_first_post_waits_is_read_by_its_author_and_shown_when_approved(client: Client) -> None:
    space = community(approves_first_posts=True)
    author = _as(client, member(space))
    response = client.post(_page(space, "start/"), {"title": "ຄັ້ງທຳອິດ", "text": SENTENCE}, follow=True)
    page = response.content.decode()
    assert "A facilitator reads it first" in page
    assert "Only you and the facilitators see this now" in page
    started = Thread.objects.get()
    visitor = Client()
    assert visitor.get(_page(space, f"{started.pk}/")).status_code == 404
    assert "ຄັ້ງທຳອິດ" not in visitor.get(_page(space)).content.decode()
    boss = Client()
    _as(boss, facilitator(space))
    post = started.posts.get()
    queue = boss.get(_page(space, "moderation/")).content.decode()
    assert f'id="item-{post.pk}"' in queue
    assert "First post in this community" in queue
    there = _page(space, "moderation/") + "#queue"
    response = boss.post(f"/en/communities/-/posts/{post.pk}/moderate/approve/", {"next": there})
    assert response.url == there
    assert visitor.get(_page(space, f"{started.pk}/")).status_code == 200
    assert "Post approved" in client.get("/en/communities/-/my-log/").content.decode()
    assert author


def test_the_author_of_a_hidden_post_reads_why_in_its_place(client: Client) -> None:
    space = community()
    by, started = facilitator(space), thread(community=space)
    first, second = reply(started, text="Before it"), reply(started, text=SENTENCE)
    reply(started, text="After it")
    hiding.hide_post(post=second, by=by, reason="ຂຽນຊື່ຄົນອື່ນ")
    _as(client, second.author)
    page = client.get(_page(space, f"{started.pk}/")).content.decode()
    assert page.index("Before it") < page.index("ຂຽນຊື່ຄົນອື່ນ") < page.index("After it")
    assert SENTENCE in page
    other = Client()
    _as(other, first.author)
    assert "ຂຽນຊື່ຄົນອື່ນ" not in other.get(_page(space, f"{started.pk}/")).content.decode()
    log = client.get("/en/communities/-/my-log/").content.decode()
    assert "ຂຽນຊື່ຄົນອື່ນ" in log
    assert by.name in log
    assert "(Facilitator)" in log


def test_the_author_of_a_hidden_thread_reads_why_and_nobody_else(client: Client) -> None:
    space = community()
    started = thread(community=space, text=SENTENCE)
    hiding.hide_thread(thread=started, by=facilitator(space), reason="ซ้ำกับกระทู้เดิม")
    _as(client, started.author)
    response = client.get(_page(space, f"{started.pk}/"))
    assert response.status_code == 410
    assert "ซ้ำกับกระทู้เดิม" in response.content.decode()
    assert Client().get(_page(space, f"{started.pk}/")).status_code == 404


def test_a_reader_reports_a_post_and_its_author_never_learns_who(client: Client) -> None:
    space = community()
    post = reply(thread(community=space))
    reader = _as(client, member(space))
    address = f"/th/communities/-/posts/{post.pk}/flag/"
    refused = client.post(address, {"reason": "other", "words": ""})
    assert refused.status_code == 422
    assert client.post(address, {"reason": "private", "words": SENTENCE}).status_code == 302
    assert Flag.objects.get().words == SENTENCE
    by = facilitator(space)
    boss = Client()
    _as(boss, by)
    assert reader.name in boss.get(_page(space, "moderation/")).content.decode()
    hiding.hide_post(post=post, by=by, reason="private")
    author = Client()
    _as(author, post.author)
    Membership.objects.filter(user=post.author).update(role="facilitator")
    Flag.objects.update(status="open")
    for page in ("/en/communities/-/my-log/", _page(space, "log/"), _page(space, "moderation/")):
        html = author.get(page).content.decode()
        assert "Report upheld" not in html.replace(">Report upheld</option>", "")
        assert SENTENCE not in html or "A reader" in html
    assert "Report upheld" in client.get("/en/communities/-/my-log/").content.decode()


def test_old_addresses_of_merged_moved_and_split_posts_lead_on(client: Client) -> None:
    space = community()
    by = facilitator(space)
    first, second = thread(community=space), thread(community=space)
    post = reply(first)
    made = splitting.split(thread=first, posts=[post.pk], title="New", by=by)
    assert client.get(_page(space, f"{first.pk}/?post={post.pk}")).url == (
        _page(space, f"{made.pk}/?post={post.pk}#post-{post.pk}")
    )
    merging.merge(thread=second, into=first, by=by)
    assert client.get(_page(space, f"{second.pk}/?page=1")).url == _page(space, f"{first.pk}/?page=1")
    writer = Client()
    _as(writer, member(space))
    response = writer.post(_page(space, f"{second.pk}/"), {"text": "Written while it was merged"})
    assert response.url.startswith(_page(space, f"{first.pk}/"))
    secret = thread(community=(hidden := community(audience="community", membership="hidden")), author=member(hidden))
    assert client.get(_page(space, f"{secret.pk}/")).status_code == 404


def test_acts_are_pages_with_forms_and_the_log_undoes_them(client: Client) -> None:
    space, other = community(), community(titles={"en": "The other"})
    started, goal = thread(community=space), thread(community=space)
    post = reply(started)
    by = _as(client, facilitator(space))
    member(other, user=by, role="facilitator")
    acts = _page(space, f"{started.pk}/moderate/")
    assert client.get(acts + "nonsense/").status_code == 404
    assert client.post(acts + "pin/").status_code == 302
    assert client.post(acts + "hide/", {"reason": ""}).status_code == 422
    assert client.post(acts + "merge/", {"into": "https://elsewhere"}).status_code == 422
    asked = client.get(acts + f"split/?post={post.pk}").content.decode()
    assert f'value="{post.pk}" ' in asked
    assert "checked" in asked
    made = client.post(acts + "split/", {"title": "", "posts": [post.pk]})
    assert made.status_code == 422
    client.post(acts + "change/", {"title": "ຊື່ໃໝ່", "language": "lo", "kind": "question"})
    client.post(acts + "move/", {"to": other.pk})
    started.refresh_from_db()
    assert (started.title, started.community) == ("ຊື່ໃໝ່", other)
    entry = AuditEntry.objects.get(action="moved")
    assert client.post(f"/en/communities/-/log/{entry.pk}/undo/").status_code == 302
    response = client.post(acts + "merge/", {"into": f"http://x/en/communities/{space.slug}/{goal.pk}/?page=2"})
    assert response.url == _page(space, f"{goal.pk}/")
    log = client.get(_page(space, "log/")).content.decode()
    assert "Thread merged into another" in log
    assert "Undone" in log
    assert "Thread merged" not in client.get(_page(space, "log/?action=pinned")).content.decode().split("</select>")[-1]


def test_the_undo_of_what_moved_on_says_so(client: Client) -> None:
    space = community()
    by, started = _as(client, facilitator(space)), thread(community=space)
    entry = locking.lock(thread=started, by=by)
    locking.unlock(thread=started, by=by)
    response = client.post(f"/en/communities/-/log/{entry.pk}/undo/", follow=True)
    assert "it has been changed again since" in response.content.decode()


def test_who_writes_too_fast_is_told_how_long_to_wait_and_keeps_the_text(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(pacing.LIMITS, "reply", ("2/10 minutes", "100/minute"))
    started = thread()
    _as(client, user())
    address = _page(started.community, f"{started.pk}/")
    for number in range(2):
        assert client.post(address, {"text": f"Answer {number}"}).status_code == 302
    for language, minutes in (("en", "10 minutes"), ("th", "10 นาที"), ("vi", "10 phút"), ("lo", "10 ນາທີ")):
        address = _page(started.community, f"{started.pk}/", language)
        response = client.post(address, {"text": SENTENCE})
        assert response.status_code == 429
        assert minutes in response.content.decode().replace("\xa0", " ")
        assert SENTENCE in response.content.decode()


def test_a_program_that_fills_in_everything_is_caught(client: Client) -> None:
    started = thread()
    _as(client, user())
    response = client.post(_page(started.community, f"{started.pk}/"), {"text": SENTENCE, "website": "http://spam"})
    assert response.status_code == 422
    assert SENTENCE in response.content.decode()
    assert Post.objects.count() == 1


def test_the_same_text_again_shows_the_earlier_post(client: Client) -> None:
    space = community()
    started, other = thread(community=space), thread(community=space)
    _as(client, member(space))
    here, there = _page(space, f"{started.pk}/"), _page(space, f"{other.pk}/")
    client.post(here, {"text": SENTENCE, "submission": str(uuid.uuid4())})
    post = Post.objects.latest("pk")
    for address in (here, there):
        response = client.post(address, {"text": f" {SENTENCE}\n", "submission": str(uuid.uuid4())})
        assert response.url.endswith(f"?post={post.pk}#post-{post.pk}")
    client.post(here, {"text": "Thank you!"})
    assert client.post(there, {"text": "Thank you!"}).url.startswith(there), "short thanks are written twice"
    Post.objects.filter(author=post.author).update(created_at=timezone.now() - timedelta(minutes=11))
    client.post(here, {"text": SENTENCE})
    assert Post.objects.filter(text=SENTENCE).count() == 2


def test_the_facilitators_page_says_who_waits_and_who_is_silent(client: Client) -> None:
    space = community()
    long_ago = timezone.now() - timedelta(days=100)
    lonely = thread(community=space, title="Nobody knows", at=timezone.now() - timedelta(days=4))
    thread(community=space, author=lonely.author, title="Of today")
    member(space, user=user(name="=1+1"))
    old = thread(community=space, author=user(name="Wrote once"), at=long_ago)
    reply(old, author=lonely.author)
    _as(client, facilitator(space))
    page = client.get(_page(space, "facilitating/")).content.decode()
    unanswered = page.split('id="unanswered"')[1].split("</section>")[0]
    assert "Nobody knows" in unanswered
    assert "Of today" not in unanswered
    assert "Wrote once" in page.split('id="silent"')[1]
    rows = list(
        csv.reader(client.get(_page(space, "facilitating/silent.csv")).content.decode("utf-8-sig").splitlines())
    )
    assert [row[0] for row in rows] == ["name", "Wrote once", "'=1+1"]
    numbers = list(csv.reader(client.get(_page(space, "facilitating/activity.csv")).content.decode().splitlines()))
    assert sum(int(row[2]) for row in numbers[1:]) == 4


def test_posts_are_counted_by_the_country_of_those_who_tell_it(client: Client) -> None:
    space = community()
    told, hides, silent = (member(space, user=user(name=name)) for name in ("ນາງ ຄຳ", "คนเงียบ", "Không nói"))
    profile(told, country=Country.objects.get_or_create(code="LA")[0])
    profile(hides, country=Country.objects.get_or_create(code="TH")[0], shows_place="nobody")
    started = thread(community=space, author=told)
    for author in (told, hides, silent):
        reply(started, author=author)
    _as(client, facilitator(space))
    page = client.get(_page(space, "facilitating/")).content.decode().split('id="countries"')[1]
    assert "Laos" in page
    assert "Thailand" not in page
    answer = client.get(_page(space, "facilitating/countries.csv")).content.decode("utf-8-sig")
    assert list(csv.reader(answer.splitlines())) == [["country", "posts", "people"], ["LA", "2", "1"], ["", "2", "2"]]


def test_the_number_of_queries_does_not_grow(client: Client, django_assert_max_num_queries: Any) -> None:
    space = community(titles={"en": "One", "th": "หนึ่ง"})
    started = thread(community=space)

    def more() -> None:
        for _number in range(3):
            post = reply(started)
            flagging.flag(post=post, by=member(space), reason="spam")
            hiding.hide_post(post=reply(started), by=user(is_staff=True), reason="spam")
            locking.lock(thread=(other := thread(community=space)), by=user(is_staff=True))
            Thread.objects.filter(pk=other.pk).update(created_at=timezone.now() - timedelta(days=5), is_locked=False)

    more()
    by, writer = facilitator(space), Client()
    _as(client, by)
    _as(writer, reply(started).author)
    pages = [
        (client, _page(space, "moderation/"), 18), (client, _page(space, "log/"), 12),
        (client, _page(space, "facilitating/"), 20), (client, _page(space, f"{started.pk}/"), 18),
        (writer, _page(space, f"{started.pk}/"), 18), (Client(), _page(space, f"{started.pk}/"), 12),
    ]  # fmt: skip
    counts = []
    for browser, page, most in pages:
        browser.get(page)
        with django_assert_max_num_queries(most) as few:
            browser.get(page)
        counts.append(len(few))
    more()
    for (browser, page, _most), number in zip(pages, counts, strict=True):
        browser.get(page)  # what was read is noted once
        with django_assert_max_num_queries(number):
            browser.get(page)
