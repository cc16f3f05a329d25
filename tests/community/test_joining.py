"""Becoming a member and leaving, through pages: one tap, a request with an answer, and no other way."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from community import asking
from community.models import AuditEntry, Community, Membership, OutgoingMail, Post
from community.models.membership import FOR_EVER
from library.refusals import NotAllowed
from tests.factories import PASSWORD, community, facilitator, member, thread, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

WHY = "ຂ້ອຍເຮັດວຽກກັບປ່າຊຸມຊົນ ແລະ ຢາກຮຽນຮູ້"
ON_REQUEST: dict[str, Any] = {"membership": "request", "audience": "community"}


def _as(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _state(space: Community, person: Any) -> tuple[str, str] | None:
    return Membership.objects.filter(community=space, user=person).values_list("state", "role").first()


def _letters_to(person: Any) -> list[str]:
    rows = OutgoingMail.objects.filter(recipients=[person.email]).order_by("pk")
    return [message_from_bytes(bytes(row.message), policy=default).get_content() for row in rows]


def test_joining_an_open_community_is_one_tap_and_two_taps_join_once(heard: list[str]) -> None:
    space, person = community(titles={"th": "ป่าของเรา"}), user()
    client = _as(person)
    page = client.get(f"/th/communities/{space.slug}/").content.decode()
    assert f'action="/th/communities/{space.slug}/join/"' in page
    for _tap in range(2):
        answer = client.post(f"/th/communities/{space.slug}/join/", follow=True)
        assert answer.redirect_chain[-1][0] == f"/th/communities/{space.slug}/"
    assert _state(space, person) == ("active", "member")
    assert heard == ["joined"]


def test_a_visitor_who_wants_to_join_signs_in_and_comes_back_to_the_button(client: Client) -> None:
    space, person = community(titles={"vi": "Rừng của chúng ta"}), user()
    answer = client.get(f"/vi/communities/{space.slug}/join/")
    answer = client.post(answer.url, {"login": person.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/vi/communities/{space.slug}/join/"
    assert "<button" in answer.content.decode()
    assert _state(space, person) is None


def test_leaving_asks_first_keeps_what_was_written_and_leaving_twice_is_leaving_once(heard: list[str]) -> None:
    space, person = community(), user()
    thread(community=space, author=person, text="ข้อความที่มีค่า")
    client = _as(person)
    address = f"/en/communities/{space.slug}/leave/"
    assert "Are you sure?" in client.get(address).content.decode()
    assert _state(space, person) == ("active", "member")
    for _tap in range(2):
        assert client.post(address).status_code == 302
    assert _state(space, person) == ("left", "member")
    assert heard == ["joined", "left"]
    assert Post.objects.get().author == person


def test_the_last_host_cannot_leave_before_there_is_another_one() -> None:
    space = community()
    host = member(space, role="host")
    answer = _as(host).post(f"/en/communities/{space.slug}/leave/", follow=True)
    assert "make somebody else a host first" in answer.content.decode()
    assert _state(space, host) == ("active", "host")
    member(space, role="host", banned_until=FOR_EVER)  # does not count
    _as(host).post(f"/en/communities/{space.slug}/leave/")
    assert _state(space, host) == ("active", "host")
    member(space, role="host")
    _as(host).post(f"/en/communities/{space.slug}/leave/")
    assert _state(space, host) == ("left", "host")
    _as(host).post(f"/en/communities/{space.slug}/join/")
    assert _state(space, host) == ("active", "member")


@pytest.mark.parametrize("language", ["en", "th", "vi", "lo"])
def test_somebody_asks_a_facilitator_takes_them_in_and_a_letter_in_their_language_says_so(
    language: str, heard: list[str]
) -> None:
    space = community(titles={"en": "Weavers", "th": "ช่างทอ", "vi": "Thợ dệt", "lo": "ຊ່າງຕໍ່າ"}, **ON_REQUEST)
    leader, person = facilitator(space), user(language=language)
    client = _as(person)
    address = f"/{language}/communities/{space.slug}/ask/"
    empty = client.post(address, {"why": " "})
    assert (empty.status_code, _state(space, person)) == (422, None)
    for _tap in range(2):
        client.post(address, {"why": WHY})
    assert _state(space, person) == ("asked", "member")
    leading = _as(leader)
    requests = f"/en/communities/{space.slug}/requests/"
    assert WHY in leading.get(requests).content.decode()
    assert '<span class="count">1</span>' in leading.get(f"/en/communities/{space.slug}/").content.decode()
    row = Membership.objects.get(community=space, user=person)
    for _tap in range(2):
        leading.post(requests, {"request": row.pk, "accept": "", f"r{row.pk}-reason": "ຍິນດີຕ້ອນຮັບ"})
    assert _state(space, person) == ("active", "member")
    assert heard == ["asked", "joined"]
    (text,) = _letters_to(person)
    with translation.override(language):
        greeting = translation.gettext("Hello %(name)s,") % {"name": person.name}
    assert f"/{language}/communities/{space.slug}/" in text
    assert "ຍິນດີຕ້ອນຮັບ" in text
    assert greeting in text
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.person, entry.reason) == ("request_accepted", leader, person, "ຍິນດີຕ້ອນຮັບ")


def test_a_refusal_needs_a_reason_which_the_person_gets_and_they_ask_again_a_week_later(heard: list[str]) -> None:
    space = community(**ON_REQUEST)
    leader, person = facilitator(space), user()
    row = asking.ask(community=space, user=person, why=WHY)
    requests, client = f"/en/communities/{space.slug}/requests/", _as(leader)
    answer = client.post(requests, {"request": row.pk, "refuse": "", f"r{row.pk}-reason": ""})
    assert answer.status_code == 422
    assert "the person gets your words" in answer.content.decode()
    for _tap in range(2):
        client.post(requests, {"request": row.pk, "refuse": "", f"r{row.pk}-reason": "For weavers of Xieng Khouang."})
    assert _state(space, person) == ("refused", "member")
    assert heard == ["asked", "refused"]
    assert "For weavers of Xieng Khouang." in _letters_to(person)[0]
    assert "already" not in client.post(requests, {"request": row.pk, "accept": ""}, follow=True).content.decode()
    assert _state(space, person) == ("refused", "member")
    with pytest.raises(NotAllowed, match="For weavers of Xieng Khouang"):
        asking.ask(community=space, user=person, why=WHY)
    Membership.objects.update(since=timezone.now() - timedelta(days=8))
    assert asking.ask(community=space, user=person, why=WHY).state == "asked"


def test_a_request_written_in_a_lost_session_survives_the_sign_in(client: Client) -> None:
    space, person = community(**ON_REQUEST), user()
    answer = client.post(f"/lo/communities/{space.slug}/ask/", {"why": WHY})
    page = client.post(answer.url, {"login": person.email, "password": PASSWORD}, follow=True).content.decode()
    assert WHY in page


def test_a_request_is_taken_back(heard: list[str]) -> None:
    space, person = community(**ON_REQUEST), user()
    asking.ask(community=space, user=person, why=WHY)
    client = _as(person)
    assert "Take back your request" in client.get(f"/en/communities/{space.slug}/leave/").content.decode()
    client.post(f"/en/communities/{space.slug}/leave/")
    assert _state(space, person) == ("left", "member")
    assert heard == ["asked", "withdrew"]


def test_there_is_no_way_in_but_the_community_s_own() -> None:
    for fields, way in (
        ({"membership": "invitation"}, "join"),
        ({"membership": "invitation"}, "ask"),
        ({"membership": "open"}, "ask"),
        ({"membership": "open", "state": "archived"}, "join"),
        (ON_REQUEST | {"state": "archived"}, "ask"),
    ):
        space, person = community(**fields), user()
        answer = _as(person).post(f"/en/communities/{space.slug}/{way}/", {"why": WHY})
        assert answer.status_code in {302, 403}
        assert _state(space, person) is None


def test_whoever_was_excluded_neither_joins_nor_asks() -> None:
    for fields, way in (({}, "join"), (ON_REQUEST, "ask")):
        space = community(**fields)
        person = member(space, state="left", banned_until=FOR_EVER)
        _as(person).post(f"/en/communities/{space.slug}/{way}/", {"why": WHY})
        assert _state(space, person) == ("left", "member")


def test_whoever_was_excluded_while_they_waited_waits_no_more() -> None:
    space = community(**ON_REQUEST)
    leader = facilitator(space)
    person = member(space, user=user("Somebody Excluded"), state="asked", banned_until=FOR_EVER)
    assert "Somebody Excluded" not in _as(leader).get(f"/en/communities/{space.slug}/requests/").content.decode()
    with pytest.raises(NotAllowed):
        asking.accept(membership=Membership.objects.get(user=person), by=leader)


def test_the_threads_of_a_community_take_as_few_queries_as_before(django_assert_max_num_queries: Any) -> None:
    space = community(titles={"en": "Weavers"}, **ON_REQUEST)
    client, address = _as(facilitator(space)), f"/en/communities/{space.slug}/"
    thread(community=space, author=member(space))
    client.get(address)
    with django_assert_max_num_queries(9) as few:
        client.get(address)
    for _number in range(5):
        thread(community=space, author=member(space))
        asking.ask(community=space, user=user(), why=WHY)
    with django_assert_max_num_queries(len(few)):
        assert '<span class="count">5</span>' in client.get(address).content.decode()


def test_of_a_hidden_community_there_is_no_page() -> None:
    space = community(membership="hidden", audience="community")
    for client in (Client(), _as(user()), _as(member(space, state="left")), _as(member(space, banned_until=FOR_EVER))):
        for page in ("join", "ask", "leave", "members", "requests", "invitations", "members/1"):
            there, nowhere = (f"/en/communities/{slug}/{page}/" for slug in (space.slug, "no-such"))
            for ask in (client.get, client.post):
                assert ask(there).status_code == ask(nowhere).status_code
                assert ask(there).status_code in {302, 404, 405}
