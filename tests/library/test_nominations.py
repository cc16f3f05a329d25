"""A short way in: a member nominates, an editor decides, the member hears of it."""

from __future__ import annotations

import uuid
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.urls import reverse
from PIL import Image

from community.models import OutgoingMail
from library import nominating
from library.models import CasePage, Nomination
from library.refusals import NotAllowed
from tests.factories import PASSWORD, nomination, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

TEXTS = {"title": "ຊາວບ້ານລ້ຽງປາໃນນາ", "place": "ບ້ານຕົວຢ່າງ", "why": "ໄດ້ທັງເຂົ້າແລະປາ"}


def _editor() -> Any:
    person = user("Demo persona: editor", is_staff=True)
    person.groups.add(Group.objects.get(name="Moderators"))
    return person


def _letters(person: Any) -> list[Any]:
    return [
        message_from_bytes(bytes(row.message), policy=default)
        for row in OutgoingMail.objects.order_by("pk")
        if row.recipients == [person.email]
    ]


def _photo() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "JPEG")
    return SimpleUploadedFile("ຮູບ.jpg", file.getvalue())


@pytest.fixture
def member(client: Client) -> Any:
    person = user("ບຸກຄົນສົມມຸດ: ສະມາຊິກ", language="lo")
    client.login(email=person.email, password=PASSWORD)
    return person


def test_a_member_nominates_with_three_fields_and_a_photo_in_their_own_language(client: Client, member: Any) -> None:
    response = client.post("/lo/library/nominate/", TEXTS | {"photo": _photo(), "wants_credit": "on"}, follow=True)
    made = Nomination.objects.get()
    assert response.redirect_chain == [("/lo/library/nominations/", 302)]
    assert TEXTS["title"] in response.content.decode()
    assert (made.title, made.language, made.nominator, made.is_waiting) == (TEXTS["title"], "lo", member, True)
    assert made.photo.collection.name == nominating.COLLECTION


def test_a_visitor_signs_in_first_and_keeps_what_they_wrote(client: Client) -> None:
    response = client.post("/lo/library/nominate/", TEXTS)
    assert response.status_code == 302
    assert "/lo/accounts/login/" in response["Location"]
    person = user()
    client.post(response["Location"], {"login": person.email, "password": PASSWORD})
    page = client.get("/lo/library/nominate/").content.decode()
    assert all(text in page for text in TEXTS.values())
    assert not Nomination.objects.exists()


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"title": " "}, "title"),
        ({"place": ""}, "place"),
        ({"why": "\x07"}, "why"),
        ({"title": "x" * 201}, "title"),
        ({"why": "ก" * 5001}, "why"),
        ({"language": "xx"}, "language"),
        ({"photo": SimpleUploadedFile("ảnh.jpg", b"PK\x03\x04")}, "photo"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_written_is_lost(
    client: Client, member: Any, fields: dict[str, Any], named: str
) -> None:
    response = client.post("/en/library/nominate/", TEXTS | fields)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [named]
    assert len(response.context["form"].errors[named]) == 1
    kept = {name: text for name, text in TEXTS.items() if name != named}
    assert all(text in response.content.decode() for text in kept.values())
    assert not Nomination.objects.exists()


def test_a_double_tap_nominates_once_and_the_form_filled_in_anew_nominates_again() -> None:
    person, form = user(), uuid.uuid4()
    first = nomination(nominator=person, submission=form)
    assert nomination(nominator=person, submission=form) == first
    assert nomination(nominator=person, submission=form, title="Nuôi cá trong ruộng lúa") != first


def test_nobody_buries_the_editors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nominating, "MOST_WAITING", 1)
    person = user()
    nomination(nominator=person)
    with pytest.raises(NotAllowed):
        nomination(nominator=person, title="Another one")
    nomination(nominator=user())


def test_everybody_sees_their_own_nominations_and_those_who_decide_see_all(client: Client, member: Any) -> None:
    other = nomination(title="ขายน้ำผึ้ง")
    own = nomination(nominator=member)
    assert set(Nomination.objects.visible_to(member)) == {own}
    assert set(Nomination.objects.visible_to(_editor())) == {own, other}
    assert not Nomination.objects.visible_to(AnonymousUser()).exists()
    assert "ขายน้ำผึ้ง" not in client.get("/th/library/nominations/").content.decode()


def test_an_editor_makes_a_case_of_it_with_one_action_and_the_nominator_is_told(client: Client) -> None:
    person = user("ບຸກຄົນສົມມຸດ", language="lo")
    made = nomination(nominator=person, photo=_photo(), **TEXTS)
    editor = _editor()
    client.login(email=editor.email, password=PASSWORD)
    assert TEXTS["title"] in client.get(reverse("nominations:index")).content.decode()
    assert TEXTS["why"] in client.get(reverse("nominations:edit", args=[made.pk])).content.decode()
    response = client.post(reverse("nominations:edit", args=[made.pk]), {"make_case": "yes"})
    case = CasePage.objects.get()
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[case.pk])
    assert client.get(response["Location"]).status_code == 200
    assert (case.title, case.live, case.locale.language_code) == (TEXTS["title"], False, "lo")
    assert TEXTS["why"] in str(case.body)
    assert case.lead_image == made.photo
    (letter,) = _letters(person)
    assert TEXTS["title"] in letter["Subject"]
    assert "/lo/library/nominations/" in letter.get_content()


def test_the_nominator_is_thanked_once_when_it_is_published_and_named_with_it(client: Client) -> None:
    shy = nomination(nominator=user("Demo persona: shy"), wants_credit=False)
    proud = nomination(nominator=user("บุคคลสมมุติ: ผู้เสนอ", language="th"))
    for made in (shy, proud):
        case = nominating.make_case(made, editor=_editor())
        case.get_latest_revision().publish()
        case.get_latest_revision().publish()
    thanks = _letters(proud.nominator)[1:]
    assert len(thanks) == 1
    assert f"/th/library/{case.slug}/" in thanks[0].get_content()
    assert "บุคคลสมมุติ: ผู้เสนอ" in client.get(f"/th/library/{case.slug}/").content.decode()
    assert "shy" not in client.get(f"/th/library/nom-{shy.created_at:%Y}-{shy.pk:04}/").content.decode()


def test_a_nomination_that_is_declined_is_answered_in_the_editor_s_words(client: Client) -> None:
    made = nomination(nominator=user("Persona ảo", language="vi"))
    editor = _editor()
    client.login(email=editor.email, password=PASSWORD)
    address = reverse("nominations:edit", args=[made.pk])
    assert client.post(address, {"decline": "yes", "answer": " "}).status_code == 200
    made.refresh_from_db()
    assert made.is_waiting
    client.post(address, {"decline": "yes", "answer": "Đã có một trường hợp như vậy."})
    (letter,) = _letters(made.nominator)
    assert "Đã có một trường hợp như vậy." in letter.get_content()
    made.refresh_from_db()
    assert made.state == Nomination.State.DECLINED


def test_what_was_decided_is_not_decided_again() -> None:
    made, editor = nomination(), _editor()
    nominating.decline(made, editor=editor, answer="ขอบคุณ")
    with pytest.raises(NotAllowed):
        nominating.make_case(made, editor=editor)
    assert not CasePage.objects.exists()


def test_members_decide_nothing(client: Client, member: Any) -> None:
    made = nomination(nominator=member)
    with pytest.raises(Http404):
        nominating.make_case(made, editor=member)
    with pytest.raises(ValidationError):
        nominating.decline(made, editor=_editor(), answer="")
    assert client.get(reverse("nominations:edit", args=[made.pk])).status_code == 302


def test_a_nomination_outlives_its_nominator_its_photo_and_its_case() -> None:
    made = nomination(photo=_photo())
    case = nominating.make_case(made, editor=_editor())
    made.refresh_from_db()
    case.delete()
    made.photo.delete()
    made.nominator.delete()
    made.refresh_from_db()
    assert (made.nominator, made.photo, made.case) == (None, None, None)
    assert nominating.nominators_of(case) == []


@pytest.mark.parametrize("language", ["en", "th", "vi", "lo"])
def test_every_letter_is_whole_in_every_language(language: str) -> None:
    person = user("Persona", language=language)
    taken, declined = nomination(nominator=person), nomination(nominator=person, title="ขายน้ำผึ้ง")
    nominating.make_case(taken, editor=_editor()).get_latest_revision().publish()
    nominating.decline(declined, editor=_editor(), answer="…")
    letters = _letters(person)
    assert len(letters) == 3
    for letter in letters:
        assert "&" not in letter.get_content()
        assert "{{" not in letter.get_content()
        assert f"/{language}/library/" in letter.get_content()
