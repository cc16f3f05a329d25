"""Starting threads and replying, through the verbs."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404
from django.test import Client
from django.utils import translation

from community import counting, posting, rendering, rights
from community.cards import author_name
from community.models import Community, Post, Thread
from library.refusals import NotAllowed
from search import changes
from tests.factories import community, member, thread, user

pytestmark = pytest.mark.django_db


def test_a_thread_starts_with_its_first_post() -> None:
    started = thread(title="  ขายน้ำผึ้ง  ที่ไหน ", text="ใครเคย**ขาย**บ้าง", language="")
    post = started.posts.get()
    assert started.title == "ขายน้ำผึ้ง ที่ไหน"
    assert (started.language, post.language) == ("th", "th")
    assert "<strong>ขาย</strong>" in post.html
    assert post.renderer_version == rendering.VERSION
    assert started.reply_count == 0


def test_each_post_has_its_own_language() -> None:
    started = thread(title="Selling rice", text="How?")
    reply = posting.reply(thread=started, author=user(), text="ເຮົາຂາຍຢູ່ຕະຫຼາດ", page_language="en")
    assert (started.language, reply.language) == ("en", "lo")


def test_a_writer_s_own_word_on_the_language_counts_more_than_the_guess() -> None:
    assert thread(title="Chào", text="xin chao", language="vi").language == "vi"


def test_a_reply_counts_and_brings_the_thread_up() -> None:
    started = thread()
    post = posting.reply(thread=started, author=user(), text="Like this.")
    stored = Thread.objects.get()
    assert (stored.reply_count, stored.last_post_at) == (1, post.created_at)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"text": ""}, {"text"}),
        ({"text": " \n "}, {"text"}),
        ({"text": "NUL \x00 here"}, {"text"}),
        ({"text": "bell \x07"}, {"text"}),
        ({"text": "ก" * 17_000}, {"text"}),
        ({"title": ""}, {"title"}),
        ({"title": "x" * 201}, {"title"}),
        ({"title": "\x1b[2J"}, {"title"}),
        ({"language": "xx"}, {"language"}),
        ({"title": "", "text": "", "language": "xx"}, {"title", "text", "language"}),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence_a_field(fields: dict[str, str], named: set[str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        thread(**fields)
    assert set(refusal.value.message_dict) == named
    assert not Thread.objects.exists()


def test_fifty_kilobytes_are_taken_and_one_byte_more_is_not() -> None:
    started = thread(text="x" * 50_000)
    with pytest.raises(ValidationError):
        posting.reply(thread=started, author=user(), text="x" * 50_001)
    assert Post.objects.count() == 1


def test_sentences_are_in_the_writer_s_language() -> None:
    sentences = set()
    for code in ("en", "th", "vi", "lo"):
        with translation.override(code), pytest.raises(ValidationError) as refusal:
            thread(text="")
        sentences.update(refusal.value.message_dict["text"])
    assert len(sentences) == 4


def test_the_same_form_sent_twice_makes_one_post() -> None:
    author, submission = user(), uuid.uuid4()
    first = thread(author=author, submission=submission)
    again = thread(
        community=first.community, author=author, title=first.title, text=first.posts.get().text, submission=submission
    )
    assert again == first
    replies = [posting.reply(thread=first, author=author, text="Yes", submission=uuid.UUID(int=7)) for _ in range(2)]
    assert replies[0] == replies[1]
    assert Thread.objects.get().reply_count == 1


def test_another_text_in_a_form_that_was_sent_is_another_post() -> None:
    """Somebody goes back in the browser and writes on."""
    author, submission = user(), uuid.uuid4()
    started = thread()
    for text in ("First", "Second, quite different"):
        posting.reply(thread=started, author=author, text=text, submission=submission)
    assert list(started.posts.values_list("text", flat=True))[1:] == ["First", "Second, quite different"]


def test_two_people_on_one_phone_send_the_same_form_and_nothing_is_lost() -> None:
    submission = uuid.uuid4()
    first = thread(submission=submission)
    second = posting.reply(thread=first, author=user(), text="Mine", submission=submission)
    assert (first.posts.count(), second.text) == (2, "Mine")


def test_a_visitor_is_asked_to_sign_in() -> None:
    started = thread()
    with pytest.raises(NotAllowed):
        posting.reply(thread=started, author=AnonymousUser(), text="Hello")


@pytest.mark.parametrize("state", ["locked", "archived"])
def test_a_closed_thread_takes_no_reply_and_says_why(state: str) -> None:
    started = thread()
    if state == "locked":
        Thread.objects.update(is_locked=True)
    else:
        Community.objects.update(state=Community.State.ARCHIVED)
    started = Thread.objects.select_related("community").get()
    with pytest.raises(NotAllowed) as refusal:
        posting.reply(thread=started, author=user(), text="Hello")
    assert refusal.value.sentence


def test_a_thread_that_was_hidden_meanwhile_takes_no_reply() -> None:
    started = thread()
    Thread.objects.update(is_hidden=True)
    with pytest.raises(Http404):
        posting.reply(thread=started, author=user(), text="Hello")


@pytest.mark.parametrize("audience", Community.Audience.values)
def test_who_may_not_read_a_community_does_not_learn_that_it_exists(audience: str) -> None:
    space = community(audience=audience)
    started = thread(community=space, author=member(space))
    visitor = AnonymousUser()
    may = audience == Community.Audience.PUBLIC
    assert Community.objects.visible_to(visitor).exists() is may
    assert Thread.objects.visible_to(visitor).exists() is may
    assert Post.objects.visible_to(visitor).exists() is may
    with pytest.raises(NotAllowed if may else Http404):
        rights.check_can_reply(visitor, started)
    assert Post.objects.visible_to(member(space)).exists()


def test_a_hidden_thread_is_seen_by_staff_only() -> None:
    started = thread()
    Thread.objects.update(is_hidden=True)
    assert not Thread.objects.visible_to(started.author).exists()
    assert not Post.objects.visible_to(started.author).exists()
    assert Thread.objects.visible_to(user(is_staff=True)).exists()


def test_posts_stay_when_their_author_goes() -> None:
    started = thread()
    started.author.delete()
    assert Post.objects.get().author is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_replies_at_the_same_time_are_all_counted() -> None:
    started = thread()
    authors = [user() for _number in range(4)]

    def answer(author: Any) -> None:
        try:
            for number in range(3):
                posting.reply(thread=started, author=author, text=f"Answer {number}")
        finally:
            connection.close()

    workers = [threading.Thread(target=answer, args=(author,)) for author in authors]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Thread.objects.get().reply_count == 12 == Post.objects.count() - 1


def test_somebody_with_a_thousand_posts_goes_and_every_thread_stays_whole(django_assert_max_num_queries: Any) -> None:
    space, leaving = community(), user("ຜູ້ທີ່ຈະອອກ")
    started = thread(community=space, author=leaving, title="ປ່າຂອງເຮົາ")
    first = started.posts.get()
    Post.objects.bulk_create(
        [
            Post(
                thread=started,
                author=leaving,
                language="lo",
                text=f"ຂໍ້ຄວາມ {number}",
                html=first.html,
                renderer_version=first.renderer_version,
                created_at=first.created_at,
            )
            for number in range(1000)
        ]
    )
    counting.recount(started)
    with django_assert_max_num_queries(120):  # tables, not posts
        leaving.delete()
    counting.recount(started)
    assert (Post.objects.filter(thread=started, author=None).count(), started.reply_count) == (1001, 1000)
    assert author_name(Post.objects.filter(thread=started).select_related("author")[5]) == "former member"


@pytest.mark.parametrize("what", ["renamed", "gone"])
def test_search_forgets_a_name_that_nobody_has_any_more(outline: None, client: Client, what: str) -> None:
    author = user("ຜູ້ຂຽນ zqoldname")
    thread(author=author, title="ປ່າຂອງເຮົາ zqforest", text="ໃຜດູແລປ່າ")
    changes.drain(wait=True)
    found = client.get("/api/v1/search", {"q": "zqforest"}).content.decode()
    assert "zqoldname" in found
    if what == "gone":
        author.delete()
    else:
        author.name = "ຊື່ໃໝ່ zqnewname"
        author.save()
    changes.drain(wait=True)
    found = client.get("/api/v1/search", {"q": "zqforest"}).content.decode()
    assert "zqforest" in found
    assert "zqoldname" not in found
    assert ("zqnewname" in found) is (what == "renamed")
