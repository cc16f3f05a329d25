"""Invitations: who holds an open link gets in and learns where; nobody else learns anything."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from community import inviting, restraining
from community.models import AuditEntry, Community, Invitation, Membership, OutgoingMail
from community.models.membership import FOR_EVER
from library.refusals import NotAllowed
from tests.factories import PASSWORD, community, facilitator, member, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

TITLE = "Giữ giống lúa"


def _hidden() -> Community:
    return community(membership="hidden", audience="community", titles={"vi": TITLE})


def _as(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _address(token: str, language: str = "vi") -> str:
    return f"/{language}/communities/-/invitations/{token}/"


def _is_member(space: Community, person: Any) -> bool:
    return Membership.objects.active().filter(community=space, user=person).exists()


def test_a_link_is_made_once_shown_once_and_kept_as_a_hash_only() -> None:
    space = _hidden()
    client, address = _as(facilitator(space)), f"/vi/communities/{space.slug}/invitations/"
    sent = {"do": "link", "link-uses": 3, "link-days": 7, "link-submission": str(uuid.uuid4())}
    pages = [client.post(address, sent).content.decode() for _tap in range(2)]
    tokens = {re.search(r"/-/invitations/([\w-]+)/", page)[1] for page in pages}  # type: ignore[index]
    (token,) = tokens
    invitation = Invitation.objects.get()
    assert token not in client.get(address).content.decode()
    assert token not in str(Invitation.objects.values())
    assert inviting.invitation_of(token) == invitation
    assert AuditEntry.objects.filter(action="invited").count() == 1


def test_a_signed_out_person_sees_where_signs_in_comes_back_and_is_a_member(client: Client, heard: list[str]) -> None:
    space, person = _hidden(), user()
    _invitation, token = inviting.invite_by_link(community=space, by=facilitator(space))
    page = client.get(_address(token)).content.decode()
    assert TITLE in page
    assert f"next={_address(token).replace('/', '%2F')}" in page
    client.post(f"/vi/accounts/login/?next={_address(token)}", {"login": person.email, "password": PASSWORD})
    for _tap in range(2):
        client.post(_address(token))
    assert _is_member(space, person)
    assert Invitation.objects.get().uses == 1
    assert heard == ["joined"]


def test_a_link_for_one_person_lets_in_one_and_a_member_uses_nothing_up() -> None:
    space, first, second = _hidden(), user(), user()
    leader = facilitator(space)
    _invitation, token = inviting.invite_by_link(community=space, by=leader)
    inviting.accept(token=token, user=leader)
    inviting.accept(token=token, user=first)
    with pytest.raises(NotAllowed, match="used already"):
        inviting.accept(token=token, user=second)
    assert (_is_member(space, first), _is_member(space, second)) == (True, False)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"uses": 1}, "used already"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "has expired"),
        ({"revoked_at": timezone.now()}, "was withdrawn"),
    ],
)
def test_a_link_that_is_no_good_says_why_and_not_where(change: dict[str, Any], says: str) -> None:
    space, person = _hidden(), user()
    _invitation, token = inviting.invite_by_link(community=space, by=facilitator(space))
    Invitation.objects.update(**change)
    for client in (Client(), _as(person)):
        answer = client.get(_address(token, "en"))
        page = answer.content.decode()
        assert answer.status_code == 410
        assert says in page
        assert TITLE not in page
        assert space.slug not in page
        client.post(_address(token, "en"))
    assert not _is_member(space, person)
    cut_off = Client().get(_address(token[:-3], "en"))
    assert cut_off.status_code == 404
    assert "cut off" in cut_off.content.decode()


def test_a_facilitator_withdraws_a_link_and_only_one_of_their_own_community() -> None:
    space, other = _hidden(), _hidden()
    leader = facilitator(space)
    mine, _token = inviting.invite_by_link(community=space, by=leader)
    theirs, _token = inviting.invite_by_link(community=other, by=facilitator(other))
    client = _as(leader)
    for invitation in (mine, theirs):
        client.post(f"/en/communities/{space.slug}/invitations/", {"revoke": invitation.pk})
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == ("revoked", "open")


def test_letters_go_out_once_each_in_the_language_of_whoever_gets_it() -> None:
    space = community(membership="invitation", titles={"en": "Seed savers", "th": "คนเก็บเมล็ดพันธุ์", "lo": "ຄົນຮັກສາແນວພັນ"})
    known = user(language="th")
    client = _as(facilitator(space))
    sent = {
        "do": "mail", "mail-addresses": f"{known.email.upper()}\nnew@test.example, new@test.example",
        "mail-language": "lo", "mail-days": 14, "mail-submission": str(uuid.uuid4()),
    }  # fmt: skip
    for _tap in range(2):
        client.post(f"/en/communities/{space.slug}/invitations/", sent)
    letters = {
        row.recipients[0]: message_from_bytes(bytes(row.message), policy=default) for row in OutgoingMail.objects.all()
    }
    assert set(letters) == {known.email, "new@test.example"}
    assert OutgoingMail.objects.count() == 2
    assert "คนเก็บเมล็ดพันธุ์" in letters[known.email]["Subject"]
    assert "ຄົນຮັກສາແນວພັນ" in letters["new@test.example"]["Subject"]
    token = re.search(r"/lo/communities/-/invitations/([\w-]+)/", letters["new@test.example"].get_content())
    assert token
    assert inviting.accept(token=token[1], user=known).community == space


def test_mistakes_keep_what_was_typed_and_send_nothing(settings: Any) -> None:
    space = community()
    leader = facilitator(space)
    typed = "somchai@test.example\nไม่ใช่อีเมล"
    answer = _as(leader).post(
        f"/en/communities/{space.slug}/invitations/",
        {"do": "mail", "mail-addresses": typed, "mail-language": "en", "mail-days": "500"},
    )
    assert answer.status_code == 422
    assert typed in answer.content.decode()
    for wrong in ({"uses": 0}, {"uses": 100_000}, {"days": 0}, {"days": 400}):
        with pytest.raises(ValidationError):
            inviting.invite_by_link(community=space, by=leader, **wrong)
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_nobody_sends_more_than_a_hundred_letters_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "MOST_LETTERS_A_DAY", 2)
    space = community()
    leader = facilitator(space)
    inviting.invite_by_mail(community=space, by=leader, addresses="a@test.example b@test.example", language="en")
    with pytest.raises(NotAllowed):
        inviting.invite_by_mail(community=space, by=leader, addresses="c@test.example", language="en")


def test_members_do_not_invite_and_the_links_of_somebody_excluded_end_with_them() -> None:
    space, person = _hidden(), user()
    with pytest.raises(NotAllowed):
        inviting.invite_by_link(community=space, by=member(space))
    leader = facilitator(space)
    _invitation, token = inviting.invite_by_link(community=space, by=leader)
    restraining.ban(
        membership=Membership.objects.get(user=leader),
        until=FOR_EVER,
        reason="Sold places.",
        by=member(space, role="host"),
    )
    with pytest.raises(NotAllowed):
        inviting.accept(token=token, user=person)
    _invitation, token = inviting.invite_by_link(community=space, by=facilitator(space), uses=5)
    with pytest.raises(NotAllowed, match="excluded"):
        inviting.accept(token=token, user=leader)
    assert Invitation.objects.get(token_hash=_invitation.token_hash).uses == 0
