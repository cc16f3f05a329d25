"""Whoever is blocked reaches the blocker no more, and does not learn of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community import accepting, following, marking, notifying, posting, restraining
from community.models import Community, Membership, Notification
from community.models.membership import FOR_EVER
from library import contacting
from library.models import Champion
from library.refusals import NotAllowed
from people import blocking, writing
from people.models import Block
from tests.factories import community, facilitator, member, profile, reply, thread, user
from tests.factories.directory import champion

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(outline: None) -> Community:
    return community(titles={"th": "ป่าของเรา", "lo": "ປ່າຂອງເຮົາ", "en": "Our forest"})


def told(person: Any) -> list[str]:
    notifying.fan_out_due()
    return [act.kind for row in Notification.objects.filter(user=person) for act in row.told()]


def test_blocking_and_unblocking_twice_is_once_and_nobody_is_told(client: Client, space: Community) -> None:
    me, other = member(space), member(space, user=user("ນາງບຸນ"))
    client.force_login(me)
    page = client.get(f"/lo/people/{other.pk}/block/")
    assert page.status_code == 200
    assert not Block.objects.exists()  # only the button does it
    for _tap in range(2):
        assert client.post(f"/lo/people/{other.pk}/block/", {"next": "/lo/communities/"}).status_code == 302
    assert Block.objects.count() == 1
    assert "ນາງບຸນ" in client.get("/lo/accounts/blocked/").content.decode()
    assert told(other) == []
    for _tap in range(2):
        done = client.post(f"/lo/people/{other.pk}/unblock/", {"next": "https://elsewhere.example/"})
        assert done.headers["Location"] == "/lo/accounts/blocked/"
    assert not Block.objects.exists()


def test_who_may_block_whom(client: Client, space: Community) -> None:
    me, stranger = member(space), user()
    with pytest.raises(NotAllowed):
        blocking.block(person=me, by=me)
    client.force_login(me)
    assert client.post(f"/en/people/{stranger.pk}/block/").status_code == 404
    client.logout()
    for address in (f"/en/people/{stranger.pk}/block/", f"/en/people/{stranger.pk}/unblock/", "/en/accounts/blocked/"):
        for response in (client.get(address), client.post(address)):
            assert response.status_code in (302, 405)
    assert not Block.objects.exists()


def test_somebody_blocked_stays_in_the_list_when_they_can_be_found_no_more(client: Client) -> None:
    me, other = user(), user("Once visible")
    shown = profile(other)
    blocking.block(person=other, by=me)
    shown.delete()
    client.force_login(me)
    assert "Once visible" in client.get("/en/accounts/blocked/").content.decode()
    assert client.post(f"/en/people/{other.pk}/unblock/").status_code == 302
    assert not Block.objects.exists()


def test_a_champion_s_block_looks_as_if_they_wanted_no_letters(space: Community) -> None:
    account = member(space)
    bounmy: Champion = champion("ບຸນມີ", code="bounmy", account=account)
    unwanted, welcome = member(space), member(space)
    blocking.block(person=unwanted, by=account)
    with pytest.raises(NotAllowed, match="does not want letters"):
        contacting.write_to_champion(champion=bounmy, sender=unwanted, text="Hello")
    contacting.write_to_champion(champion=bounmy, sender=welcome, text="Hello")


def test_nothing_that_somebody_blocked_does_in_a_community_is_told(space: Community) -> None:
    me, other, third = member(space), member(space, user=user("Blocked")), member(space)
    started = thread(community=space, author=me, kind="question")
    following.set_community_level(community=space, user=me, level="follow")
    blocking.block(person=other, by=me)
    answer = posting.reply(thread=started, author=other, text=f"Hello @[{me.name}]({me.pk})")
    thread(community=space, author=other)
    marking.mark(post=started.posts.earliest("pk"), kind="thanks", by=other)
    theirs = thread(community=space, author=other, kind="question")
    accepting.accept(post=reply(theirs, author=me), by=other)
    assert told(me) == []
    reply(started, author=third)
    assert told(me) == ["reply"]
    blocking.unblock(person=other, by=me)
    reply(started, author=other)
    assert told(me).count("reply") == 2
    blocking.block(person=me, by=other)  # a block goes one way
    posting.reply(thread=started, author=other, text=f"Again @[{me.name}]({me.pk})")
    assert "mention" in told(me)
    assert answer.pk


def test_what_a_blocked_facilitator_decides_is_told_and_what_they_write_as_one_of_many_is_not(space: Community) -> None:
    lead = facilitator(space)
    me = member(space)
    blocking.block(person=lead, by=me)
    following.set_community_level(community=space, user=me, level="follow")
    thread(community=space, author=lead)
    assert told(me) == []
    row = Membership.objects.get(user=me, community=space)
    restraining.mute(membership=row, until=FOR_EVER, reason="ขอพักก่อน", by=lead)
    assert told(me) == ["moderation"]
    profile(me)
    with pytest.raises(NotAllowed):
        writing.write_to_member(person=me, sender=lead, text="Hello")


def test_posts_of_people_i_blocked_are_folded_for_me_alone_and_cost_no_query(client: Client, space: Community) -> None:
    me, other, third = member(space), member(space, user=user("Blocked")), member(space)
    started = thread(community=space, author=third, kind="question", text="Who knows?")
    answer = reply(started, author=other, text="A word of the blocked")
    accepting.accept(post=answer, by=third)
    address = f"/en/communities/{space.slug}/{started.pk}/"

    def page(who: Any) -> tuple[str, int]:
        client.force_login(who) if who else client.logout()
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            return client.get(address).content.decode(), len(queries)

    before, few = page(me)
    assert f"/en/people/{other.pk}/block/" in before
    assert f"/en/people/{me.pk}/block/" not in before
    assert "folded-post" not in before
    blocking.block(person=other, by=me)
    after, same = page(me)
    assert same == few
    assert after.count("<details") > before.count("<details")
    assert after.count('class="folded-post"') == 2  # the post, and the answer above
    assert "A word of the blocked" in after  # threads stay whole
    for who in (other, third, None):
        assert "folded-post" not in page(who)[0]
    blocking.unblock(person=other, by=me)
    assert "folded-post" not in page(me)[0]


def test_a_person_s_page_offers_what_the_reader_can_do(client: Client, space: Community) -> None:
    me, other = member(space), member(space)
    thread(community=space, author=other)
    address = f"/en/people/{other.pk}/"
    client.force_login(me)
    page = client.get(address).content.decode()
    assert "/block/" in page
    assert "/report/" in page
    assert "/write/" not in page  # they have no profile
    profile(other)
    assert f"/en/people/{other.pk}/write/" in client.get(address).content.decode()
    blocking.block(person=me, by=other)
    assert "/write/" not in client.get(address).content.decode()
    blocking.block(person=other, by=me)
    assert "/unblock/" in client.get(address).content.decode()
    client.force_login(other)
    assert "/report/" not in client.get(address).content.decode()
    client.logout()
    visitor = client.get(address).content.decode()
    assert "/write/" in visitor
    assert "/block/" not in visitor
