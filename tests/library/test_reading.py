"""The library as a visitor reads it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import translation
from wagtail.models import PageViewRestriction

from library.blocks import SECTION_LABELS
from library.models import CasePage
from search import registry
from tests.factories import PASSWORD, case, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def honey(outline: None) -> CasePage:
    return case(
        code="AP-TH-2012-001", language="th", title="น้ำผึ้งจากป่าชุมชน", summary="เก็บโดยไม่ทำลายรัง",
        sections=[{"name": "practice", "text": "ชาวบ้าน <script>alert(1)</script>"}], tags=["น้ำผึ้ง"],
        themes=["natural-resources"], countries=["TH"], published_on="2012-11-20",
    )  # fmt: skip


def test_a_case_shows_its_sections_under_their_names_in_the_reader_s_language(client: Client, honey: CasePage) -> None:
    page = client.get("/th/library/ap-th-2012-001/").content.decode()
    assert '<h1 lang="th" dir="auto">น้ำผึ้งจากป่าชุมชน</h1>' in page
    with translation.override("th"):
        assert f"<h2>{SECTION_LABELS['practice']}</h2>" in page
    assert "What people do" not in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_case_that_is_not_in_the_reader_s_language_is_shown_in_its_own_and_says_so(
    client: Client, honey: CasePage
) -> None:
    response = client.get("/lo/library/ap-th-2012-001/")
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="lo"' in page
    assert '<h1 lang="th"' in page
    assert 'class="notice' in page
    assert re.search(r'<link rel="canonical" href="[^"]*/th/library/ap-th-2012-001/">', page)


def test_hreflang_names_only_the_versions_that_exist(client: Client, honey: CasePage) -> None:
    case(code="AP-TH-2012-001", language="en", title="Forest honey")
    page = client.get("/en/library/ap-th-2012-001/").content.decode()
    found = re.findall(r'rel="alternate" hreflang="([^"]+)" href="[^"]*?(/[a-z]{2}/library/[^"]*)"', page)
    assert dict(found) == {
        "th": "/th/library/ap-th-2012-001/",
        "en": "/en/library/ap-th-2012-001/",
        "x-default": "/th/library/ap-th-2012-001/",
    }


def test_the_shelf_shows_each_practice_once_in_the_reader_s_language(client: Client, honey: CasePage) -> None:
    case(code="AP-TH-2012-001", language="en", title="Forest honey")
    case(code="AP-VN-1", language="vi", title="Hợp tác xã lúa gạo")
    english = client.get("/en/library/").content.decode()
    assert "Forest honey" in english
    assert "น้ำผึ้งจากป่าชุมชน" not in english
    assert "Hợp tác xã lúa gạo" in english
    thai = client.get("/th/library/").content.decode()
    assert "น้ำผึ้งจากป่าชุมชน" in thai
    assert "Forest honey" not in thai


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("theme=natural-resources", {"AP-TH-2012-001"}),
        ("theme=finance-ict", {"AP-VN-1"}),
        ("country=TH", {"AP-TH-2012-001"}),
        ("lang=vi", {"AP-VN-1"}),
        ("tag=น้ำผึ้ง", {"AP-TH-2012-001"}),
        ("theme=natural-resources&country=VN", set()),
        ("theme=nonsense", {"AP-TH-2012-001", "AP-VN-1"}),
        ("page=999", {"AP-TH-2012-001", "AP-VN-1"}),
        ("page=%00&tag=%00", {"AP-TH-2012-001", "AP-VN-1"}),
    ],
)
def test_the_shelf_is_narrowed_by_what_is_chosen(
    client: Client, honey: CasePage, query: str, expected: set[str]
) -> None:
    case(code="AP-VN-1", language="vi", title="Tiết kiệm", themes=["finance-ict"], countries=["VN"])
    response = client.get(f"/en/library/?{query}")
    assert response.status_code == 200
    assert {card["code"] for card in response.context["cards"]} == expected


def test_an_unknown_filter_is_named_and_left_out(client: Client, honey: CasePage) -> None:
    assert "nonsense" in client.get("/en/library/?theme=nonsense").content.decode()


def test_the_number_of_queries_of_the_shelf_does_not_grow_with_the_cases(
    client: Client, outline: None, django_assert_max_num_queries: Any
) -> None:
    for _number in range(3):
        case(themes=["finance-ict"], countries=["VN"], tags=["loan"])
    client.get("/en/library/")
    with django_assert_max_num_queries(12) as few:
        client.get("/en/library/")
    for _number in range(12):
        case(themes=["natural-resources"], countries=["TH", "LA"], tags=["forest"])
    with django_assert_max_num_queries(len(few)):
        client.get("/en/library/")


@pytest.mark.parametrize(
    ("restriction", "member_may"), [(PageViewRestriction.LOGIN, True), (PageViewRestriction.PASSWORD, False)]
)
def test_a_restricted_case_is_in_no_list_of_those_who_may_not_read_it(
    client: Client, honey: CasePage, restriction: str, member_may: bool
) -> None:
    PageViewRestriction.objects.create(page=honey, restriction_type=restriction, password="secret")
    member = user()
    assert not CasePage.objects.visible_to(AnonymousUser()).exists()
    assert CasePage.objects.visible_to(member).exists() is member_may
    assert "น้ำผึ้ง" not in client.get("/th/library/").content.decode()
    assert client.get("/th/library/ap-th-2012-001/").content.decode().count("น้ำผึ้งจากป่าชุมชน") == 0
    client.login(email=member.email, password=PASSWORD)
    assert ("น้ำผึ้งจากป่าชุมชน" in client.get("/th/library/").content.decode()) is member_may


def test_a_restricted_case_does_not_leak_through_another_language(client: Client, honey: CasePage) -> None:
    PageViewRestriction.objects.create(page=honey, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/lo/library/ap-th-2012-001/")
    assert "น้ำผึ้ง" not in response.content.decode()


def test_a_case_keeps_its_address_whatever_its_title(outline: None) -> None:
    page = case(code="AP-LA-2012-003", language="lo", title="ທີ່ດິນ")
    page.title = "ປ່າຊຸມຊົນ"
    page.save_revision().publish()
    assert CasePage.objects.get(pk=page.pk).slug == "ap-la-2012-003"


def test_a_case_and_its_card_show_how_well_it_is_known_to_work(client: Client, outline: None) -> None:
    case(code="AP-NP-1", title="Goats and forage", evidence="promising")
    case(code="AP-NP-2", title="Not judged yet")
    for address in ("/en/library/ap-np-1/", "/en/library/"):
        page = client.get(address).content.decode()
        assert page.count('class="evidence"') == 1, address
        assert "Promising practice" in page
        assert page.count("evidence__bar--empty") == 1
    assert 'class="evidence"' not in client.get("/en/library/ap-np-2/").content.decode()


def test_search_knows_the_levels_of_evidence_by_name(db: None) -> None:
    assert registry.known_values("evidence", AnonymousUser()) == {"experience", "promising", "good"}
    labels = registry.facet_labels("evidence", ["good", "experience"], "en")
    assert labels == {"good": "Good practice", "experience": "Experience"}
