"""The full template as visitors read it."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from library.amounts import measured, money, totals
from library.importing import import_cases
from library.models import CasePage, GalleryImage
from library.template_rows import NAMES, read_rows
from search import changes
from search.models import Concept
from tests.factories import case, case_line
from tests.factories.templates import full_case, in_order
from tests.library.test_template_lines import LAO, THAI, _import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


@pytest.fixture
def honey() -> CasePage:
    Concept.objects.create(code="honey")
    assert not _import(THAI, LAO).problems
    return CasePage.objects.get(locale__language_code="th")


def _page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_every_part_with_content_is_shown_in_the_order_of_the_template(client: Client, honey: CasePage) -> None:
    page = _page(client, "/th/library/ap-th-1/")
    order = [
        "ฮ่อมน้ำผึ้ง", "ปกาเกอะญอ", "เตรียมรัง", "กองทุน", "IMPECT", "ขวด", "กองทุนป่า", "รังเพิ่ม", "ผู้หญิงดูแลบัญชี",
        "มติ ครม.", "ป่าอยู่ คนอยู่", "ตลาดเล็ก", "ขายได้เอง", "https://example.org/v", "Forest Heroes", "10.1234/honey.1",
    ]  # fmt: skip
    main = page[page.index("<main") :]  # the description in the head says some of it, too
    places = [main.index(words) for words in order]
    assert places == sorted(places)


def test_an_empty_template_shows_no_part(client: Client) -> None:
    case(code="AP-VN-1", language="vi", title="Hợp tác xã", body="Một")
    page = _page(client, "/vi/library/ap-vn-1/")
    assert page.count('class="case-section"') == 1
    assert "case-facts" not in page


def test_the_place_is_never_shown_finer_than_chosen(client: Client, honey: CasePage) -> None:
    def said() -> tuple[bool, bool]:
        changes.drain(wait=True)
        page = _page(client, "/th/library/ap-th-1/")
        return "เชียงราย" in page, "ห้วยหินลาดใน" in page

    assert said() == (True, False)
    CasePage.objects.update(place_precision="country")
    assert said() == (False, False)
    CasePage.objects.update(place_precision="village")
    assert said() == (True, True)


def test_what_editors_noted_on_consent_is_on_no_page(client: Client, honey: CasePage) -> None:
    assert "ประชุมหมู่บ้าน" not in _page(client, "/th/library/ap-th-1/")


def test_a_row_that_nobody_translated_is_shown_in_the_words_of_the_original_and_marked(
    client: Client, honey: CasePage
) -> None:
    _import(THAI | {"building_blocks": [*THAI["building_blocks"], {"title": "โรงเรียนป่า"}]})
    page = _page(client, "/lo/library/ap-th-1/")
    assert re.search(r'<h3 lang="th" dir="auto">โรงเรียนป่า</h3>', page)
    assert re.search(r'<h3 lang="lo" dir="auto">ກອງທຶນ</h3>', page)
    assert page.count('class="language-mark"') == 1


def test_the_champion_speaks_first(client: Client, honey: CasePage) -> None:
    views = [
        {"side": "strength", "voice": "documenter", "text": "ผู้เขียนว่าอย่างนี้"},
        {"side": "strength", "voice": "champion", "text": "ผู้ทำว่าอย่างนั้น"},
    ]
    _import(THAI | {"views": views})
    page = _page(client, "/th/library/ap-th-1/")
    assert page.index("ผู้ทำว่าอย่างนั้น") < page.index("ผู้เขียนว่าอย่างนี้")


def test_a_picture_is_shown_with_consent_only_and_tells_no_finer_place(client: Client, honey: CasePage) -> None:
    image = get_image_model().objects.create(title="x", file=get_test_image_file())
    honey.gallery = in_order(
        GalleryImage(image=image, alt="รังผึ้ง", place="ห้วยหินลาดใน", photographer="demo", consent="given"),
        GalleryImage(image=image, alt="คน", consent="asked"),
    )
    honey.save_revision().publish()
    page = _page(client, "/th/library/ap-th-1/")
    assert 'alt="รังผึ้ง"' in page
    assert 'alt="คน"' not in page
    assert "<bdi>demo</bdi>" in page
    assert "ห้วยหินลาดใน" not in page  # where it was taken is finer than this case shows


def test_sums_and_numbers_are_written_as_the_reader_writes_them() -> None:
    found = {}
    for language in ("en", "th", "vi", "lo"):
        with translation.override(language):
            found[language] = (money(Decimal("1200.50"), "USD"), measured(Decimal("6500.0000"), "VND"))
    assert found["en"] == ("$1,200.50", "₫6,500")
    assert found["vi"] == ("1.200,50\xa0US$", "6.500\xa0₫")
    assert found["lo"][0].endswith("1.200,50")
    with translation.override("en"):
        assert measured(Decimal("42.5000"), "ha") == "42.5 hectares"
        assert measured(Decimal(30), "percent") == "30%"


def test_sums_are_added_by_currency_and_never_converted() -> None:
    with translation.override("en"):
        sums = [(Decimal(5), "USD"), (Decimal(7), "THB"), (None, "USD"), (Decimal("2.5"), "USD")]
        assert totals(sums) == ["THB\xa07", "$7.50"]


def test_all_rows_are_read_as_the_models_read_them(honey: CasePage) -> None:
    page = full_case()
    for one in (honey, page):
        found = read_rows([one.pk])[one.pk]
        for name in NAMES:
            stored = list(getattr(one, name).all())
            assert found[name] == stored, name
            for mine, theirs in zip(found[name], stored, strict=True):
                for field in theirs._meta.concrete_fields:
                    assert getattr(mine, field.attname) == getattr(theirs, field.attname), (name, field.name)


def test_a_case_takes_the_same_few_queries_however_much_it_holds(
    client: Client, honey: CasePage, django_assert_max_num_queries: Any
) -> None:
    image = get_image_model().objects.create(title="x", file=get_test_image_file())
    honey.gallery = in_order(GalleryImage(image=image, alt="รังผึ้ง", consent="given"))
    honey.save_revision().publish()
    client.get("/lo/library/ap-th-1/")
    client.get("/lo/library/ap-th-1/")
    with CaptureQueriesContext(connection) as few:
        client.get("/lo/library/ap-th-1/")
    number = len(few)
    assert number <= 25, "\n".join(query["sql"][:150] for query in few)
    rows = {name: [row | {} for row in THAI[name] for _copy in range(4)] for name in ("steps", "costs", "views")}
    topics = [f"topic-{number}" for number in range(5)]
    Concept.objects.bulk_create(Concept(code=code) for code in topics)
    _import(THAI | rows | {"topics": topics})
    client.get("/lo/library/ap-th-1/")
    with django_assert_max_num_queries(number):
        client.get("/lo/library/ap-th-1/")


def test_the_words_of_every_part_are_found(client: Client, honey: CasePage) -> None:
    changes.drain(wait=True)
    for words in ("เตรียมรัง", "ดอกเบี้ย", "บัญชี", "ปกาเกอะญอ", "Forest Heroes"):
        found = client.get("/api/v1/search", {"q": f'"{words}"', "type": "case"}).json()
        assert found["count"] == 1, words
    for words in ("ห้วยหินลาดใน", "ประชุมหมู่บ้าน"):
        assert client.get("/api/v1/search", {"q": f'"{words}"'}).json()["count"] == 0, words


# Building blocks across practices


def test_building_blocks_are_listed_across_practices_each_once_in_the_reader_s_language(
    client: Client, honey: CasePage
) -> None:
    full_case(themes=["value-chains"], countries=["VN"])
    page = _page(client, "/lo/library/blocks/")
    assert "ກອງທຶນ" in page
    assert "กองทุน" not in page
    assert "Hợp đồng" in page
    assert '<h4 lang="vi"' in page


@pytest.mark.parametrize(("query", "number"), [("theme=value-chains", 2), ("country=TH", 2), ("country=NP", 0)])
def test_building_blocks_are_narrowed_by_theme_and_country(
    client: Client, honey: CasePage, query: str, number: int
) -> None:
    full_case(themes=["value-chains"], countries=["VN"])
    practices = client.get(f"/en/library/blocks/?{query}").context["practices"]
    assert sum(len(practice["blocks"]) for practice in practices) == number


def test_blocks_of_a_draft_are_in_no_list(client: Client) -> None:
    line = case_line(code="AP-X", building_blocks=[{"title": "Secret block"}])
    import_cases([json.dumps(line).encode()])
    assert "Secret block" not in _page(client, "/en/library/blocks/")


def test_the_list_of_blocks_takes_the_same_few_queries(
    client: Client, honey: CasePage, django_assert_max_num_queries: Any
) -> None:
    full_case(code="AP-VN-9", themes=["value-chains"], countries=["VN"])
    client.get("/lo/library/blocks/")
    with django_assert_max_num_queries(20) as few:
        client.get("/lo/library/blocks/")
    number = len(few)
    for one in range(4):
        full_case(code=f"AP-VN-{one}", themes=["value-chains"], countries=["VN", "TH"])
    client.get("/lo/library/blocks/")
    with django_assert_max_num_queries(number):
        client.get("/lo/library/blocks/")


def test_no_case_takes_the_address_of_the_list_of_blocks(client: Client) -> None:
    report = import_cases([json.dumps(case_line(code="Blocks")).encode()], publish=True)
    assert [problem.field for problem in report.problems] == ["code"]
