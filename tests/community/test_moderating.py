"""What facilitators do to threads and posts, and taking it back: through the verbs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404

from community import (
    addresses,
    approving,
    changing,
    events,
    flagging,
    hiding,
    locking,
    merging,
    moving,
    pinning,
    posting,
    splitting,
    undoing,
)
from community.models import AuditEntry, Flag, Post, Thread
from library.refusals import NotAllowed
from search.documents import PUBLIC
from search.registry import source
from tests.factories import community, facilitator, member, reply, thread, user

pytestmark = pytest.mark.django_db


def _counters(row: Thread) -> tuple[int, int]:
    row.refresh_from_db()
    return row.reply_count, row.participant_count


@pytest.fixture
def told() -> Iterator[list[AuditEntry]]:
    """What people were told, so far."""
    found: list[AuditEntry] = []

    def receive(sender: Any, *, entry: AuditEntry, **kwargs: Any) -> None:
        found.append(entry)

    events.moderated.connect(receive)
    yield found
    events.moderated.disconnect(receive)


@pytest.mark.parametrize(
    ("do", "field", "value"),
    [(pinning.pin, "is_pinned", True), (locking.lock, "is_locked", True), (hiding.hide_thread, "is_hidden", True)],
)
def test_an_act_is_written_down_and_can_be_undone_once(do: Any, field: str, value: Any) -> None:
    space = community()
    started, by = thread(community=space), facilitator(space)
    entry = do(thread=started, by=by, reason="เพราะว่า")
    started.refresh_from_db()
    assert getattr(started, field) is value
    assert (entry.actor, entry.person, entry.reason) == (by, started.author, "เพราะว่า")
    assert do(thread=started, by=by, reason="again") is None, "nothing to do, nothing to write down"
    undoing.undo(entry=entry, by=by)
    started.refresh_from_db()
    assert getattr(started, field) is not value
    with pytest.raises(NotAllowed):
        undoing.undo(entry=entry, by=by)


def test_what_was_changed_again_since_is_not_undone() -> None:
    space = community()
    started, by = thread(community=space), facilitator(space)
    entry = locking.lock(thread=started, by=by)
    locking.unlock(thread=started, by=by)
    with pytest.raises(NotAllowed) as refusal:
        undoing.undo(entry=entry, by=by)
    assert "changed again" in refusal.value.sentence


def test_only_facilitators_of_this_community_moderate() -> None:
    space = community()
    started = thread(community=space)
    for person in (member(space), started.author, facilitator(community())):
        with pytest.raises(NotAllowed):
            hiding.hide_thread(thread=started, by=person, reason="no")
    hidden = community(membership="hidden", audience="community")
    secret = thread(community=hidden, author=member(hidden))
    with pytest.raises(Http404):
        locking.lock(thread=secret, by=facilitator(community()))


def test_a_hidden_post_is_not_counted_nor_found_and_its_author_is_told(told: list[AuditEntry]) -> None:
    space = community()
    by, started = facilitator(space), thread(community=space)
    post = reply(started, text="ຂໍ້ຄວາມທີ່ບໍ່ດີ", language="lo")
    with pytest.raises(ValidationError):
        hiding.hide_post(post=post, by=by, reason=" ")
    entry = hiding.hide_post(post=post, by=by, reason="It names somebody.")
    assert _counters(started) == (0, 1)
    assert told == [entry]
    assert entry.person == post.author
    [document] = source("thread").documents([started.pk])
    assert "ບໍ່ດີ" not in str(document.body)
    undoing.undo(entry=entry, by=by)
    assert _counters(started) == (1, 2)
    started.refresh_from_db()
    assert not started.has_hidden_posts


def test_hiding_the_only_post_hides_the_thread_and_undo_shows_both() -> None:
    space = community()
    by, started = facilitator(space), thread(community=space)
    entry = hiding.hide_post(post=started.posts.get(), by=by, reason="spam")
    assert not Thread.objects.visible_to(started.author).exists()
    assert list(source("thread").documents([started.pk])) == []
    undoing.undo(entry=entry, by=by)
    assert Post.objects.visible_to(member(space)).count() == 1


def test_title_language_and_kind_are_changed_and_changed_back() -> None:
    space = community()
    by, started = facilitator(space), thread(community=space, title="Honey")
    with pytest.raises(ValidationError) as mistakes:
        changing.change(thread=started, by=by, title="", language="xx", kind="e-discussion")
    assert set(mistakes.value.message_dict) == {"title", "language", "kind"}
    entry = changing.change(thread=started, by=by, title="น้ำผึ้ง", language="th", kind="question")
    started.refresh_from_db()
    assert (started.title, started.language, started.kind) == ("น้ำผึ้ง", "th", "question")
    undoing.undo(entry=entry, by=by)
    started.refresh_from_db()
    assert (started.title, started.language, started.kind) == ("Honey", "en", "discussion")


def test_a_thread_moves_only_between_communities_that_one_facilitates() -> None:
    here, there = community(), community()
    by, started = facilitator(here), thread(community=here)
    with pytest.raises(NotAllowed):
        moving.move(thread=started, to=there, by=by)
    member(there, user=by, role="facilitator")
    entry = moving.move(thread=started, to=there, by=by)
    started.refresh_from_db()
    assert started.community == there
    undoing.undo(entry=entry, by=by)
    started.refresh_from_db()
    assert started.community == here


def test_a_moved_thread_is_read_by_those_of_its_new_community() -> None:
    here, there = community(), community(audience="community", membership="request")
    by = facilitator(here)
    member(there, user=by, role="facilitator")
    started = thread(community=here)
    moving.move(thread=started, to=there, by=by)
    [document] = source("thread").documents([started.pk])
    assert PUBLIC not in document.audiences
    assert not Thread.objects.visible_to(started.author).exists()


def test_merged_threads_have_all_posts_in_order_and_undo_parts_them() -> None:
    space = community()
    by = facilitator(space)
    first, second = thread(community=space, text="หนึ่ง"), thread(community=space, text="สอง")
    reply(first, text="สาม")
    asked_there = reply(second, text="สี่", author=first.author)
    entry = merging.merge(thread=second, into=first, by=by, reason="The same question")
    assert _counters(first) == (3, 3)
    assert [post.text for post in first.posts.all()] == ["หนึ่ง", "สอง", "สาม", "สี่"]
    assert not Thread.objects.visible_to(by).filter(pk=second.pk).exists()
    assert addresses.thread_now(first.author, second.pk) == first
    later = posting.reply(thread=second, author=asked_there.author, text="ห้า")
    assert later.thread == first
    undoing.undo(entry=entry, by=by)
    assert _counters(second) == (1, 2)
    assert [post.text for post in first.posts.all()] == ["หนึ่ง", "สาม", "ห้า"]


def test_threads_that_other_people_read_are_not_merged() -> None:
    here, there = community(), community(audience="community", membership="request")
    by = facilitator(here)
    member(there, user=by, role="facilitator")
    with pytest.raises(NotAllowed):
        merging.merge(thread=thread(community=there, author=by), into=thread(community=here), by=by)


def test_split_posts_are_a_thread_and_links_to_them_lead_there() -> None:
    space = community()
    by, started = facilitator(space), thread(community=space)
    stays, goes = reply(started), reply(started, text="Về giá mật ong", language="vi")
    follows = reply(started)
    with pytest.raises(NotAllowed):
        splitting.split(thread=started, posts=[started.posts.first().pk], title="All of it", by=by)
    made = splitting.split(thread=started, posts=[goes.pk, follows.pk], title="Giá mật ong", by=by)
    assert (made.language, made.author, _counters(made)) == ("vi", goes.author, (1, 2))
    assert _counters(started) == (1, 2)
    goes.refresh_from_db()
    assert addresses.address_of_post(goes).endswith(f"/{made.pk}/?post={goes.pk}#post-{goes.pk}")
    undoing.undo(entry=AuditEntry.objects.get(action="split"), by=by)
    assert list(started.posts.values_list("pk", flat=True))[1:] == [stays.pk, goes.pk, follows.pk]
    assert addresses.thread_now(by, made.pk) == started


def test_a_split_in_which_people_wrote_since_is_not_undone() -> None:
    space = community()
    by, started = facilitator(space), thread(community=space)
    made = splitting.split(thread=started, posts=[reply(started).pk], title="New", by=by)
    reply(made)
    with pytest.raises(NotAllowed):
        undoing.undo(entry=AuditEntry.objects.get(action="split"), by=by)


def test_a_flag_is_one_a_person_and_who_sent_it_hears_of_the_outcome(told: list[AuditEntry]) -> None:
    space = community()
    by, post = facilitator(space), reply(thread(community=space))
    reader, other = member(space), member(space)
    with pytest.raises(NotAllowed):
        flagging.flag(post=post, by=post.author, reason="spam")
    with pytest.raises(ValidationError):
        flagging.flag(post=post, by=reader, reason="other")
    flagging.flag(post=post, by=reader, reason="spam")
    flagging.flag(post=post, by=reader, reason="private", words="มีเบอร์โทร")
    flagging.flag(post=post, by=other, reason="spam")
    assert Flag.objects.count() == 2
    assert flagging.take(post=post, by=by) == 2
    flagging.dismiss(post=post, by=by, reason="The number is a public one.")
    assert {entry.person for entry in told} == {reader, other}
    with pytest.raises(NotAllowed):
        flagging.flag(post=post, by=reader, reason="spam")


def test_hiding_upholds_the_flags_and_nobody_decides_about_their_own_post(told: list[AuditEntry]) -> None:
    space = community()
    by, started = facilitator(space), thread(community=space)
    post, own = reply(started), reply(started, author=by)
    reader = member(space)
    for one in (post, own):
        flagging.flag(post=one, by=reader, reason="unkind")
    hiding.hide_post(post=post, by=by, reason="unkind")
    assert {(entry.action, entry.person) for entry in told} == {("flag-upheld", reader), ("hidden", post.author)}
    with pytest.raises(NotAllowed):
        flagging.dismiss(post=own, by=by)
    own_flag = Flag.objects.get(post=own)
    assert (own_flag.shown_by(by), own_flag.shown_by(user(is_staff=True))) == (None, reader)


def test_what_is_approved_is_counted_announced_and_found() -> None:
    space = community(approves_first_posts=True)
    started = thread(community=space, author=member(space), text="ครั้งแรก")
    assert not Thread.objects.visible_to(member(space)).exists()
    assert list(source("thread").documents([started.pk])) == []
    shown: list[Post] = []

    def receive(sender: Any, *, post: Post, **kwargs: Any) -> None:
        shown.append(post)

    events.post_shown.connect(receive)
    try:
        approving.approve(post=started.posts.get(), by=facilitator(space))
    finally:
        events.post_shown.disconnect(receive)
    assert shown == [started.posts.get()]
    assert Thread.objects.visible_to(member(space)).exists()
    assert len(list(source("thread").documents([started.pk]))) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_merging_while_somebody_replies_loses_nothing_and_counts_right() -> None:
    space = community()
    by = facilitator(space)
    pairs = [(thread(community=space), thread(community=space)) for _number in range(3)]
    authors = [user(), user()]
    failures: list[BaseException] = []

    def run(work: Any) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    def answer(author: Any) -> None:
        for one, other in pairs:
            for number, into in enumerate((one, other, one)):
                posting.reply(thread=into, author=author, text=f"Answer {number}")

    def merge() -> None:
        # Each way round: locks that were taken in the order of the arguments would wait for each other.
        for at, pair in enumerate(pairs):
            one, other = pair if at % 2 else reversed(pair)
            merging.merge(thread=one, into=other, by=by)

    works = [lambda author=author: answer(author) for author in authors] + [merge]
    workers = [threading.Thread(target=run, args=(work,)) for work in works]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    left = Thread.objects.filter(merged_into=None)
    assert left.count() == 3
    for row in left:
        assert row.posts.count() == 8 == row.reply_count + 1
        assert row.participant_count == 4
    assert not Post.objects.filter(thread__merged_into__isnull=False).exists()
