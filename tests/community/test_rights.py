"""Who reads and who writes in which kind of community: the checks and the querysets are one rule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from community import posting, rights
from community.models import Community, Membership, Post, Thread
from community.models.membership import FOR_EVER
from library.refusals import NotAllowed
from tests.factories import community, facilitator, member, reply, thread, user

pytestmark = pytest.mark.django_db

KINDS: dict[str, dict[str, Any]] = {
    "open": {},
    "request": {"membership": "request", "audience": "community"},
    "invitation": {"membership": "invitation", "audience": "community"},
    "hidden": {"membership": "hidden", "audience": "community"},
    "archived": {"state": "archived"},
}
READERS = {
    "visitor": lambda space: AnonymousUser(),
    "outsider": lambda space: user(),
    "asked": lambda space: member(space, state="asked"),
    "member": member,
    "muted": lambda space: member(space, muted_until=FOR_EVER),
    "banned": lambda space: member(space, banned_until=timezone.now() + timedelta(days=3)),
    "facilitator": facilitator,
    "staff": lambda space: user(is_staff=True),
}
INSIDE = {"member", "muted", "facilitator", "staff"}
PUBLIC_KINDS = {"open", "archived"}


def _may_write(kind: str, who: str) -> bool:
    if kind == "archived" or who in {"visitor", "muted", "banned"}:
        return False
    return kind == "open" or who in INSIDE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", READERS)
def test_who_reads_and_writes(kind: str, who: str) -> None:
    space = community(**KINDS[kind] | {"state": "open"})
    started = thread(community=space, author=facilitator(space), title="ປ່າຊຸມຊົນ", text="ใครดูแลป่า")
    Community.objects.filter(pk=space.pk).update(state=KINDS[kind].get("state", "open"))
    started = Thread.objects.get(pk=started.pk)
    reader = READERS[who](space)
    may_read = kind in PUBLIC_KINDS or who in INSIDE
    assert Thread.objects.visible_to(reader).exists() is may_read
    assert Post.objects.visible_to(reader).exists() is may_read
    assert Community.objects.visible_to(reader).exists() is may_read
    assert Community.objects.known_to(reader).exists() is (may_read or kind != "hidden")
    if _may_write(kind, who):
        assert posting.reply(thread=started, author=reader, text="Chúng tôi cùng giữ").pk
    else:
        with pytest.raises((NotAllowed, Http404)) as refusal:
            rights.check_can_reply(reader, started)
        assert refusal.type is (NotAllowed if may_read else Http404)


def test_whoever_writes_in_an_open_community_becomes_its_member() -> None:
    space, person = community(), user()
    thread(community=space, author=person)
    row = Membership.objects.get(community=space, user=person)
    assert (row.role, row.state) == ("member", "active")


def test_only_facilitators_announce() -> None:
    space = community()
    with pytest.raises(NotAllowed):
        thread(community=space, author=member(space), kind="announcement")
    assert thread(community=space, author=facilitator(space), kind="announcement").kind == "announcement"


def test_a_post_that_waits_is_seen_by_its_author_and_by_facilitators() -> None:
    space, author = community(), user()
    started = thread(community=space)
    post = reply(started, author=author)
    Post.objects.filter(pk=post.pk).update(is_awaiting=True)
    for reader, sees in (
        (author, True), (facilitator(space), True), (user(is_staff=True), True),
        (member(space), False), (AnonymousUser(), False), (facilitator(community()), False),
    ):  # fmt: skip
        assert Post.objects.visible_to(reader).filter(pk=post.pk).exists() is sees


def test_a_hidden_post_is_seen_by_facilitators_of_its_own_community_only() -> None:
    space, author = community(), user()
    post = reply(thread(community=space), author=author)
    Post.objects.filter(pk=post.pk).update(is_hidden=True)
    assert not Post.objects.visible_to(author).filter(pk=post.pk).exists()
    assert Post.objects.visible_to(facilitator(space)).filter(pk=post.pk).exists()
    assert not Post.objects.visible_to(facilitator(community())).filter(pk=post.pk).exists()


def test_a_thread_knows_how_many_take_part_and_who_wrote_last() -> None:
    started = thread()
    first, second = user(), user()
    for author in (first, second, first):
        reply(started, author=author)
    started.refresh_from_db()
    assert (started.reply_count, started.participant_count, started.last_author) == (3, 3, first)
