"""Editors' list of cases: every language in one list, filters, and what is done to many at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Workflow

from library import standing
from library.models import CasePage, Standing
from tests.factories import PASSWORD, case, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


@pytest.fixture
def editor(client: Client) -> Any:
    person = user(is_staff=True)
    person.groups.add(Group.objects.get(name="Moderators"))
    client.login(email=person.email, password=PASSWORD)
    return person


@pytest.fixture
def cases(editor: Any) -> list[CasePage]:
    made = [
        case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ", countries=["LA"], themes=["natural-resources"]),
        case(code="AP-LA-1", language="en", title="Community forest"),
        case(code="AP-TH-2", language="th", title="น้ำผึ้งจากป่าชุมชน", countries=["TH"], evidence="good"),
        case(code="AP-VN-3", language="vi", title="Rừng cộng đồng", countries=["VN"], published=False),
    ]
    standing.set_standing(made[0], state="needs_update", why="ກົດໝາຍປ່ຽນ", editor=editor, page_language="lo")
    return made


def _codes(client: Client, **asked: Any) -> list[str]:
    pages = client.get(reverse("cases:index"), asked).context["pages"]
    return sorted(f"{page.code} {page.locale.language_code}" for page in pages)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["AP-LA-1 en", "AP-LA-1 lo", "AP-TH-2 th", "AP-VN-3 vi"]),
        ({"countries": "TH"}, ["AP-TH-2 th"]),
        ({"evidence_level": "good"}, ["AP-TH-2 th"]),
        ({"standing": "needs_update"}, ["AP-LA-1 en", "AP-LA-1 lo"]),
        ({"standing": "current"}, ["AP-TH-2 th", "AP-VN-3 vi"]),
        ({"standing": ["current", "needs_update"], "status": "live"}, ["AP-LA-1 en", "AP-LA-1 lo", "AP-TH-2 th"]),
        ({"status": "draft"}, ["AP-VN-3 vi"]),
        ({"without_image": "yes", "countries": "VN"}, ["AP-VN-3 vi"]),
        ({"q": "ป่าชุมชน"}, ["AP-TH-2 th"]),
        ({"q": "ap-la"}, ["AP-LA-1 en", "AP-LA-1 lo"]),
    ],
)
def test_a_list_of_all_languages_is_narrowed(
    client: Client, cases: list[CasePage], asked: dict[str, Any], found: list[str]
) -> None:
    assert _codes(client, **asked) == found


def test_by_language_and_by_theme(client: Client, cases: list[CasePage]) -> None:
    assert _codes(client, language=str(cases[2].locale_id)) == ["AP-TH-2 th"]
    theme = cases[0].themes.get()
    assert _codes(client, themes=str(theme.pk)) == ["AP-LA-1 en", "AP-LA-1 lo"]


def test_a_case_is_in_review_once_however_often_it_was_reviewed(
    client: Client, cases: list[CasePage], editor: Any
) -> None:
    workflow = Workflow.objects.filter(active=True).first()
    assert workflow is not None
    for _time in range(2):
        cases[3].save_revision()
        state = workflow.start(cases[3], editor)
        state.cancel(user=editor)
    workflow.start(cases[3], editor)
    assert _codes(client, status="review") == ["AP-VN-3 vi"]


def test_the_number_of_queries_does_not_grow_with_the_list(client: Client, cases: list[CasePage]) -> None:
    counts = []
    for more in (0, 8):
        for number in range(more):
            case(code=f"AP-TH-9{number}", language="th", title=f"ป่า {number}")
        client.get(reverse("cases:index"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("cases:index"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25


def test_many_cases_need_an_update_for_one_reason(client: Client, cases: list[CasePage], editor: Any) -> None:
    listing = client.get(reverse("cases:index")).content.decode()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "needs_update"])
    assert address in listing
    chosen = f"{address}?id={cases[2].pk}&id={cases[3].pk}"  # one is a draft
    page = client.get(chosen)
    assert [one["item"].pk for one in page.context["items"]] == [cases[2].pk]
    unsaid = client.post(chosen, {"why": " "})
    assert "why" in unsaid.context["form"].errors
    assert Standing.objects.count() == 1
    client.post(chosen, {"why": "กฎหมายป่าชุมชนเปลี่ยนแล้ว"})
    assert standing.standing_of(cases[2]).why == "กฎหมายป่าชุมชนเปลี่ยนแล้ว"  # type: ignore[union-attr]
    assert standing.standing_of(cases[3]) is None
    assert "กฎหมายป่าชุมชนเปลี่ยนแล้ว" in Client().get("/th/library/ap-th-2/").content.decode()


def test_wagtail_s_bulk_actions_work_from_this_list(client: Client, cases: list[CasePage], editor: Any) -> None:
    unpublish = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    assert unpublish in client.get(reverse("cases:index")).content.decode()
    back = reverse("cases:index") + "?status=live"
    response = client.post(f"{unpublish}?id={cases[1].pk}&id={cases[2].pk}", {"next": back})
    assert response.status_code == 302
    assert _codes(client, status="live") == ["AP-LA-1 lo"]


def test_everything_on_the_site_is_never_taken_for_what_the_list_shows(
    client: Client, cases: list[CasePage], monkeypatch: Any
) -> None:
    monkeypatch.setattr("library.views.cases.CasesView.paginate_by", 2)
    listing = client.get(reverse("cases:index")).content.decode()
    assert "data-bulk-action-num-objects-in-listing" not in listing


def test_the_list_is_exported(client: Client, cases: list[CasePage]) -> None:
    answer = client.get(reverse("cases:index"), {"export": "csv", "countries": "TH"})
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(rows) == 2
    assert rows[1].startswith("AP-TH-2,น้ำผึ้งจากป่าชุมชน,th,good")


def test_members_have_no_such_list(client: Client, outline: Any) -> None:
    person = user()
    client.login(email=person.email, password=PASSWORD)
    assert client.get(reverse("cases:index")).status_code == 302


def test_the_editor_leads_to_a_preview_in_each_other_language(client: Client, cases: list[CasePage]) -> None:
    lao, english = cases[:2]
    english.title = "Community forest, a draft"
    english.save_revision()
    preview = reverse("wagtailadmin_pages:view_draft", args=[english.pk])
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[lao.pk])).content.decode()
    assert preview in editor
    assert reverse("wagtailadmin_pages:view_draft", args=[cases[2].pk]) not in editor
    assert "Community forest, a draft" in client.get(preview).content.decode()


def test_what_changed_is_shown_in_words_sections_and_rows(client: Client, cases: list[CasePage]) -> None:
    honey = cases[2]
    before = honey.save_revision()
    honey.title = "น้ำผึ้งจากป่าชุมชน บ้านนา"
    honey.steps.add(honey.steps.model(title="สำรวจรังผึ้ง"))
    after = honey.save_revision()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[honey.pk, before.pk, after.pk])
    assert "บ้านนา" in client.get(address).content.decode()
