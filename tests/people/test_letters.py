"""Members write to each other through the site: few letters a day, no address given away, and a refusal that does not
tell why."""

from __future__ import annotations

import re
import threading
import uuid
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.http import Http404
from django.test import Client
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.models import OutgoingMail
from library import contacting, correspondence
from library.models import ChampionLetter
from library.refusals import NotAllowed
from people import blocking, writing
from people.models import LetterStop, MemberLetter, Profile, Report, Shown
from tests.factories import PASSWORD, community, member, profile, thread, user
from tests.factories.directory import champion

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=400)


def letters() -> list[EmailMessage]:
    return [
        message_from_bytes(bytes(row.message), _class=EmailMessage, policy=default)
        for row in OutgoingMail.objects.order_by("pk")
    ]


def known(name: str = "ผู้เขียน", **fields: Any) -> Any:
    """Somebody who joined long ago."""
    return user(name, **{"date_joined": LONG_AGO} | fields)


def reachable(name: str = "ບຸນມີ", **fields: Any) -> Any:
    person = known(name, **fields)
    profile(person)
    return person


@pytest.mark.parametrize(
    ("language", "hello"),
    [("en", "Hello"), ("th", "สวัสดี"), ("lo", "ສະບາຍດີ"), ("vi", "Xin chào"), ("", "Hello")],
)
def test_a_letter_comes_in_the_reader_s_language_around_the_writer_s_words(language: str, hello: str) -> None:
    sender, person = known(language="th", email="sender@secret.example"), reachable(language=language)
    with translation.override("vi"):  # of the page that the sender is on
        writing.write_to_member(person=person, sender=sender, text="ขอไปดูรังผึ้งได้ไหม\n<b>https://example.org/</b>")
    (letter,) = letters()
    text = str(letter.get_content()).replace("\r\n", "\n")
    assert letter["To"] == person.email
    assert letter["Reply-To"] is None
    assert "ขอไปดูรังผึ้งได้ไหม\n<b>https://example.org/</b>" in text
    assert hello in text
    assert f"/{language or 'en'}/people/{sender.pk}/write/" in text
    assert "sender@secret.example" not in letter.as_string()
    assert letter.get_content_type() == "text/plain"


def test_the_address_goes_along_only_if_its_owner_agrees() -> None:
    sender = known(email="sender@secret.example")
    writing.write_to_member(person=reachable(), sender=sender, text="Hello", shares_address=True)
    (letter,) = letters()
    assert letter["Reply-To"] == "sender@secret.example"
    assert "sender@secret.example" in str(letter.get_content())


def _no_profile(person: Any, sender: Any) -> None:
    Profile.objects.all().delete()


def _wants_none(person: Any, sender: Any) -> None:
    writing.switch_letters(user=person, wanted=False)


def _has_gone(person: Any, sender: Any) -> None:
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    person.refresh_from_db()


def _blocked_them(person: Any, sender: Any) -> None:
    blocking.block(person=sender, by=person)


@pytest.mark.parametrize("why", [_no_profile, _wants_none, _has_gone, _blocked_them])
def test_whoever_cannot_be_written_to_says_the_same_whatever_the_reason(client: Client, why: Any) -> None:
    space = community()
    sender, person = member(space, user=known()), member(space, user=reachable())
    why(person, sender)
    with pytest.raises(NotAllowed) as refused:
        writing.write_to_member(person=person, sender=sender, text="Hello")
    assert refused.value.sentence == "This person does not want letters at the moment."
    client.force_login(sender)
    page = client.get(f"/en/people/{person.pk}/write/")
    assert page.status_code == 403
    assert "This person does not want letters at the moment." in page.content.decode()
    assert "<textarea" not in page.content.decode()
    sent = client.post(f"/en/people/{person.pk}/write/", {"text": "ຂໍ້ຄວາມທີ່ຂຽນ"})
    assert sent.status_code == 403
    assert "ຂໍ້ຄວາມທີ່ຂຽນ" in sent.content.decode()
    assert letters() == []


def test_numbers_of_accounts_give_no_name_away(client: Client) -> None:
    hidden = known("Somebody unseen")
    profile(hidden, shows_me=Shown.NOBODY)
    sender = known()
    client.force_login(sender)
    for number in (hidden.pk, 10**6, 2**63, 10**30):
        for what in ("write", "block", "report"):
            assert client.get(f"/th/people/{number}/{what}/").status_code == 404
            assert client.post(f"/th/people/{number}/{what}/", {"text": "x", "reason": "spam"}).status_code == 404
        assert client.post(f"/th/people/{number}/unblock/").status_code == 404
    with pytest.raises(Http404):
        writing.write_to_member(person=hidden, sender=sender, text="Hello")
    thread(author=hidden)  # now everybody reads who they are, and a letter reaches them
    assert client.get(f"/th/people/{hidden.pk}/write/").status_code == 200


def test_a_visitor_signs_in_first_and_finds_their_text(client: Client) -> None:
    person, sender = reachable(), known()
    address = f"/lo/people/{person.pk}/write/"
    away = client.post(address, {"text": "ສະບາຍດີ", "shares_address": "on"})
    assert "/accounts/login/" in away.headers["Location"]
    assert client.get("/lo/people/999999/write/").status_code == 302  # a visitor learns of nobody
    client.post("/lo/accounts/login/", {"login": sender.email, "password": PASSWORD})
    page = client.get(address).content.decode()
    assert "ສະບາຍດີ" in page
    assert "checked" in page
    assert letters() == []


def test_nobody_writes_to_themselves() -> None:
    person = reachable()
    with pytest.raises(NotAllowed, match="This is you"):
        writing.write_to_member(person=person, sender=person, text="Hello me")


@pytest.mark.parametrize("text", ["", " \n ", "a\x00b", "ก" * (correspondence.MAX_TEXT + 1)])
def test_a_text_that_cannot_be_sent_is_refused_and_stays_in_the_form(client: Client, text: str) -> None:
    sender, person = known(), reachable()
    with pytest.raises(ValidationError) as refused:
        writing.write_to_member(person=person, sender=sender, text=text)
    assert set(refused.value.message_dict) == {"text"}
    client.force_login(sender)
    page = client.post(f"/en/people/{person.pk}/write/", {"text": text})
    assert page.status_code == 422
    assert text.strip("\n \x00")[:50] in page.content.decode()
    assert letters() == []


def test_a_double_tap_sends_once(client: Client) -> None:
    sender, person = known(), reachable()
    client.force_login(sender)
    form = client.get(f"/th/people/{person.pk}/write/").content.decode()
    number = re.search(r'name="submission" value="([^"]+)"', form)
    assert number
    for _tap in range(2):
        assert client.post(f"/th/people/{person.pk}/write/", {"text": "x", "submission": number[1]}).status_code == 302
    assert len(letters()) == 1


def test_both_kinds_of_letters_count_together_and_new_accounts_write_fewer() -> None:
    people = [reachable() for _one in range(3)]
    sender = known()
    for _letter in range(correspondence.MOST_A_DAY - 1):
        contacting.write_to_champion(champion=champion(private_email="c@secret.example"), sender=sender, text="Hello")
    writing.write_to_member(person=people[0], sender=sender, text="Hello")
    with pytest.raises(NotAllowed, match="24"):
        writing.write_to_member(person=people[1], sender=sender, text="Hello")
    with pytest.raises(NotAllowed, match="24"):
        contacting.write_to_champion(champion=champion(private_email="d@secret.example"), sender=sender, text="Hello")
    for newcomer in (user(), user(verified=False, date_joined=LONG_AGO)):
        for person in people[: writing.MOST_AT_FIRST]:
            writing.write_to_member(person=person, sender=newcomer, text="Hello")
        with pytest.raises(NotAllowed, match=f"wrote {writing.MOST_AT_FIRST} letters"):
            writing.write_to_member(person=people[2], sender=newcomer, text="Hello")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(st.lists(st.integers(min_value=0, max_value=12 * 60), min_size=6, max_size=14))
def test_however_letters_are_spread_no_24_hours_have_more_than_allowed(db: None, pauses: list[int]) -> None:
    """Minutes between attempts. Each attempt is refused exactly when five were sent in the 24 hours before it."""
    sender, person = known(), reachable()
    now, sent = timezone.now(), []
    for pause in pauses:
        now += timedelta(minutes=pause)
        within = [at for at in sent if at > now - timedelta(days=1)]
        with mock.patch("django.utils.timezone.now", return_value=now):
            try:
                writing.write_to_member(person=person, sender=sender, text="Hello")
            except NotAllowed:
                assert len(within) == correspondence.MOST_A_DAY
            else:
                sent.append(now)
                assert len(within) < correspondence.MOST_A_DAY


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_letters_sent_at_once_do_not_slip_past_the_limit() -> None:
    sender, person = user(), reachable()  # new: two letters
    submission = uuid.uuid4()
    errors: list[Exception] = []

    def send(number: uuid.UUID) -> None:
        try:
            writing.write_to_member(person=person, sender=sender, text="Hello", submission=number)
        except NotAllowed as refusal:
            errors.append(refusal)
        finally:
            connection.close()

    numbers = [submission, submission, uuid.uuid4(), uuid.uuid4()]
    workers = [threading.Thread(target=send, args=(number,)) for number in numbers]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert MemberLetter.objects.count() == len(letters()) == writing.MOST_AT_FIRST
    assert errors


def test_each_letter_can_be_answered_once_by_whom_it_reached() -> None:
    sender, person = known(), reachable()  # the sender has no profile: nobody may write to them
    with pytest.raises(Http404):
        writing.write_to_member(person=sender, sender=person, text="Hello")
    writing.write_to_member(person=person, sender=sender, text="A question")
    writing.write_to_member(person=sender, sender=person, text="The answer")
    with pytest.raises(NotAllowed):
        writing.write_to_member(person=sender, sender=person, text="And another thing")
    writing.write_to_member(person=person, sender=sender, text="Thanks")
    writing.write_to_member(person=sender, sender=person, text="You are welcome")
    assert len(letters()) == 4


def test_letters_of_the_last_months_stand_on_a_page_of_their_own(client: Client) -> None:
    sender, person = known("Sender"), reachable("Receiver")
    writing.write_to_member(person=person, sender=sender, text="<i>Where</i> is it?")
    client.force_login(person)
    got = client.get("/en/accounts/letters/").content.decode()
    assert "&lt;i&gt;Where&lt;/i&gt; is it?" in got
    assert f"/en/people/{sender.pk}/write/" in got
    assert f"/en/people/{sender.pk}/report/?letter={MemberLetter.objects.get().pk}" in got
    assert sender.email not in got
    client.force_login(sender)
    assert "is it?" not in client.get("/en/accounts/letters/").content.decode()
    assert "is it?" in client.get("/en/accounts/letters/?box=sent").content.decode()
    client.force_login(known())
    for box in ("", "?box=sent"):
        assert "is it?" not in client.get(f"/en/accounts/letters/{box}").content.decode()
    client.logout()
    assert client.get("/en/accounts/letters/").status_code == 302


def test_a_member_stops_letters_and_wants_them_again(client: Client) -> None:
    person, sender = reachable(), known()
    client.force_login(person)
    for wanted, accepts in (("no", False), ("no", False), ("yes", True)):
        assert client.post("/th/accounts/letters/switch/", {"wanted": wanted}).status_code == 302
        assert writing.accepts_letters(person) is accepts
    without = known()
    writing.switch_letters(user=without, wanted=True)
    assert writing.accepts_letters(without)
    assert not Profile.objects.listed_for(sender).filter(user=without).exists()  # letters are no entry in a list
    client.logout()
    assert client.post("/th/accounts/letters/switch/").headers["Location"].endswith("?next=/th/accounts/letters/")


def test_a_stop_holds_for_letters_of_both_kinds_until_its_day() -> None:
    person, sender = reachable(), known()
    stop = LetterStop.objects.create(user=sender, until=timezone.now() + timedelta(days=7))
    for write in (
        lambda: writing.write_to_member(person=person, sender=sender, text="Hello"),
        lambda: contacting.write_to_champion(
            champion=champion(private_email="c@secret.example"), sender=sender, text="Hello"
        ),
    ):
        LetterStop.objects.filter(pk=stop.pk).update(until=timezone.now() + timedelta(days=7))
        with pytest.raises(NotAllowed, match="stopped your letters until"):
            write()
        LetterStop.objects.filter(pk=stop.pk).update(until=None)
        with pytest.raises(NotAllowed, match="has stopped your letters"):
            write()
        LetterStop.objects.filter(pk=stop.pk).update(until=timezone.now())
        write()


def test_letters_are_kept_for_90_days_and_longer_only_while_an_editor_looks_at_one() -> None:
    person, sender = reachable(), known()
    old, reported, new = (
        writing.write_to_member(person=person, sender=sender, text=text) for text in ("old", "reported", "new")
    )
    Report.objects.create(about=sender, by=person, letter=reported, reason="spam")
    before = timezone.now() - correspondence.KEPT_FOR
    MemberLetter.objects.filter(pk__in=[old.pk, reported.pk]).update(sent_at=before - timedelta(minutes=1))
    MemberLetter.objects.filter(pk=new.pk).update(sent_at=before + timedelta(days=1))
    call_command("run_due", verbosity=0)
    assert set(MemberLetter.objects.values_list("text", flat=True)) == {"reported", "new"}
    Report.objects.update(state=Report.State.DISMISSED, decided_at=timezone.now())
    assert writing.forget_old() == 1
    assert Report.objects.get().letter is None


def test_a_letter_outlives_both_people() -> None:
    person, sender = reachable(), known()
    writing.write_to_member(person=person, sender=sender, text="Hello")
    person.delete()
    sender.delete()
    assert MemberLetter.objects.get(recipient=None, sender=None).text == "Hello"
    assert ChampionLetter.objects.count() == 0
