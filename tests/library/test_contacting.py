"""Members write to champions through the site: one letter a tap, few a day, and no address given away."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.http import Http404
from django.test import Client
from django.utils import timezone

from community.models import OutgoingMail
from library import contacting, correspondence
from library.models import Champion, ChampionLetter
from library.refusals import NotAllowed
from tests.factories import PASSWORD, user
from tests.factories.directory import champion

pytestmark = pytest.mark.django_db


def letters() -> list[EmailMessage]:
    return [
        message_from_bytes(bytes(row.message), _class=EmailMessage, policy=default)
        for row in OutgoingMail.objects.order_by("pk")
    ]


def written(letter: EmailMessage) -> str:
    return str(letter.get_content())


@pytest.fixture
def bounmy(outline: None) -> Champion:
    """Reads Lao, has an account."""
    account = user("ບຸນມີ", language="lo", email="bounmy@secret.example")
    return champion("ບຸນມີ", code="bounmy", account=account)


def test_a_letter_comes_in_the_champion_s_language_with_the_sender_s_own_words(bounmy: Champion) -> None:
    sender = user("ผู้เขียน", language="th", email="sender@secret.example")
    contacting.write_to_champion(champion=bounmy, sender=sender, text="ขอไปดูรังผึ้งได้ไหม")
    (letter,) = letters()
    assert letter["To"] == "bounmy@secret.example"
    assert letter["Reply-To"] is None
    assert "ຜ່ານ" in letter["Subject"] or "Rutero" in letter["Subject"]
    text = written(letter)
    assert "ขอไปดูรังผึ้งได้ไหม" in text
    assert "ผู้เขียน" in text
    assert "/lo/library/people/bounmy/" in text
    assert "sender@secret.example" not in letter.as_string()


def test_the_sender_s_address_goes_along_only_if_they_agree(bounmy: Champion) -> None:
    sender = user(email="sender@secret.example")
    contacting.write_to_champion(champion=bounmy, sender=sender, text="Hello", shares_address=True)
    (letter,) = letters()
    assert letter["Reply-To"] == "sender@secret.example"
    assert "sender@secret.example" in written(letter)


def test_somebody_without_an_account_is_written_to_in_a_language_they_read(outline: None) -> None:
    one = champion("Mai", private_email="mai@secret.example", languages=("hmn", "vi"))
    contacting.write_to_champion(champion=one, sender=user(), text="Xin chào")
    (letter,) = letters()
    assert letter["To"] == "mai@secret.example"
    assert f"/vi/library/people/{one.code}/" in written(letter)


def test_a_name_cannot_smuggle_in_a_header(bounmy: Champion) -> None:
    sender = user()
    type(sender).objects.filter(pk=sender.pk).update(name="A\r\nBcc: all@secret.example")
    sender.refresh_from_db()
    contacting.write_to_champion(champion=bounmy, sender=sender, text="Hello")
    (letter,) = letters()
    assert letter["Bcc"] is None
    assert OutgoingMail.objects.get().recipients == ["bounmy@secret.example"]


def test_a_double_tap_sends_once_also_from_the_form(bounmy: Champion, client: Client) -> None:
    sender = user()
    submission = uuid.uuid4()
    first, second = (
        contacting.write_to_champion(champion=bounmy, sender=sender, text="Hello", submission=submission)
        for _tap in range(2)
    )
    assert first == second
    assert len(letters()) == 1
    client.force_login(sender)
    form = client.get("/en/library/people/bounmy/write/").content.decode()
    number = re.search(r'name="submission" value="([^"]+)"', form)
    assert number
    for _tap in range(2):
        sent = client.post("/en/library/people/bounmy/write/", {"text": "Again", "submission": number[1]})
        assert sent.status_code == 302
    assert len(letters()) == 2


def test_few_letters_a_day_to_whomever_and_more_the_next_day(bounmy: Champion, client: Client) -> None:
    sender = user()
    for _letter in range(correspondence.MOST_A_DAY):
        other = champion(private_email="other@secret.example")
        contacting.write_to_champion(champion=other, sender=sender, text="Hello")
    client.force_login(sender)
    refused = client.post("/th/library/people/bounmy/write/", {"text": "ข้อความที่เขียนไว้"})
    assert refused.status_code == 403
    assert "ข้อความที่เขียนไว้" in refused.content.decode()
    assert len(letters()) == correspondence.MOST_A_DAY
    with pytest.raises(NotAllowed, match="24"):
        contacting.write_to_champion(champion=bounmy, sender=sender, text="Hello")
    ChampionLetter.objects.update(sent_at=timezone.now() - timedelta(days=1, minutes=1))
    contacting.write_to_champion(champion=bounmy, sender=sender, text="Hello")
    contacting.write_to_champion(champion=bounmy, sender=user(), text="Hello")  # somebody else's day is their own


@pytest.mark.parametrize("text", ["", "  \n ", "a\x00b", "ก" * (correspondence.MAX_TEXT + 1)])
def test_a_letter_that_cannot_be_sent_is_refused_with_its_reason(bounmy: Champion, text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        contacting.write_to_champion(champion=bounmy, sender=user(), text=text)
    assert set(refused.value.message_dict) == {"text"}
    assert letters() == []


def test_who_cannot_be_reached_or_does_not_want_letters_gets_none(bounmy: Champion) -> None:
    sender = user()
    silent = champion(accepts_letters=False, private_email="a@secret.example")
    unreachable = champion()
    gone = champion(account=user(is_active=False), private_email="old@secret.example")
    for one in (silent, unreachable, gone):
        with pytest.raises(NotAllowed):
            contacting.write_to_champion(champion=one, sender=sender, text="Hello")
        assert not contacting.can_be_written_to(one)
    with pytest.raises(NotAllowed):
        contacting.write_to_champion(champion=bounmy, sender=bounmy.account, text="Hello me")
    with pytest.raises(Http404):
        contacting.write_to_champion(
            champion=champion(consent="none", private_email="b@secret.example"), sender=sender, text="Hello"
        )
    assert letters() == []


def test_the_page_says_why_and_the_form_is_not_there(bounmy: Champion, client: Client) -> None:
    Champion.objects.update(accepts_letters=False)
    client.force_login(user())
    assert "/write/" not in client.get("/en/library/people/bounmy/").content.decode()
    page = client.get("/en/library/people/bounmy/write/", follow=True)
    assert page.redirect_chain == [("/en/library/people/bounmy/", 302)]
    assert "does not want letters" in page.content.decode()


def test_a_visitor_s_text_waits_until_they_have_signed_in(bounmy: Champion, client: Client) -> None:
    sender = user()
    away = client.post("/lo/library/people/bounmy/write/", {"text": "ສະບາຍດີ", "shares_address": "on"}, follow=True)
    assert "/accounts/login/" in away.redirect_chain[-1][0]
    assert letters() == []
    client.post("/lo/accounts/login/", {"login": sender.email, "password": PASSWORD})
    page = client.get("/lo/library/people/bounmy/write/").content.decode()
    assert "ສະບາຍດີ" in page
    assert "checked" in page


def test_the_champion_stops_letters_with_the_link_in_one_and_wants_them_again(bounmy: Champion, client: Client) -> None:
    contacting.write_to_champion(champion=bounmy, sender=user(), text="Hello")
    address = re.search(r"https?://[^/]+(/lo/library/people/bounmy/letters/\?key=\S+)", written(letters()[0]))
    assert address
    page = client.get(address[1])
    assert page.status_code == 200
    bounmy.refresh_from_db()
    assert bounmy.accepts_letters  # mail programs open links by themselves: only the button changes anything
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert key
    assert key[1] in address[1]
    for wanted in (False, False, True):
        done = client.post("/lo/library/people/bounmy/letters/", {"key": key[1], "wanted": "yes" if wanted else "no"})
        assert done.status_code == 302
        bounmy.refresh_from_db()
        assert bounmy.accepts_letters is wanted
    assert "secret.example" not in client.get(address[1]).content.decode()


def test_nobody_else_turns_the_switch(bounmy: Champion, client: Client) -> None:
    other = champion(private_email="c@secret.example")
    key_of_other = contacting.letters_url(other).partition("key=")[2]
    client.force_login(user(is_staff=True))
    for key in ("", "nonsense", key_of_other):
        path = "/en/library/people/bounmy/letters/"
        assert client.get(path, {"key": key}).status_code == 404
        assert client.post(path, {"key": key, "wanted": "no"}).status_code == 404
    bounmy.refresh_from_db()
    assert bounmy.accepts_letters
    client.force_login(bounmy.account)
    assert "/letters/" in client.get("/en/library/people/bounmy/").content.decode()
    client.post("/en/library/people/bounmy/letters/", {"wanted": "no"})
    bounmy.refresh_from_db()
    assert not bounmy.accepts_letters


def test_a_letter_outlives_the_champion_and_the_sender(bounmy: Champion) -> None:
    sender: Any = user()
    contacting.write_to_champion(champion=bounmy, sender=sender, text="Hello")
    bounmy.delete()
    sender.delete()
    assert ChampionLetter.objects.get(champion=None, sender=None).text == "Hello"


def test_letters_are_kept_for_a_while_only_and_their_writer_knows(bounmy: Champion, client: Client) -> None:
    sender = user()
    old, new = (contacting.write_to_champion(champion=bounmy, sender=sender, text=text) for text in ("old", "new"))
    now = timezone.now()
    ChampionLetter.objects.filter(pk=old.pk).update(sent_at=now - correspondence.KEPT_FOR - timedelta(minutes=1))
    ChampionLetter.objects.filter(pk=new.pk).update(sent_at=now - correspondence.KEPT_FOR + timedelta(minutes=1))
    call_command("run_due", verbosity=0)
    assert list(ChampionLetter.objects.values_list("text", flat=True)) == ["new"]
    client.force_login(sender)
    assert "after 90 days" in client.get("/en/library/people/bounmy/write/").content.decode()
