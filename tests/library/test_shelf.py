"""Finding and browsing: several values of each facet, counts that tell the truth to each reader, a shelf that follows."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from library.models import BuildingBlock, CasePage, CaseSDG, Country, LibraryIndexPage, Shelved, Theme
from tests.factories import PASSWORD, case, user

pytestmark = pytest.mark.django_db


def counts(response: Any, field: str) -> dict[str, int]:
    facets = {facet["field"]: facet for facet in response.context["facets"]}
    rows = [*facets[field]["values"], *facets[field]["more"]] if field in facets else []
    return {row["value"]: row["count"] for row in rows}


def codes(response: Any) -> set[str]:
    return {card["code"] for card in response.context["cards"]}


def with_goals(page: CasePage, *numbers: int) -> None:
    page.sdgs = [CaseSDG(number=number) for number in numbers]
    page.save()


def with_blocks(page: CasePage, *blocks: tuple[str, bool]) -> None:
    page.building_blocks = [
        BuildingBlock(title=title, what="ชาวบ้านทำเอง", is_reusable=reusable, locale=page.locale)
        for title, reusable in blocks
    ]
    page.save()


@pytest.fixture
def four(outline: None) -> None:
    honey = case(
        code="TH-1", language="th", title="น้ำผึ้งป่า", themes=["natural-resources"], countries=["TH"], evidence="good"
    )
    case(code="TH-1", language="lo", title="ນ້ຳເຜິ້ງປ່າ")
    case(
        code="LA-1", language="lo", title="ປ່າຊຸມຊົນ", themes=["natural-resources"], countries=["LA"], evidence="promising"
    )
    case(code="VN-1", language="vi", title="Tiết kiệm", themes=["finance-ict"], countries=["VN"], evidence="promising")
    both = case(
        code="KH-1", language="en", title="Rice", themes=["finance-ict", "natural-resources"], countries=["KH", "VN"]
    )
    with_goals(honey, 15, 1)
    with_goals(both, 1)
    with_blocks(honey, ("การลาดตระเวน", True), ("กองทุน", False))
    with_blocks(both, ("Seed bank", False))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("country=TH&country=LA", {"TH-1", "LA-1"}),
        ("country=TH&country=LA&evidence=good", {"TH-1"}),
        ("evidence=promising&evidence=good", {"TH-1", "LA-1", "VN-1"}),
        ("theme=finance-ict&country=VN&country=TH", {"VN-1", "KH-1"}),
        ("lang=lo", {"TH-1", "LA-1"}),
        ("goal=15", {"TH-1"}),
        ("goal=1&goal=15", {"TH-1", "KH-1"}),
        ("blocks=described", {"TH-1", "KH-1"}),
        ("blocks=reusable", {"TH-1"}),
        ("goal=99&evidence=wonderful&blocks=x&lang=xx", {"TH-1", "LA-1", "VN-1", "KH-1"}),
    ],
)
def test_values_of_a_facet_add_up_and_facets_narrow(client: Client, four: None, query: str, expected: set[str]) -> None:
    assert codes(client.get(f"/th/library/?{query}")) == expected


def test_every_practice_is_counted_once_whatever_its_languages(client: Client, four: None) -> None:
    response = client.get("/en/library/")
    assert counts(response, "theme") == {"natural-resources": 3, "finance-ict": 2}
    assert counts(response, "country") == {"VN": 2, "TH": 1, "LA": 1, "KH": 1}
    assert counts(response, "evidence") == {"good": 1, "promising": 2}
    assert counts(response, "goal") == {"1": 2, "15": 1}
    assert counts(response, "blocks") == {"described": 2, "reusable": 1}
    assert counts(response, "lang") == {"th": 1, "lo": 2, "vi": 1, "en": 1}


def test_a_count_says_how_many_that_value_has_beside_the_other_facets(client: Client, four: None) -> None:
    response = client.get("/en/library/?country=TH&theme=natural-resources")
    assert counts(response, "country") == {"TH": 1, "LA": 1, "KH": 1, "VN": 1}
    assert counts(response, "theme") == {"natural-resources": 1}
    assert counts(response, "evidence") == {"good": 1}


def test_the_strongest_evidence_stands_first(client: Client, four: None) -> None:
    assert list(counts(client.get("/lo/library/"), "evidence")) == ["good", "promising"]


def test_a_tap_adds_a_value_to_the_address_and_the_next_takes_it_away(client: Client, four: None) -> None:
    def address(query: str, value: str) -> list[tuple[str, str]]:
        response = client.get(f"/en/library/{query}")
        facet = next(facet for facet in response.context["facets"] if facet["field"] == "country")
        return parse_qsl(next(row["url"] for row in facet["values"] if row["value"] == value)[1:])

    assert address("?country=TH&tag=x", "LA") == [("country", "TH"), ("country", "LA"), ("tag", "x")]
    assert address("?country=TH&country=LA", "TH") == [("country", "LA")]


def test_the_next_page_keeps_every_filter(client: Client, outline: None) -> None:
    for _number in range(21):
        case(countries=["TH"], themes=["finance-ict"])
    page = client.get("/en/library/?country=TH&country=LA&theme=finance-ict").content.decode()
    assert "?theme=finance-ict&amp;country=TH&amp;country=LA&amp;page=2" in page


@pytest.mark.parametrize("language", ["en", "lo"])
def test_the_library_asks_twelve_questions_at_most_however_many_cases_there_are(
    client: Client, outline: None, django_assert_max_num_queries: Any, language: str
) -> None:
    image = get_image_model().objects.create(title="field", file=get_test_image_file())
    thumbnails = ("fill-360x240|format-webp", "fill-720x480|format-webp")

    def fill(number: int) -> None:
        for _number in range(number):
            page = case(themes=["finance-ict"], countries=["VN"], tags=["loan"], evidence="good")
            CasePage.objects.filter(pk=page.pk).update(lead_image=image)
            with_goals(page, 1, 2)

    image.get_renditions(*thumbnails)
    fill(2)
    for query in ("", "?country=VN&country=LA&theme=finance-ict&evidence=good&goal=1"):
        client.get(f"/{language}/library/{query}")
        with django_assert_max_num_queries(12) as few:
            client.get(f"/{language}/library/{query}")
        fill(9)
        with django_assert_max_num_queries(len(few)):
            assert len(client.get(f"/{language}/library/{query}").context["cards"]) > 9


def test_counts_know_nothing_of_what_a_reader_may_not_see(client: Client, four: None) -> None:
    thai = CasePage.objects.get(code="TH-1", locale__language_code="th")
    PageViewRestriction.objects.create(page=thai, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/en/library/")
    assert counts(response, "lang") == {"lo": 2, "vi": 1, "en": 1}
    assert "ນ້ຳເຜິ້ງປ່າ" in {card["title"] for card in response.context["cards"]}
    laos = LibraryIndexPage.objects.get(locale__language_code="lo")
    PageViewRestriction.objects.create(page=laos, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/en/library/")
    assert codes(response) == {"VN-1", "KH-1"}
    assert counts(response, "country") == {"VN": 2, "KH": 1}
    assert counts(response, "goal") == {"1": 1}
    member = user()
    client.login(email=member.email, password=PASSWORD)
    assert codes(client.get("/en/library/")) == {"TH-1", "LA-1", "VN-1", "KH-1"}


def test_a_library_behind_a_sign_in_asks_for_it(client: Client, four: None) -> None:
    page = LibraryIndexPage.objects.get(locale__language_code="th")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/th/library/").status_code == 302
    assert client.get("/en/library/").status_code == 200
    member = user()
    client.login(email=member.email, password=PASSWORD)
    assert client.get("/th/library/").status_code == 200


def test_what_is_unpublished_or_deleted_leaves_the_shelf(client: Client, four: None) -> None:
    CasePage.objects.get(code="VN-1").unpublish()
    CasePage.objects.get(code="TH-1", locale__language_code="th").delete()
    CasePage.objects.get(code="KH-1").delete()
    response = client.get("/en/library/")
    assert codes(response) == {"TH-1", "LA-1"}
    assert counts(response, "lang") == {"lo": 2}
    LibraryIndexPage.objects.get(locale__language_code="lo").delete()
    assert not Shelved.objects.exists()


def test_a_draft_is_on_no_shelf_until_it_is_published(client: Client, outline: None) -> None:
    page = case(code="LA-9", language="lo", title="ປ່າ", published=False, countries=["LA"])
    assert codes(client.get("/lo/library/")) == set()
    page.save_revision().publish()
    assert counts(client.get("/lo/library/"), "country") == {"LA": 1}
    page.countries = Country.objects.filter(pk="TH")
    draft = page.save_revision()
    assert counts(client.get("/lo/library/"), "country") == {"LA": 1}
    draft.publish()
    assert counts(client.get("/lo/library/"), "country") == {"TH": 1}


def test_a_theme_that_is_deleted_is_no_choice_any_more(client: Client, four: None) -> None:
    Theme.objects.get(code="finance-ict").delete()
    response = client.get("/vi/library/")
    assert counts(response, "theme") == {"natural-resources": 3}
    assert "VN-1" in codes(response)


def test_the_shelf_can_be_written_anew(client: Client, four: None) -> None:
    before = list(Shelved.objects.order_by("pk").values())
    Shelved.objects.filter(countries="TH").delete()
    Shelved.objects.update(countries="XX", versions="en:1")
    call_command("shelve", verbosity=0)
    assert list(Shelved.objects.order_by("pk").values()) == before


def test_building_blocks_are_listed_across_practices(client: Client, four: None) -> None:
    response = client.get("/th/library/blocks/")
    page = response.content.decode()
    assert "การลาดตระเวน" in page
    assert "กองทุน" in page
    assert '<h3 lang="en" dir="auto"><a href="/th/library/kh-1/">Rice</a></h3>' in page
    assert "ປ່າຊຸມຊົນ" not in page
    page = client.get("/th/library/blocks/?blocks=reusable&country=TH").content.decode()
    assert "การลาดตระเวน" in page
    assert "กองทุน" not in page
    assert "Seed bank" not in page


def test_the_list_of_building_blocks_has_a_fixed_number_of_queries(
    client: Client, four: None, django_assert_max_num_queries: Any
) -> None:
    client.get("/en/library/blocks/")
    with django_assert_max_num_queries(12) as few:
        client.get("/en/library/blocks/")
    for _number in range(5):
        with_blocks(case(countries=["NP"]), ("Goats", True), ("Grass", False))
    with django_assert_max_num_queries(len(few)):
        assert "Goats" in client.get("/en/library/blocks/").content.decode()
