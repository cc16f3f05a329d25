"""Roles, muting, excluding and removing: who may do it with whom, what follows at once, and what is written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import appointing, restraining
from community.models import AuditEntry, Community, Membership, OutgoingMail, Post, Thread
from community.models.membership import FOR_EVER
from community.views import members
from library.refusals import NotAllowed
from search import changes
from tests.factories import community, facilitator, member, thread, user

pytestmark = pytest.mark.django_db

REASON = "ໂຄສະນາຂາຍຂອງຊ້ຳໆ"
OWN: dict[str, Any] = {"membership": "invitation", "audience": "community"}


def _row(space: Community, person: Any) -> Membership:
    return Membership.objects.get(community=space, user=person)


def _as(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _manage(space: Community, person: Any, by: Any, **sent: str) -> Any:
    return _as(by).post(f"/en/communities/{space.slug}/members/{person.pk}/", sent)


def test_a_mute_until_a_day_is_written_down_told_and_lifted(heard: list[str]) -> None:
    space = community()
    leader, person = facilitator(space), member(space)
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    for _tap in range(2):
        _manage(space, person, leader, **{"do": "mute", "mute-until": day, "mute-reason": REASON})
    row = _row(space, person)
    assert row.is_muted
    assert timezone.localtime(row.muted_until).date().isoformat() == day
    with pytest.raises(NotAllowed, match="muted"):
        thread(community=space, author=person)
    _manage(space, person, leader, do="unmute")
    assert thread(community=space, author=person)
    entries = AuditEntry.objects.order_by("pk").values_list("action", "actor", "person", "reason")
    assert list(entries) == [("muted", leader.pk, person.pk, REASON), ("unmuted", leader.pk, person.pk, "")]
    assert heard == ["muted", "unmuted"]
    assert OutgoingMail.objects.filter(recipients=[person.email]).count() == 2


def test_a_mute_or_ban_needs_an_end_to_come_and_a_reason() -> None:
    space = community()
    leader, person = facilitator(space), member(space)
    for what in ("mute", "ban"):
        answer = _manage(space, person, leader, **{"do": what, f"{what}-until": "2001-01-01"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Please give a day in the future." in page
        assert "the person gets your words" in page
    assert not AuditEntry.objects.exists()
    _manage(space, person, leader, **{"do": "ban", "ban-for_ever": "on", "ban-reason": REASON})
    assert _row(space, person).banned_until == FOR_EVER


@pytest.mark.usefixtures("outline")
def test_whoever_is_excluded_loses_the_community_at_once_also_in_search_and_their_posts_stay() -> None:
    space = community(**OWN)
    person = member(space)
    started = thread(community=space, author=person, title="ລົດນ້ຳ whisperword", text="whisperword")
    changes.drain(wait=True)
    client = _as(person)

    def sees() -> list[bool]:
        found = client.get("/api/v1/search", {"q": "whisperword", "expand": "no"}).json()["count"]
        page = client.get(f"/en/communities/{space.slug}/{started.pk}/").status_code
        return [bool(found), page == 200]

    assert sees() == [True, True]
    restraining.ban(membership=_row(space, person), until=FOR_EVER, reason=REASON, by=facilitator(space))
    assert sees() == [False, False]
    assert Post.objects.get().author == person
    restraining.unban(membership=_row(space, person), by=user(is_staff=True))
    assert sees() == [True, True]


@pytest.mark.usefixtures("outline")
def test_who_may_read_changes_what_search_has() -> None:
    space = community(titles={"th": "แหล่งน้ำ"})
    thread(community=space, title="About pumpword", text="pumpword")
    changes.drain(wait=True)

    def found(word: str, kind: str) -> int:
        return Client().get("/api/v1/search", {"q": word, "type": kind, "expand": "no"}).json()["count"]

    seen = []
    for audience, membership in (("community", "invitation"), ("community", "hidden"), ("public", "open")):
        space.audience, space.membership = audience, membership
        space.save()
        changes.drain(wait=True)
        seen.append((found("pumpword", "thread"), found("แหล่งน้ำ", "page")))
    assert seen == [(0, 1), (0, 0), (1, 1)]


def test_somebody_removed_may_come_back_by_the_way_in() -> None:
    space = community()
    leader, person = facilitator(space), member(space)
    for _tap in range(2):
        _manage(space, person, leader, **{"do": "remove", "remove-reason": REASON})
    assert _row(space, person).state == "left"
    assert AuditEntry.objects.get().action == "removed"
    _as(person).post(f"/en/communities/{space.slug}/join/")
    assert _row(space, person).is_active


VERBS = {
    "mute": lambda row, by: restraining.mute(membership=row, until=FOR_EVER, reason=REASON, by=by),
    "ban": lambda row, by: restraining.ban(membership=row, until=FOR_EVER, reason=REASON, by=by),
    "remove": lambda row, by: restraining.remove(membership=row, reason=REASON, by=by),
    "appoint": lambda row, by: appointing.change_role(membership=row, role="facilitator", by=by),
}


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_what_with_whom(verb: str) -> None:
    space = community(**OWN)
    member(space, role="host")  # there is always another one
    may = {
        ("member", "member"): False, ("facilitator", "member"): verb != "appoint", ("host", "member"): True,
        ("facilitator", "facilitator"): False, ("host", "facilitator"): True,
        ("facilitator", "host"): False, ("host", "host"): True,
    }  # fmt: skip
    for (actor, on), allowed in may.items():
        by, row = member(space, role=actor), _row(space, member(space, role=on))
        if allowed:
            assert VERBS[verb](row, by)
        else:
            with pytest.raises(NotAllowed):
                VERBS[verb](row, by)
    outsider = member(community(), role="host")
    with pytest.raises(NotAllowed):  # they may know of it, and lead another one
        VERBS[verb](_row(space, member(space)), outsider)
    assert VERBS[verb](_row(space, member(space)), user(is_staff=True))
    if verb != "appoint":
        host = member(space, role="host")
        with pytest.raises(NotAllowed, match="This is you"):
            VERBS[verb](_row(space, host), host)


def test_the_last_host_is_never_lost() -> None:
    space, staff = community(), user(is_staff=True)
    host = member(space, role="host")
    for verb in ("ban", "remove", "appoint"):
        with pytest.raises(NotAllowed, match="needs a host"):
            VERBS[verb](_row(space, host), staff)
    assert _row(space, host).is_active
    with pytest.raises(NotAllowed, match="needs a host"):
        appointing.change_role(membership=_row(space, host), role="member", by=host)
    appointing.change_role(membership=_row(space, member(space)), role="host", by=host)
    assert appointing.change_role(membership=_row(space, host), role="member", by=host).role == "member"


def test_a_role_that_is_none_changes_nothing() -> None:
    space = community()
    with pytest.raises(ValidationError):
        appointing.change_role(membership=_row(space, member(space)), role="king", by=user(is_staff=True))
    with pytest.raises(NotAllowed):
        appointing.change_role(membership=_row(space, member(space, state="left")), role="host", by=user(is_staff=True))
    assert not AuditEntry.objects.exists()


@pytest.mark.usefixtures("outline")
def test_the_members_page_lists_by_role_and_takes_the_same_queries_whatever_the_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(members, "A_PAGE", 5)
    space = community(titles={"lo": "ຄົນລ້ຽງເຜິ້ງ"})
    reader = member(space)
    member(space, user=user("คนเลี้ยงผึ้ง"))
    member(space, role="host", user=user("ເຈົ້າພາບ"))
    member(space, user=user("ผู้ถูกห้าม"), banned_until=FOR_EVER)
    member(space, user=user("Đã rời đi"), state="left")
    facilitator(space)
    client, address = _as(reader), f"/lo/communities/{space.slug}/members/"
    client.get(address)
    queries, pages = [], []
    for _round in range(2):
        with CaptureQueriesContext(connection) as taken:
            pages.append(client.get(address).content.decode())
        queries.append(len(taken))
        for number in range(6):
            member(space, user=user(f"Người nuôi ong {number}"))
    assert queries[0] == queries[1] <= 12
    page = pages[0]
    assert page.index("ເຈົ້າພາບ") < page.index("คนเลี้ยงผึ้ง")
    assert "ผู้ถูกห้าม" not in page
    assert "Đã rời đi" not in page
    assert "ผู้ถูกห้าม" in _as(facilitator(space)).get(f"{address}?role=restrained").content.decode()
    assert "ผู้ถูกห้าม" not in client.get(f"{address}?role=restrained").content.decode()
    names, wanted = [], f"{address}?role=member"
    for _page in range(4):  # 5, 5 and the rest
        soup = BeautifulSoup(client.get(wanted).content, "html.parser")
        names += [one.text for one in soup.select("main bdi") if one.text.startswith("Người nuôi ong")]
        on = soup.select_one("a[rel=next]")
        if on is None:
            break
        wanted = f"{address}{on['href']}"
    else:
        pytest.fail("the list has no end")
    assert len(names) == 12
    assert client.get(f"{address}?role=host&after=nonsense").status_code == 200
    assert Client().get(address).status_code == 302


def test_the_members_of_a_community_for_members_are_theirs_to_know() -> None:
    space = community(**OWN)
    address = f"/en/communities/{space.slug}/members/"
    assert _as(member(space)).get(address).status_code == 200
    assert _as(user()).get(address).status_code == 404
    assert _as(member(space, banned_until=FOR_EVER)).get(address).status_code == 404
    assert not Thread.objects.visible_to(AnonymousUser()).exists()


def test_facilitators_pages_are_not_for_members() -> None:
    space = community()
    person, client = member(space), _as(member(space))
    for page in ("requests", "invitations", f"members/{person.pk}"):
        assert client.get(f"/en/communities/{space.slug}/{page}/").status_code == 403
    assert _as(facilitator(space)).get(f"/en/communities/{space.slug}/members/{person.pk}/").status_code == 200
    assert _as(facilitator(space)).get(f"/en/communities/{space.slug}/members/{2**70}/").status_code == 404
