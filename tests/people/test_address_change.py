"""The address one signs in with changes when both addresses have said yes, and not before."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from cms.models import User
from community import mailing
from people import changing_address
from people.models import AddressChange
from tests.factories import PASSWORD, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]
OLD, NEW = "old@test.example", "new@test.example"


def _letter_to(address: str) -> str:
    mailing.deliver_due()
    return str(next(letter for letter in reversed(mail.outbox) if letter.to == [address]).body)


def _link_to(address: str) -> str:
    found = re.search(r"http\S+?(/\w+/accounts/email/change/\S+/)", _letter_to(address))
    assert found, _letter_to(address)
    return found[1]


def _addresses(person: User) -> tuple[str, list[tuple[str, bool, bool]]]:
    person.refresh_from_db()
    return person.email, list(EmailAddress.objects.filter(user=person).values_list("email", "verified", "primary"))


@pytest.fixture
def person() -> User:
    return user(email=OLD, language="lo")


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_both_addresses_say_yes_in_any_order(person: User, order: tuple[str, str]) -> None:
    changing_address.ask(user=person, new_email=" New@Test.example ")
    before = (OLD, [(OLD, True, True)])
    for number, address in enumerate(order):
        link = _link_to(address)
        assert link.startswith("/lo/"), "the letter is in its reader's language"
        assert Client().get(link).status_code == 200
        assert _addresses(person) == before, "looking at the question is no answer"
        Client().post(link, {"yes": ""})
        assert _addresses(person) == (before if number == 0 else (NEW, [(NEW, True, True)]))
    for address in (OLD, NEW):
        assert NEW in _letter_to(address)
        assert "email/change" not in _letter_to(address)
    assert Client().login(email=NEW, password=PASSWORD)
    assert not Client().login(email=OLD, password=PASSWORD)


def test_no_from_either_ends_it(person: User) -> None:
    for address in (OLD, NEW):
        AddressChange.objects.all().delete()
        changing_address.ask(user=person, new_email=NEW)
        links = {each: _link_to(each) for each in (OLD, NEW)}
        Client().post(links[address], {"no": ""})
        assert [Client().post(link, {"yes": ""}).status_code for link in links.values()] == [410, 410]
    assert _addresses(person) == (OLD, [(OLD, True, True)])


def test_after_three_days_it_is_forgotten(person: User) -> None:
    changing_address.ask(user=person, new_email=NEW)
    link = _link_to(NEW)
    AddressChange.objects.update(created_at=timezone.now() - timedelta(days=3, seconds=1))
    assert Client().post(link, {"yes": ""}).status_code == 410
    assert changing_address.waiting(person) is None
    assert changing_address.forget_old() == 1


def test_nobody_learns_that_the_new_address_is_somebodys(client: Client, person: User) -> None:
    user(email="taken@test.example")
    client.force_login(person)
    answers = []
    for address in (NEW, "taken@test.example"):
        AddressChange.objects.all().delete()
        answers.append(_change(client, address))
        assert "/accounts/email/change/" in _letter_to(OLD)
    assert answers[0][0] == answers[1][0]
    assert answers[0][1].replace(NEW, "taken@test.example") == answers[1][1]
    assert "/accounts/email/change/" not in _letter_to("taken@test.example"), "its owner cannot lose their account"


def _change(client: Client, address: str) -> tuple[int, str]:
    """As a person does it, with the password once more."""
    page = client.post("/th/accounts/email/", {"email": address}, follow=True)
    if "reauthenticate" in page.request["PATH_INFO"]:
        form = {"password": PASSWORD, "next": "/th/accounts/email/"}
        page = client.post("/th/accounts/reauthenticate/", form, follow=True)
    html = re.sub(r'value="[^"]{30,}"|<time.*?</time>', "", page.content.decode())
    return page.status_code, html


def test_the_password_is_asked_once_more_and_the_address_typed_is_not_lost(client: Client, person: User) -> None:
    client.force_login(person)
    asked = client.post("/th/accounts/email/", {"email": NEW})
    assert asked["Location"].startswith("/th/accounts/reauthenticate/")
    assert not AddressChange.objects.exists()
    assert _change(client, NEW)[0] == 200
    assert AddressChange.objects.get().new_email == NEW


def test_a_mistake_is_said_beside_the_field(client: Client, person: User) -> None:
    client.force_login(person)
    _change(client, NEW)
    AddressChange.objects.all().delete()
    for written in ("", "nobody", OLD, "a" * 300 + "@test.example"):
        page = client.post("/th/accounts/email/", {"email": written})
        assert page.status_code == 422
        assert page.context["form"].errors["email"]
    assert not AddressChange.objects.exists()


def test_a_double_tap_is_one_change_and_one_letter_to_each(person: User) -> None:
    for _ in range(2):
        changing_address.ask(user=person, new_email=NEW)
    mailing.deliver_due()
    assert sorted(letter.to[0] for letter in mail.outbox) == [NEW, OLD]


def test_somebody_else_confirms_the_address_meanwhile(person: User) -> None:
    changing_address.ask(user=person, new_email=NEW)
    links = [_link_to(OLD), _link_to(NEW)]
    user(email=NEW)
    assert [Client().post(link, {"yes": ""}).status_code for link in links] == [200, 409]
    assert _addresses(person) == (OLD, [(OLD, True, True)])
    assert not AddressChange.objects.exists()


def test_an_address_nobody_confirmed_needs_not_agree() -> None:
    person = user(email=OLD, verified=False)
    changing_address.ask(user=person, new_email=NEW)
    Client().post(_link_to(NEW), {"yes": ""})
    assert _addresses(person) == (NEW, [(NEW, True, True)])


def _edit(client: Client, person: User, email: str) -> Any:
    form = {"email": email, "name": person.name, "is_active": "on"}
    return client.post(f"/admin/users/edit/{person.pk}/", form, follow=True)


def test_an_administrator_changes_it_and_the_new_address_still_says_yes(client: Client, person: User) -> None:
    client.force_login(user(is_staff=True, is_superuser=True))
    assert _edit(client, person, NEW).status_code == 200
    assert _addresses(person) == (OLD, [(OLD, True, True)])
    assert "/accounts/email/change/" in _letter_to(OLD), "the old one may say no"
    Client().post(_link_to(NEW), {"yes": ""})
    assert _addresses(person) == (NEW, [(NEW, True, True)])


def test_an_administrator_mends_an_address_that_nobody_confirmed(client: Client) -> None:
    person = user(email=OLD, verified=False)
    client.force_login(user(is_staff=True, is_superuser=True))
    _edit(client, person, NEW)
    assert _addresses(person) == (NEW, [])


def test_the_admin_has_no_side_door_to_ones_own_address(client: Client) -> None:
    admin = user(is_staff=True, is_superuser=True, email=OLD)
    client.force_login(admin)
    assert client.get("/admin/account/").status_code == 200
    client.post("/admin/account/", {"name_email-name": "Me", "name_email-email": NEW, "email": NEW})
    _edit(client, admin, NEW)
    assert _addresses(admin) == (OLD, [(OLD, True, True)])
    assert not AddressChange.objects.exists()


def test_an_address_from_when_there_were_several_can_be_removed(client: Client, person: User) -> None:
    EmailAddress.objects.create(user=person, email="more@test.example", verified=True)
    client.force_login(person)
    _change(client, NEW)  # the password once more
    client.post("/th/accounts/email/", {"remove": "", "email": "more@test.example"})
    client.post("/th/accounts/email/", {"remove": "", "email": OLD})
    assert _addresses(person) == (OLD, [(OLD, True, True)])
