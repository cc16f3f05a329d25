"""Searches that found nothing are counted for editors, and nobody is told who asked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from search import changes, unanswered
from search.models import UnansweredSearch
from tests.factories import PASSWORD, case, user

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def client() -> Client:
    """On a phone."""
    return Client(headers=PHONE)


def _note(question: str, *, language: str = "en", person: Any = None, headers: dict[str, str] | None = None) -> None:
    request = RequestFactory(headers=PHONE | (headers or {})).get("/")
    request.user = person or AnonymousUser()
    unanswered.note(question, language=language, request=request)


def _kept() -> list[tuple[str, str, int]]:
    unanswered.gather()
    return list(UnansweredSearch.objects.order_by("text").values_list("language", "text", "count"))


def test_a_question_that_found_nothing_is_counted_by_language_and_day(client: Client) -> None:
    case(code="AP-TH-1", language="th", title="น้ำผึ้งจากป่า")
    changes.drain(wait=True)
    for address in ("/th/search/?q=นำ้ตาลโตนด", "/th/search/?q=น้ำตาลโตนด", "/lo/search/?q=ຈັກຈັ່ນ", "/th/search/?q=น้ำผึ้ง"):
        assert client.get(address).status_code == 200
    assert _kept() == [("th", "น้ำตาลโตนด", 2), ("lo", "ຈັກຈັ່ນ", 1)]
    client.get("/lo/search/?q=ຈັກຈັ່ນ")
    assert _kept()[1] == ("lo", "ຈັກຈັ່ນ", 2)
    assert UnansweredSearch.objects.get(language="lo").day == timezone.localdate()


@pytest.mark.parametrize("question", ["somsak@example.org", "โทร ๐๘๑-๒๓๔-๕๖๗๘", "+84 912 345 678", "ก" * 101, " "])
def test_what_may_tell_of_a_person_is_not_kept(question: str, data: Path) -> None:
    _note(question, language="th")
    assert not (data / "unanswered.log").exists()


def test_what_staff_try_out_and_what_programs_ask_is_not_counted() -> None:
    _note("ผึ้งจิ๋ว", person=user(is_staff=True, is_superuser=True))
    _note("ຜຶ້ງນ້ອຍ", headers={"User-Agent": "Googlebot/2.1"})
    _note("ong nhỏ", headers={"Sec-Purpose": "prefetch"})
    assert _kept() == []


def test_counting_never_fails_a_search(client: Client, settings: Any) -> None:
    settings.DATA_DIR = Path("/nowhere/at/all")
    assert client.get("/en/search/?q=nothingofthekind").status_code == 200


def test_a_cut_line_is_passed_over_and_what_is_old_is_forgotten(data: Path) -> None:
    day = timezone.localdate()
    UnansweredSearch.objects.create(language="vi", day=day - timedelta(days=401), text="ong", count=3)
    (data / "unanswered.log").write_text(f"{day}\tvi\trừng tràm\n{day}\tv", encoding="utf-8")
    assert unanswered.forget_old() == 1
    assert _kept() == [("vi", "rừng tràm", 1)]


def test_nonsense_all_day_long_fills_no_table(monkeypatch: Any) -> None:
    monkeypatch.setattr(unanswered, "MOST_A_DAY", 2)
    for question in ("a", "b", "b", "c", "c"):
        _note(question)
    assert _kept() == [("en", "b", 2), ("en", "c", 2)]
    _note("b")
    assert _kept()[0] == ("en", "b", 3)


def test_editors_read_them_most_asked_first_and_take_them_along(client: Client) -> None:
    editor = user(is_staff=True)
    editor.groups.add(Group.objects.get(name="Moderators"))
    today = timezone.localdate()
    for language, text, day, count in [
        ("th", "ผึ้งชันโรง", today, 2), ("th", "ผึ้งชันโรง", today - timedelta(days=40), 3), ("lo", "ຈັກຈັ່ນ", today, 4)
    ]:  # fmt: skip
        UnansweredSearch.objects.create(language=language, text=text, day=day, count=count)
    address = reverse("search_unanswered")
    assert client.get(address).status_code == 302
    client.login(email=editor.email, password=PASSWORD)
    rows = client.get(address).context["object_list"]
    assert [(row["text"], row["times"]) for row in rows] == [("ผึ้งชันโรง", 5), ("ຈັກຈັ່ນ", 4)]
    since = {"day_from": str(today - timedelta(days=7)), "language": "th"}
    assert [row["times"] for row in client.get(address, since).context["object_list"]] == [2]
    answer = client.get(address, {"export": "csv"})
    sheet = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert sheet[1] == f"ผึ้งชันโรง,th,5,{today}"
    assert client.get(address, {"export": "xlsx"}).status_code == 200
    assert address in client.get("/admin/").content.decode()
