"""Invitations to a cohort: who holds an open link gets in, once; nobody else learns anything."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from community.inviting import invite_by_link, invite_by_mail
from community.models import Membership, OutgoingMail
from library.refusals import NotAllowed
from people import invitees, inviting, personal_data
from people.models import Invitation, Participation
from tests.factories import PASSWORD, community, facilitator, user
from tests.factories.routes import alumna, edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

TITLES = {"en": "Forests of the Mekong", "th": "ป่าลุ่มน้ำโขง", "lo": "ປ່າແມ່ນ້ຳຂອງ"}
NAMES = ("สมหญิง ใจดี", "ສົມພອນ ແກ້ວມະນີ", "Nguyễn Thị Hạnh", "O'Brien, Máire")


def editor(**fields: Any) -> Any:
    from tests.factories.people import user as made

    return made(is_superuser=True, is_staff=True, **fields)


def _as(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _address(token: str, language: str = "en") -> str:
    return f"/{language}/people/-/invitations/{token}/"


def _letters() -> dict[str, Any]:
    rows = OutgoingMail.objects.order_by("pk")
    return {row.recipients[0]: message_from_bytes(bytes(row.message), policy=default) for row in rows}


def _token_in(letter: Any) -> str:
    return re.search(r"/people/-/invitations/([\w-]+)/", letter.get_content())[1]  # type: ignore[index]


def _soon() -> Any:
    day = timezone.localdate() + timedelta(days=30)
    return edition(TITLES, starts_on=day, ends_on=day + timedelta(days=7))


def test_who_accepts_is_selected_for_a_journey_to_come_and_an_alumna_of_one_that_is_over() -> None:
    by = editor()
    for journey, state in ((_soon(), "selected"), (edition(TITLES), "travelled")):
        person = user(language="th")
        invitation, token = inviting.invite_by_link(edition=journey, by=by)
        page = _as(person).get(_address(token, "th")).content.decode()
        assert TITLES["th"] in page
        assert by.name in page
        for _tap in range(2):
            answer = _as(person).post(_address(token, "th"), follow=True)
        assert answer.status_code == 200
        row = Participation.objects.get(edition=journey, user=person)
        assert (row.state, row.noted_by, row.invitation) == (state, by, invitation)
        invitation.refresh_from_db()
        assert invitation.uses == 1
        noted = ModelLogEntry.objects.get(action="people.participant_noted", object_id=str(journey.route_id))
        assert noted.user == person
        assert person.name not in str(noted.data)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"uses": 1}, "used already"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "has expired"),
        ({"revoked_at": timezone.now()}, "was withdrawn"),
    ],
)
def test_a_link_that_is_no_good_says_what_to_do_and_not_where_it_led(change: dict[str, Any], says: str) -> None:
    journey, by = edition(TITLES), editor(name="Demo persona: who invites")
    _invitation, token = inviting.invite_by_link(edition=journey, by=by)
    Invitation.objects.update(**change)
    for client in (Client(), _as(user())):
        for answer in (client.get(_address(token)), client.post(_address(token))):
            page = answer.content.decode()
            assert answer.status_code == 410
            assert says in page
            assert "Ask whoever invited you" in page
            assert TITLES["en"] not in page
            assert by.name not in page
    assert not Participation.objects.exists()
    cut_off = Client().get(_address(token[:-3]))
    assert cut_off.status_code == 404
    assert "cut off" in cut_off.content.decode()


def test_a_link_for_one_person_lets_in_one_and_who_is_in_uses_nothing_up() -> None:
    journey, by = edition(TITLES), editor()
    inside, first, second = alumna(user(), journey), user(), user()
    _invitation, token = inviting.invite_by_link(edition=journey, by=by)
    assert inviting.accept(token=token, user=inside).user == inside
    inviting.accept(token=token, user=first)
    with pytest.raises(NotAllowed, match="used already"):
        inviting.accept(token=token, user=second)
    assert not Participation.objects.filter(user=second).exists()


def test_an_old_link_does_not_make_an_alumna_of_who_withdrew() -> None:
    journey, person = edition(TITLES), user()
    Participation.objects.create(edition=journey, user=person, state="withdrew")
    _invitation, token = inviting.invite_by_link(edition=journey, by=editor(), uses=5)
    answer = _as(person).post(_address(token))
    assert answer.status_code == 403
    assert "tell whoever invited you" in answer.content.decode()
    assert Participation.objects.get().state == "withdrew"
    assert Invitation.objects.get().uses == 0


def _sign_up(client: Client, address: str, *, token: str, language: str = "th") -> Any:
    fields = {"name": NAMES[0], "email": address, "password1": PASSWORD, "next": _address(token, language)}
    return client.post(f"/{language}/accounts/signup/", fields)


def test_an_alumna_makes_her_account_from_the_letter_in_thai_and_confirms_nothing_twice(client: Client) -> None:
    journey = edition(TITLES)
    inviting.invite_by_letters(edition=journey, by=editor(), lines=f"{NAMES[0]}, Somying@test.example", language="th")
    letter = _letters()["somying@test.example"]
    assert TITLES["th"] in letter["Subject"]
    assert NAMES[0] in letter.get_content()
    token = _token_in(letter)
    assert _address(token, "th") in letter.get_content()
    page = client.get(_address(token, "th")).content.decode()
    (sign_up,) = re.findall(r'href="(/th/accounts/signup/\?next=%2Fth%2Fpeople[^"]*)"', page)
    form = client.get(sign_up).content.decode()
    assert "somying@test.example" in form
    mails = OutgoingMail.objects.count()
    wrong = client.post("/th/accounts/signup/", {"name": NAMES[0], "email": "somying@test.example", "password1": "1"})
    assert NAMES[0] in wrong.content.decode()
    answer = _sign_up(client, "Somying@test.example", token=token)
    assert answer.status_code == 302
    assert answer["Location"] == _address(token, "th")
    assert OutgoingMail.objects.count() == mails, "nothing to confirm"
    address = EmailAddress.objects.get(email__startswith="somying")
    assert (address.email, address.verified, address.primary) == ("somying@test.example", True, True)
    client.post(_address(token, "th"))
    row = Participation.objects.get(edition=journey)
    assert (row.user.name, row.user.language, row.state) == (NAMES[0], "th", "travelled")


def test_the_letter_confirms_its_own_address_only_and_while_it_is_open(client: Client) -> None:
    journey, by = edition(TITLES), editor()
    made = inviting.invite_by_letters(
        edition=journey, by=by, lines="for@test.example\nshut@test.example", language="en"
    )
    tokens = {address: _token_in(letter) for address, letter in _letters().items()}
    client.get(_address(tokens["for@test.example"]))
    _sign_up(client, "friend@test.example", token=tokens["for@test.example"])
    assert EmailAddress.objects.get(email="friend@test.example").verified is False
    assert not EmailAddress.objects.filter(email="for@test.example").exists()
    later = Client()
    later.get(_address(tokens["shut@test.example"]))
    inviting.revoke(invitation=made[1], by=by)
    _sign_up(later, "shut@test.example", token=tokens["shut@test.example"])
    assert EmailAddress.objects.get(email="shut@test.example").verified is False
    by_hand = Client()
    _invitation, token = inviting.invite_by_link(edition=journey, by=by)
    by_hand.get(_address(token))
    _sign_up(by_hand, "hand@test.example", token=token)
    assert EmailAddress.objects.get(email="hand@test.example").verified is False


def test_whoever_sends_a_letter_cannot_have_its_link_shown_to_themselves() -> None:
    journey, by, form = edition(TITLES), editor(), uuid.uuid4()
    inviting.invite_by_letters(edition=journey, by=by, lines="for@test.example", language="en", submission=form)
    number = uuid.uuid5(form, "for@test.example")
    _invitation, shown = inviting.invite_by_link(edition=journey, by=by, submission=number)
    assert shown != _token_in(_letters()["for@test.example"])
    assert inviting.invitation_of(shown) is None


def test_who_signs_up_with_another_address_confirms_it_and_comes_back_to_the_invitation(client: Client) -> None:
    journey = edition(TITLES)
    _invitation, token = inviting.invite_by_link(edition=journey, by=editor())
    client.get(_address(token, "lo"))
    _sign_up(client, "sompon@test.example", token=token, language="lo")
    letter = _letters()["sompon@test.example"].get_content()
    confirm = re.search(r"https?://[^/]+(/\S+confirm-email/\S+)", letter)[1]  # type: ignore[index]
    answer = client.post(confirm)
    assert answer["Location"] == _address(token, "lo")
    client.post(_address(token, "lo"))
    assert Participation.objects.get(edition=journey).user.email == "sompon@test.example"


def test_a_letter_into_a_community_confirms_its_address_too(client: Client) -> None:
    space = community(membership="hidden", audience="community")
    invite_by_mail(community=space, by=facilitator(space), addresses="new@test.example", language="en")
    token = re.search(r"/communities/-/invitations/([\w-]+)/", _letters()["new@test.example"].get_content())[1]  # type: ignore[index]
    page = f"/en/communities/-/invitations/{token}/"
    client.get(page)
    fields = {"name": NAMES[2], "email": "new@test.example", "password1": PASSWORD, "next": page}
    assert client.post("/en/accounts/signup/", fields)["Location"] == page
    client.post(page)
    assert Membership.objects.active().filter(community=space, user__email="new@test.example").exists()


def test_the_page_is_the_same_whether_the_address_has_an_account() -> None:
    journey, known = edition(TITLES), user()
    inviting.invite_by_letters(edition=journey, by=editor(), lines=f"{known.email}\nnew@test.example", language="en")
    pages = []
    for address in (known.email, "new@test.example"):
        token = _token_in(_letters()[address])
        page = Client().get(_address(token)).content.decode()
        assert address not in page
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(token, ""))
    assert pages[0] == pages[1]


def test_pages_with_a_secret_in_their_address_keep_it_to_this_site_and_can_be_posted_from() -> None:
    """With "no-referrer" a browser posts with `Origin: null`, which the guard against forged posts refuses."""
    space = community()
    _made, into_cohort = inviting.invite_by_link(edition=edition(TITLES), by=editor())
    _made, into_community = invite_by_link(community=space, by=facilitator(space))
    for address in (_address(into_cohort), f"/en/communities/-/invitations/{into_community}/"):
        answer = _as(user()).get(address)
        assert answer["Referrer-Policy"] == "same-origin"
        assert 'name="referrer"' not in answer.content.decode()


def test_a_letter_goes_to_each_once_in_their_language_and_not_to_who_has_one_or_is_in() -> None:
    journey, by = edition(TITLES), editor()
    reads_lao, inside = user(language="lo"), alumna(user(), journey)
    lines = f"{NAMES[0]}, a@test.example\n{NAMES[1]}\t{reads_lao.email}\n{NAMES[2]} <{inside.email}>\na@test.example"
    submission = uuid.uuid4()
    sent = [
        inviting.invite_by_letters(edition=journey, by=by, lines=lines, language="th", submission=form)
        for form in (submission, submission, uuid.uuid4())
    ]
    assert [len(rows) for rows in sent] == [2, 2, 0]
    letters = _letters()
    assert set(letters) == {"a@test.example", reads_lao.email}
    assert OutgoingMail.objects.count() == 2
    assert TITLES["lo"] in letters[reads_lao.email]["Subject"]
    assert NAMES[0] in letters["a@test.example"].get_content()
    assert len({_token_in(letter) for letter in letters.values()}) == 2
    kept = str(list(Invitation.objects.values())) + str(list(ModelLogEntry.objects.values()))
    assert not any(_token_in(letter) in kept for letter in letters.values())


def test_nobody_sends_more_letters_a_day_than_four_cohorts_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "MOST_LETTERS_A_DAY", 2)
    journey, by = edition(TITLES), editor()
    inviting.invite_by_letters(edition=journey, by=by, lines="a@test.example\nb@test.example", language="en")
    for verb in (inviting.letters_to, inviting.invite_by_letters):
        with pytest.raises(NotAllowed):
            verb(edition=journey, by=by, lines="c@test.example", language="en")
    assert OutgoingMail.objects.count() == 2


def test_mistakes_name_the_line_and_nothing_is_sent() -> None:
    journey, by = edition(TITLES), editor()
    for lines, says in (
        ("", "at least one line"),
        ("a@test.example\nสมชาย", "Line 2 has no"),
        ("a@test.example b@test.example", "Line 1 has more than one"),
        ("x, a@b@c", "Line 1: “a@b@c” is not"),
        ("\n".join(f"p{number}@test.example" for number in range(61)), "61 people"),
        (f"{'ก' * 121}, a@test.example", "longer than 120"),
    ):
        with pytest.raises(ValidationError, match=says):
            inviting.invite_by_letters(edition=journey, by=by, lines=lines, language="en")
    for wrong in ({"language": "xx"}, {"days": 0}, {"days": 91}):
        with pytest.raises(ValidationError):
            inviting.invite_by_letters(
                **{"edition": journey, "by": by, "lines": "a@test.example", "language": "en"} | wrong
            )
    for wrong in ({"uses": 0}, {"uses": 61}, {"days": 400}):
        with pytest.raises(ValidationError):
            inviting.invite_by_link(**{"edition": journey, "by": by} | wrong)
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_invitations_are_forgotten_after_their_time_and_the_letter_when_its_person_goes() -> None:
    journey, by, person = edition(TITLES), editor(), user()
    kept = inviting.invite_by_letters(edition=journey, by=by, lines=f"{NAMES[0]}, {person.email}", language="en")[0]
    old, _token = inviting.invite_by_link(edition=journey, by=by)
    row = inviting.accept(token=_token, user=user())
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(days=91))
    (rule,) = [rule for rule in personal_data.RETENTIONS if rule.forget == inviting.forget_old]
    assert rule.forget() == 1
    row.refresh_from_db()
    assert (row.state, row.invitation) == ("travelled", None)
    for step in personal_data.STEPS:
        step(person, removes_posts=False)
    kept.refresh_from_db()
    assert (kept.email, kept.name) == ("", "")


def test_an_editor_sees_the_letters_before_they_go_changes_the_list_and_sends_once() -> None:
    journey, by = edition(TITLES), editor(language="en")
    client, url = _as(by), f"/admin/cohorts/{journey.pk}/invitations/"
    form = {
        "lines": f"{NAMES[0]}, a@test.example\n{NAMES[2]}, b@test.example", "language": "lo", "days": 10,
        "submission": str(uuid.uuid4()),
    }  # fmt: skip
    seen = client.post(url, form | {"do": "preview"}).content.decode()
    assert TITLES["lo"] in seen
    assert NAMES[2] in seen
    assert "/lo/people/-/invitations/…/" in seen
    assert not OutgoingMail.objects.exists()
    again = client.post(url, form | {"do": "change"}).content.decode()
    assert NAMES[2] in again
    wrong = client.post(url, form | {"do": "preview", "lines": f"{form['lines']}\nສົມພອນ"})
    assert wrong.status_code == 422
    assert "Line 3" in wrong.content.decode()
    assert NAMES[2] in wrong.content.decode()
    for _tap in range(2):
        client.post(url, form | {"do": "send"})
    assert set(_letters()) == {"a@test.example", "b@test.example"}
    assert OutgoingMail.objects.count() == 2
    number = Invitation.objects.get(email="a@test.example").pk
    client.post(url, {"revoke": number})
    assert Invitation.objects.get(pk=number).state == "revoked"
    other = inviting.invite_by_link(edition=edition(TITLES), by=by)[0]
    client.post(url, {"revoke": other.pk})
    other.refresh_from_db()
    assert other.state == "open"


def test_a_link_made_in_the_admin_is_shown_once() -> None:
    journey = edition(TITLES)
    client, url = _as(editor()), f"/admin/cohorts/{journey.pk}/invitations/"
    form = {"do": "link", "link-uses": 1, "link-days": 14, "link-submission": str(uuid.uuid4())}
    pages = [client.post(url, form).content.decode() for _tap in range(2)]
    (token,) = {re.search(r"/people/-/invitations/([\w-]+)/", page)[1] for page in pages}  # type: ignore[index]
    assert token not in client.get(url).content.decode()
    assert inviting.invitation_of(token) == Invitation.objects.get()
    assert client.post(url, form | {"link-uses": "many"}).status_code == 422


# -- what people paste

WORD = st.text(
    st.one_of(
        st.characters(min_codepoint=0x0E01, max_codepoint=0x0E2E),
        st.characters(min_codepoint=0x0E81, max_codepoint=0x0EAE, categories=["Lo"]),
        st.sampled_from("abcĐđễạớ"),
    ),
    min_size=1,
    max_size=8,
)
LOCAL = st.from_regex(r"\A[a-z][a-z0-9]{0,10}\Z")
BETWEEN = st.sampled_from([", ", ",", "; ", "\t", " <", " ", "，", '","'])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.lists(WORD, max_size=3), LOCAL, BETWEEN, st.booleans()), min_size=1, max_size=20),
    st.sampled_from(["\n", "\r\n", "\n\n", " \n"]),
)
def test_names_and_addresses_are_found_whatever_stands_between_and_in_either_order(rows: Any, ends: str) -> None:
    lines = []
    for words, local, between, name_first in rows:
        cells = [" ".join(words), f"{local}@test.example"]
        lines.append(between.join(cells if name_first else cells[::-1]))
    found = invitees.invitees_in(ends.join(lines), most=60)
    assert [one.address for one in found] == list(dict.fromkeys(f"{local}@test.example" for _w, local, _b, _f in rows))
    for one in found:
        given_names = [" ".join(words) for words, local, _b, _f in rows if f"{local}@test.example" == one.address]
        first = next((name for name in given_names if name), "")
        assert one.name == invitees.normalise_name(first)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_whatever_is_pasted_gives_people_or_one_sentence(text: str) -> None:
    try:
        found = invitees.invitees_in(text, most=60)
    except ValidationError as error:
        assert list(error.message_dict) == ["lines"]  # noqa: PT017 - most texts are wrong, some are not
    else:
        assert 1 <= len(found) <= 60
        assert all(one.address.count("@") == 1 and "\n" not in one.name + one.address for one in found)


def test_an_account_made_meanwhile_is_taken_in_by_the_letter_it_had() -> None:
    journey = edition(TITLES)
    inviting.invite_by_letters(edition=journey, by=editor(), lines="late@test.example", language="vi")
    person = user(email="late@test.example", language="vi")
    client, token = Client(), _token_in(_letters()["late@test.example"])
    client.post(f"/vi/accounts/login/?next={_address(token, 'vi')}", {"login": person.email, "password": PASSWORD})
    client.post(_address(token, "vi"))
    assert Participation.objects.filter(edition=journey, user=person).exists()
    assert get_user_model().objects.filter(email="late@test.example").count() == 1
