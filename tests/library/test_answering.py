"""Was this helpful? Asked for each section in each language, answered by anybody, read by editors."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.roles import ensure_roles
from library.models import CasePage, SectionAnswer
from library.views import answering
from tests.factories import PASSWORD, case, user

pytestmark = pytest.mark.django_db

ADDRESS = "/th/library/ap-th-1/helpful/th/practice/"


@pytest.fixture(autouse=True)
def nobody_was_here() -> None:
    cache.clear()


@pytest.fixture
def honey(outline: None) -> CasePage:
    return case(
        code="AP-TH-1", language="th", title="น้ำผึ้งจากป่า",
        sections=[
            {"name": "practice", "text": "ชาวบ้าน"},
            {"name": "practice", "text": "อีกครั้ง"},
            {"name": "results", "text": "ผล"},
        ],
    )  # fmt: skip


def test_every_section_asks_once_whatever_its_number_of_parts(client: Client, honey: CasePage) -> None:
    page = client.get("/th/library/ap-th-1/").content.decode()
    assert page.count('id="helpful-practice"') == 1
    assert page.count('id="helpful-results"') == 1


def test_a_visitor_answers_once_and_may_change_it(client: Client, honey: CasePage) -> None:
    answer = client.post(ADDRESS, {"helpful": "yes"})
    assert answer["Location"] == "/th/library/ap-th-1/#helpful-practice"
    assert SectionAnswer.objects.get().is_helpful
    again = client.post(ADDRESS, {"helpful": "no"})
    assert again["Location"] == ADDRESS, "no is asked why"
    given = {"helpful": "no", "reason": "unclear", "comment": "ไม่รู้ว่าเริ่มอย่างไร", "reasons": "1"}
    client.post(ADDRESS, given)
    row = SectionAnswer.objects.get()
    assert (row.is_helpful, row.reason, row.comment) == (False, "unclear", "ไม่รู้ว่าเริ่มอย่างไร")
    assert client.get("/th/library/ap-th-1/").context["sections"][1]["answered"] is False
    client.post(ADDRESS, {"helpful": "yes"})
    row.refresh_from_db()
    assert (row.is_helpful, row.reason, row.comment) == (True, "", "")


def test_answers_are_counted_apart_by_person_section_and_language(client: Client, honey: CasePage) -> None:
    case(code="AP-TH-1", language="lo", title="ນ້ຳເຜິ້ງ", sections=[{"name": "practice", "text": "ຊາວບ້ານ"}])
    member = user()
    client.login(email=member.email, password=PASSWORD)
    for reader in (client, Client()):
        reader.post(ADDRESS, {"helpful": "yes"})
        reader.post("/lo/library/ap-th-1/helpful/lo/practice/", {"helpful": "yes"})
        reader.post("/lo/library/ap-th-1/helpful/th/results/", {"helpful": "yes"})
    assert SectionAnswer.objects.count() == 6


def test_nobody_can_tell_whose_an_answer_is(client: Client, honey: CasePage) -> None:
    member = user()
    client.login(email=member.email, password=PASSWORD)
    client.post(ADDRESS, {"helpful": "yes"})
    kept = SectionAnswer.objects.values().get()
    assert len(kept["respondent"]) == 64
    assert not {"person_id", "user_id", "session", "address"} & set(kept)


def test_a_program_that_fills_in_everything_is_not_counted(client: Client, honey: CasePage) -> None:
    client.post(ADDRESS, {"helpful": "yes", answering.TRAP: "https://example.org"})
    assert not SectionAnswer.objects.exists()


def test_one_address_cannot_answer_without_end(
    client: Client, honey: CasePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MOST", 3)
    for _number in range(5):
        Client().post(ADDRESS, {"helpful": "yes"})
    assert SectionAnswer.objects.count() == 3
    page = client.post("/en/library/ap-th-1/helpful/th/practice/", {"helpful": "yes"}, follow=True)
    assert "ten minutes" in page.content.decode()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/th/library/ap-th-1/helpful/th/no-such-section/", 404),
        ("/th/library/ap-th-1/helpful/lo/practice/", 404),
        ("/th/library/no-such-case/helpful/th/practice/", 404),
    ],
)
def test_what_is_not_there_cannot_be_answered(client: Client, honey: CasePage, address: str, status: int) -> None:
    assert client.post(address, {"helpful": "yes"}).status_code == status


def test_a_comment_that_is_too_long_stays_on_the_page(client: Client, honey: CasePage) -> None:
    answer = client.post(ADDRESS, {"helpful": "no", "comment": "ยาว" * 400, "reasons": "1"})
    assert answer.status_code == 422
    assert "ยาว" * 400 in answer.content.decode()


def test_a_closed_case_is_not_asked_about(client: Client, honey: CasePage) -> None:
    PageViewRestriction.objects.create(page=honey, restriction_type=PageViewRestriction.LOGIN)
    assert client.post(ADDRESS, {"helpful": "yes"}).status_code == 404


def test_editors_see_counts_and_reasons(client: Client, honey: CasePage) -> None:
    for number in range(3):
        visitor = Client()
        given = {"helpful": "no", "reason": "missing", "comment": f"ขาดต้นทุน {number}", "reasons": "1"}
        visitor.post(ADDRESS, given if number else {"helpful": "yes"})
    ensure_roles()
    editor = user(is_staff=True)
    editor.groups.add(Group.objects.get(name="Moderators"))
    client.login(email=editor.email, password=PASSWORD)
    counts = client.get(reverse("library_helpful"))
    [row] = counts.context["object_list"]
    assert (row["section"], row["page_language"], row["yes"], row["no"], row["missing"], row["wrong"]) == (
        "practice", "th", 1, 2, 2, 0,
    )  # fmt: skip
    assert "What people do" in counts.content.decode()
    reasons = client.get(reverse("library_reasons")).content.decode()
    assert "ขาดต้นทุน 1" in reasons
    assert "Something is missing" in reasons
    export = client.get(reverse("library_helpful") + "?export=csv")
    assert "AP-TH-1" in b"".join(export.streaming_content).decode()  # type: ignore[arg-type]


def test_the_reports_are_for_editors(client: Client, honey: CasePage) -> None:
    client.login(email=user().email, password=PASSWORD)
    for name in ("library_helpful", "library_reasons"):
        assert client.get(reverse(name)).status_code in {302, 403}


def test_the_trap_is_out_of_everybody_s_way(client: Client, honey: CasePage, settings: Any) -> None:
    page = client.get("/th/library/ap-th-1/").content.decode()
    assert f'name="{answering.TRAP}" tabindex="-1" autocomplete="off"' in page
