"""“I adapted this”: recorded by members, decided about by editors, seen by those who may."""

from __future__ import annotations

import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import PageViewRestriction

from cms.roles import ensure_roles
from community.mailing import restored
from community.models import OutgoingMail
from library import adaptations, adapting
from library.models import Adaptation, BuildingBlock, CasePage
from library.refusals import NotAllowed
from library.shelf import Shelf
from tests.factories import PASSWORD, adaptation, case, user

pytestmark = pytest.mark.django_db

TEXTS = {
    "country": "LA",
    "place": "ບ້ານພູ ເມືອງໄຊ",
    "kept": "ປູກຫຍ້າກ່ອນ",
    "changed": "ໃຊ້ທີ່ດິນລວມຂອງບ້ານ",
    "result": "ຍັງໄວເກີນໄປ",
}


@pytest.fixture
def goats(outline: None) -> CasePage:
    page = case(code="AP-NP-1", title="Goats and forage")
    page.building_blocks = [BuildingBlock(title="Forage first", locale=page.locale)]
    page.save_revision().publish()
    return CasePage.objects.get(pk=page.pk)


@pytest.fixture
def editor(outline: None) -> Any:
    ensure_roles()
    person = user(is_staff=True)
    person.groups.add(Group.objects.get(name="Moderators"))
    return person


def _photo() -> SimpleUploadedFile:
    file = BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "A phone"
    Image.new("RGB", (60, 40), "green").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("ຮູບ.jpg", file.getvalue())


def _signed_in(client: Client, person: Any) -> Client:
    client.login(email=person.email, password=PASSWORD)
    return client


def test_a_member_tells_in_their_language_and_sees_it_before_others_do(client: Client, goats: CasePage) -> None:
    member = user(language="lo")
    _signed_in(client, member)
    answer = client.post("/lo/library/ap-np-1/adapted/new/", TEXTS, follow=True)
    assert answer.status_code == 200
    made = Adaptation.objects.get()
    assert (made.language, made.state, made.practice) == ("lo", "waiting", goats.translation_key)
    assert "ໃຊ້ທີ່ດິນລວມຂອງບ້ານ" in answer.content.decode()
    others = Client().get("/lo/library/ap-np-1/adapted/").content.decode()
    assert "ໃຊ້ທີ່ດິນລວມຂອງບ້ານ" not in others


@pytest.mark.parametrize(
    ("text", "language"),
    [("เราใช้ที่ดินของหมู่บ้าน", "th"), ("Chúng tôi dùng đất chung của thôn", "vi"), ("We use common land", "en")],
)
def test_the_language_is_that_of_the_text(goats: CasePage, text: str, language: str) -> None:
    made = adapting.record(case=goats, author=user(), country="TH", place="Nan", changed=text, page_language="en")
    assert made.language == language


def test_a_double_tap_records_once_and_the_same_form_filled_in_anew_records_again(goats: CasePage) -> None:
    member, once = user(), uuid.uuid4()
    given = {"case": goats, "author": member, "submission": once}
    first = adapting.record(**given, **TEXTS)
    assert adapting.record(**given, **TEXTS) == first
    assert adapting.record(**given, **(TEXTS | {"changed": "ອື່ນ"})) != first
    assert Adaptation.objects.count() == 2


def test_one_person_cannot_bury_the_editors(goats: CasePage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapting, "MOST_WAITING", 2)
    member = user()
    for _number in range(2):
        adapting.record(case=goats, author=member, **TEXTS)
    with pytest.raises(NotAllowed, match="wait for an answer"):
        adapting.record(case=goats, author=member, **TEXTS)


def test_a_closed_case_takes_nothing_from_those_who_may_not_read_it(goats: CasePage) -> None:
    PageViewRestriction.objects.create(page=goats, restriction_type=PageViewRestriction.PASSWORD, password="secret")
    with pytest.raises(Http404):
        adapting.record(case=goats, author=user(), **TEXTS)


def test_all_mistakes_are_told_at_once_and_what_was_written_stays(client: Client, goats: CasePage) -> None:
    _signed_in(client, user())
    given = {"country": "XX", "place": " ", "result": "สองฤดู", "photo": SimpleUploadedFile("a.jpg", b"no photo")}
    answer = client.post("/en/library/ap-np-1/adapted/new/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "สองฤดู" in page
    for sentence in ("choose the country", "write where", "what you kept or what you changed", "not a photo"):
        assert sentence in page
    assert not Adaptation.objects.exists()


def test_a_lost_session_loses_no_text(client: Client, goats: CasePage) -> None:
    member = user()
    answer = client.post("/en/library/ap-np-1/adapted/new/", TEXTS)
    assert answer["Location"].startswith("/en/accounts/login/")
    _signed_in(client, member)
    page = client.get("/en/library/ap-np-1/adapted/new/").content.decode()
    assert "Your text was kept" in page
    assert TEXTS["changed"] in page
    assert TEXTS["place"] in page


def test_a_photo_says_nothing_of_where_it_was_taken_and_has_no_address_of_its_own(
    client: Client, goats: CasePage, settings: Any
) -> None:
    member = user()
    made = adapting.record(case=goats, author=member, photo=_photo(), **TEXTS)
    data = Path(made.photo.path).read_bytes()
    assert dict(Image.open(BytesIO(data)).getexif()) == {}
    assert b"A phone" not in data
    assert not Path(made.photo.path).is_relative_to(settings.MEDIA_ROOT)
    address = f"/en/library/ap-np-1/adapted/{made.pk}/photo/"
    assert client.get(address).status_code == 404, "it waits for an editor"
    assert _signed_in(client, member).get(address).status_code == 200
    Adaptation.objects.update(state="shown")
    assert Client().get(address)["Content-Type"] == "image/jpeg"


def test_building_blocks_are_the_same_in_every_language(client: Client, goats: CasePage) -> None:
    lao = case(code="AP-NP-1", language="lo", title="ແບ້ ແລະ ຫຍ້າ")
    block = goats.building_blocks.get()
    lao.building_blocks = [BuildingBlock(title="ຫຍ້າກ່ອນ", locale=lao.locale, translation_key=block.translation_key)]
    lao.save_revision().publish()
    lao = CasePage.objects.get(pk=lao.pk)
    [(key, title)] = adapting.blocks_of(lao)
    assert title == "ຫຍ້າກ່ອນ"
    made = adapting.record(case=lao, author=user(), building_blocks=[key, "no-such-key"], **TEXTS)
    assert made.building_blocks == [key]
    Adaptation.objects.update(state="shown")
    assert "Forage first" in client.get("/en/library/ap-np-1/").content.decode()
    assert "ຫຍ້າກ່ອນ" in client.get("/lo/library/ap-np-1/").content.decode()


def _on_the_map(reader: Any) -> list[Any]:
    return adaptations.points(Shelf(user=reader).found, user=reader)


@pytest.mark.parametrize("state", ["waiting", "hidden", "withdrawn"])
def test_what_is_not_shown_is_in_no_page_of_others(client: Client, goats: CasePage, state: str) -> None:
    made = adaptation(goats, user(), place="Secret village", changed="Secret words")
    Adaptation.objects.filter(pk=made.pk).update(state=state)
    other = _signed_in(Client(), user())
    for reader in (client, other):
        for address in ("", "adapted/", "lineage/"):
            assert "Secret" not in reader.get(f"/en/library/ap-np-1/{address}").content.decode()
    Adaptation.objects.filter(pk=made.pk).update(latitude="20.69", longitude="101.99")
    assert not _on_the_map(AnonymousUser())


def test_what_belongs_to_a_closed_case_is_closed(goats: CasePage) -> None:
    made = adaptation(goats, user())
    assert Adaptation.objects.visible_to(AnonymousUser()).get() == made
    PageViewRestriction.objects.create(page=goats, restriction_type=PageViewRestriction.LOGIN)
    assert not Adaptation.objects.visible_to(AnonymousUser()).exists()
    assert Adaptation.objects.visible_to(user()).exists()
    goats.unpublish()
    assert not Adaptation.objects.visible_to(user()).exists()


@pytest.mark.parametrize(
    ("language", "state", "sentence"),
    [
        ("th", "shown", "ap-np-1/adapted/"),
        ("lo", "hidden", "ກະລຸນາບອກສະຖານທີ່"),
        ("en", "shown", "Everybody can see it now"),
        ("en", "hidden", "You can change it"),
    ],
)
def test_its_author_hears_of_a_decision_once_in_their_language(
    goats: CasePage, editor: Any, language: str, state: str, sentence: str
) -> None:
    made = adaptation(goats, user(language=language), shown=False)
    for _twice in range(2):
        adapting.decide(adaptation=made, editor=editor, state=state, reason="ກະລຸນາບອກສະຖານທີ່")
    letter = restored(OutgoingMail.objects.get())
    assert sentence in letter.body
    assert f"/{language}/library/ap-np-1/adapted/" in letter.body


def test_only_editors_decide_and_hiding_needs_a_reason(goats: CasePage, editor: Any) -> None:
    made = adaptation(goats, user(), shown=False)
    with pytest.raises(NotAllowed):
        adapting.decide(adaptation=made, editor=user(), state="shown")
    with pytest.raises(ValidationError, match="why"):
        adapting.decide(adaptation=made, editor=editor, state="hidden", reason=" ")
    with pytest.raises(ValidationError):
        adapting.decide(adaptation=made, editor=editor, state="waiting")


def test_an_editor_decides_in_the_admin(client: Client, goats: CasePage, editor: Any) -> None:
    made = adapting.record(case=goats, author=user(), photo=_photo(), **TEXTS)
    _signed_in(client, editor)
    assert "ບ້ານພູ" in client.get(reverse("wagtailsnippets_library_adaptation:list")).content.decode()
    address = reverse("wagtailsnippets_library_adaptation:edit", args=[made.pk])
    page = client.get(address).content.decode()
    assert TEXTS["changed"] in page
    assert f"/adapted/{made.pk}/photo/" in page
    client.post(address, {"state": "hidden", "reason": ""})
    made.refresh_from_db()
    assert made.state == "waiting"
    client.post(address, {"state": "shown", "reason": "", "latitude": "20.69", "longitude": "101.99"})
    made.refresh_from_db()
    assert (made.state, made.decided_by, made.changed) == ("shown", editor, TEXTS["changed"])
    assert OutgoingMail.objects.count() == 1
    [point] = _on_the_map(AnonymousUser())
    assert (point.latitude, point.longitude) == (20.69, 101.99)
    assert "map__mark--adaptation" in Client().get("/lo/library/map/").content.decode()
    assert "map__mark--adaptation" not in Client().get("/lo/library/map/?evidence=good").content.decode()
    assert client.get(reverse("wagtailsnippets_library_adaptation:delete", args=[made.pk])).status_code != 200


def test_a_changed_one_waits_again_and_an_unchanged_one_does_not(client: Client, goats: CasePage) -> None:
    member = user()
    made = adapting.record(case=goats, author=member, photo=_photo(), **TEXTS)
    Adaptation.objects.update(state="shown")
    _signed_in(client, member)
    address = f"/en/library/ap-np-1/adapted/{made.pk}/"
    assert TEXTS["changed"] in client.get(address).content.decode()
    client.post(address, TEXTS | {"language": "lo"})
    made.refresh_from_db()
    assert made.state == "shown"
    client.post(address, TEXTS | {"changed": "ປ່ຽນອີກ", "language": "lo"})
    made.refresh_from_db()
    assert (made.state, made.changed, bool(made.photo)) == ("waiting", "ປ່ຽນອີກ", True)


def test_a_withdrawn_one_leaves_neither_text_nor_photo(
    client: Client, goats: CasePage, editor: Any, django_capture_on_commit_callbacks: Any
) -> None:
    member = user()
    made = adapting.record(case=goats, author=member, photo=_photo(), **TEXTS)
    path = Path(made.photo.path)
    _signed_in(client, member)
    address = f"/en/library/ap-np-1/adapted/{made.pk}/withdraw/"
    assert "cannot be undone" in client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
    assert not path.exists()
    made.refresh_from_db()
    assert (made.kept, made.changed, made.result, made.place, bool(made.photo)) == ("", "", "", "", False)
    assert not Adaptation.objects.visible_to(editor).exists()
    with pytest.raises(ValidationError):
        adapting.decide(adaptation=made, editor=editor, state="shown")


def test_somebody_else_s_cannot_be_changed_or_withdrawn(client: Client, goats: CasePage) -> None:
    made = adaptation(goats, user())
    _signed_in(client, user())
    for address in (f"/en/library/ap-np-1/adapted/{made.pk}/", f"/en/library/ap-np-1/adapted/{made.pk}/withdraw/"):
        assert client.get(address).status_code == 404
        assert client.post(address, TEXTS).status_code == 404
    with pytest.raises(NotAllowed):
        adapting.withdraw(adaptation=made, author=user())
    assert client.get(f"/en/library/ap-np-1/adapted/{2**63}/photo/").status_code == 404


def test_the_case_says_how_many_and_its_queries_do_not_grow(
    client: Client, goats: CasePage, django_assert_max_num_queries: Any
) -> None:
    for _number in range(2):
        adaptation(goats, user())
    client.get("/en/library/ap-np-1/")
    with django_assert_max_num_queries(60) as few:
        assert "Adapted elsewhere (2)" in client.get("/en/library/ap-np-1/").content.decode()
    for _number in range(7):
        adaptation(goats, user())
    with django_assert_max_num_queries(len(few) + 1):  # the count
        assert "Adapted elsewhere (9)" in client.get("/en/library/ap-np-1/").content.decode()
