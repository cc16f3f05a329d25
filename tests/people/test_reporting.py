"""A member reports another; an editor decides, with a reason that stays; whoever reported hears that it was decided."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.roles import EDITORS, ensure_roles
from community.models import OutgoingMail
from library.refusals import NotAllowed
from people import deciding, reporting, writing
from people.models import LetterStop, Report
from tests.factories import PASSWORD, profile, user

pytestmark = pytest.mark.django_db
WHY = "ຈົດໝາຍນີ້ເປັນໂຄສະນາ"


def mail_to(person: Any) -> list[str]:
    found = []
    for row in OutgoingMail.objects.order_by("pk"):
        letter = message_from_bytes(bytes(row.message), _class=EmailMessage, policy=default)
        if letter["To"] == person.email:
            found.append(f"{letter['Subject']}\n{letter.get_content()}")
    return found


def known(name: str, **fields: Any) -> Any:
    person = user(name, **fields)
    profile(person)
    return person


def editor(name: str = "Editor") -> Any:
    ensure_roles()
    person = user(name, is_staff=True)
    person.groups.add(Group.objects.get(name=EDITORS))
    return type(person).objects.get(pk=person.pk)


@pytest.fixture
def reporter() -> Any:
    return known("ຜູ້ແຈ້ງ", language="lo")


@pytest.fixture
def person() -> Any:
    return known("ผู้ถูกแจ้ง", language="th")


@pytest.fixture
def report(reporter: Any, person: Any) -> Report:
    letter = writing.write_to_member(person=reporter, sender=person, text="ซื้อปุ๋ยเถอะ")
    OutgoingMail.objects.all().delete()
    return reporting.report(person=person, by=reporter, reason="spam", letter=letter)


def test_a_report_is_one_a_reporter_and_person_until_it_is_decided(client: Client, reporter: Any, person: Any) -> None:
    client.force_login(reporter)
    address = f"/lo/people/{person.pk}/report/"
    assert client.get(address).status_code == 200
    for reason, words in (("spam", ""), ("spam", ""), ("unkind", "ຄຳບໍ່ດີ")):
        assert client.post(address, {"reason": reason, "words": words}).status_code == 302
    (only,) = Report.objects.all()
    assert (only.reason, only.words, only.by, only.about) == ("unkind", "ຄຳບໍ່ດີ", reporter, person)
    assert "ຄຳບໍ່ດີ" in client.get(address).content.decode()
    deciding.dismiss(report=only, by=editor(), why=WHY)
    client.post(address, {"reason": "spam"})
    assert Report.objects.count() == 2
    assert reporting.report(person=person, by=user(), reason="spam")  # of somebody else


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "reason"), ({"reason": "nonsense"}, "reason"), ({"reason": "other"}, "words"),
        ({"reason": "spam", "words": "a\x00b"}, "words"), ({"reason": "spam", "words": "ก" * 1001}, "words"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_report_stands_beside_its_field(
    client: Client, reporter: Any, person: Any, given: dict[str, str], wrong: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        reporting.report(person=person, by=reporter, **({"reason": ""} | given))
    assert set(refused.value.message_dict) == {wrong}
    client.force_login(reporter)
    page = client.post(f"/en/people/{person.pk}/report/", given)
    assert page.status_code == 422
    assert given.get("words", "").replace("\x00", "")[:20] in page.content.decode().replace("\x00", "")


def test_who_may_report_whom(client: Client, reporter: Any, person: Any, report: Report) -> None:
    with pytest.raises(NotAllowed):
        reporting.report(person=reporter, by=reporter, reason="spam")
    with pytest.raises(Http404):
        reporting.report(person=user("Unseen"), by=reporter, reason="spam")
    with pytest.raises(Http404):  # a letter to somebody else
        reporting.report(person=person, by=user(), reason="spam", letter=report.letter)
    address = f"/en/people/{person.pk}/report/"
    away = client.post(address, {"reason": "other", "words": "Kept words"})
    assert "/accounts/login/" in away.headers["Location"]
    client.post("/en/accounts/login/", {"login": reporter.email, "password": PASSWORD})
    assert "Kept words" in client.get(address).content.decode()
    for letter in ("0", "x", "9" * 30, "²"):
        assert client.get(address, {"letter": letter}).status_code == 404
    assert "ซื้อปุ๋ยเถอะ" in client.get(address, {"letter": report.letter_id}).content.decode()


def test_few_reports_a_day(reporter: Any) -> None:
    for number in range(reporting.MOST_A_DAY):
        reporting.report(person=known(f"Person {number}"), by=reporter, reason="spam")
    with pytest.raises(NotAllowed, match="tomorrow"):
        reporting.report(person=known("One more"), by=reporter, reason="spam")


def test_only_those_who_decide_see_reports_and_never_those_about_themselves(client: Client, report: Report) -> None:
    accused = editor("Accused")
    about_editor = reporting.report(person=known_profile(accused), by=user(), reason="unkind")
    index, one = "/admin/reports-about-people/", f"/admin/reports-about-people/{report.pk}/"
    for who in (None, report.by, report.about, user(is_staff=True)):
        client.logout()
        if who:
            client.force_login(who)
        for address in (index, one):
            assert client.get(address).status_code in (302, 403, 404)
            assert client.post(address, {"act": "dismiss", "why": WHY}).status_code in (302, 403, 404, 405)
    assert Report.objects.open().count() == 2
    for who in (editor(), user(is_superuser=True, is_staff=True)):
        client.force_login(who)
        page = client.get(index).content.decode()
        assert "ผู้ถูกแจ้ง" in page
        assert "Accused" in page
        assert "(2)" in page  # in the menu
        assert "ซื้อปุ๋ยเถอะ" in client.get(one).content.decode()
    client.force_login(accused)
    assert "(1)" in client.get(index).content.decode()
    assert client.get(f"/admin/reports-about-people/{about_editor.pk}/").status_code == 404
    with pytest.raises(Http404):
        deciding.dismiss(report=about_editor, by=accused, why=WHY)
    with pytest.raises(Http404):
        deciding.lift_stop(report=about_editor, by=accused)


def known_profile(person: Any) -> Any:
    profile(person)
    return person


@pytest.mark.parametrize(
    ("act", "state", "hears"),
    [
        ("dismiss", Report.State.DISMISSED, False),
        ("warn", Report.State.WARNED, True),
        ("stop", Report.State.STOPPED, True),
        ("close", Report.State.CLOSED, True),
    ],
)
def test_a_decision_is_recorded_and_those_concerned_hear_of_it(
    client: Client, report: Report, act: str, state: str, hears: bool
) -> None:
    decider = user("Administrator", is_superuser=True, is_staff=True)
    client.force_login(decider)
    address = f"/admin/reports-about-people/{report.pk}/"
    assert client.post(address, {"act": act, "why": " ", "days": "7"}).status_code == 200  # why?
    assert client.post(address, {"act": "nonsense", "why": WHY}).status_code == 200
    report.refresh_from_db()
    assert report.is_open
    for _tap in range(2):
        client.post(address, {"act": act, "why": WHY, "days": "7"})
    report.refresh_from_db()
    assert (report.state, report.decided_by, report.why) == (state, decider, WHY)
    (entry,) = ModelLogEntry.objects.filter(action=f"people.report_{state}")
    assert entry.user == decider
    assert entry.data["why"] == WHY
    to_person = mail_to(report.about)
    assert len(to_person) == int(hears)
    assert all(WHY in letter and "ຜູ້ແຈ້ງ" not in letter and "สวัสดี" in letter for letter in to_person)
    (to_reporter,) = mail_to(report.by)
    assert "ສະບາຍດີ" in to_reporter
    assert WHY not in to_reporter
    report.about.refresh_from_db()
    assert report.about.is_active == (act != "close")


def test_only_administrators_close_accounts(client: Client, report: Report) -> None:
    who = editor()
    client.force_login(who)
    address = f"/admin/reports-about-people/{report.pk}/"
    assert 'value="close"' not in client.get(address).content.decode()
    client.post(address, {"act": "close", "why": WHY})
    report.refresh_from_db()
    assert report.is_open
    with pytest.raises(Http404):  # whoever does not know of it hears nothing else
        deciding.close_account(report=report, by=user(), why=WHY)


def test_a_stop_is_lifted_again_and_a_shorter_one_does_not_shorten_it(report: Report, person: Any) -> None:
    decider, other = editor(), known("Another")
    deciding.stop_letters(report=report, by=decider, why=WHY, days=None)
    again = reporting.report(person=person, by=other, reason="spam")
    deciding.stop_letters(report=again, by=decider, why=WHY, days=7)
    assert LetterStop.objects.get().until is None
    with pytest.raises(NotAllowed):
        writing.write_to_member(person=other, sender=person, text="Hello")
    for _tap in range(2):
        deciding.lift_stop(report=report, by=decider)
    writing.write_to_member(person=other, sender=person, text="Hello")
    assert ModelLogEntry.objects.filter(action="people.report_lifted").count() == 1
    assert len(mail_to(person)) == 3


def test_decided_reports_are_forgotten_after_a_year(report: Report) -> None:
    long_ago = timezone.now() - reporting.KEPT_FOR * 2
    Report.objects.update(created_at=long_ago)
    assert reporting.forget_old() == 0
    Report.objects.update(state=Report.State.WARNED, decided_at=long_ago)
    assert reporting.forget_old() == 1
