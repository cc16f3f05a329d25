"""The whole template through the interchange format, in all languages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from library.exporting import export_cases, export_line
from library.importing import Report, import_cases
from library.models import BuildingBlock, CasePage, CaseView
from search.models import Concept
from tests.factories import case_line

pytestmark = pytest.mark.django_db

FACTS = {
    "local_name": "ฮ่อมน้ำผึ้ง", "local_name_language": "th", "province": "เชียงราย", "village": "ห้วยหินลาดใน",
    "latitude": 19.12345, "longitude": 99.5, "place_precision": "district", "since_year": 1985,
    "continues_without_money": "yes", "adapt_budget_amount": 12500.5, "adapt_budget_currency": "THB",
    "learned_on": "2012-11-16", "doi": "10.1234/honey.1", "funding_project": "ROUTASIA 1000", "consent": "given",
    "consent_on": "2012-11-16", "consent_note": "ประชุมหมู่บ้าน", "lead_image_photographer": "demo",
    "lead_image_place": "ห้วยหินลาดใน",
    "sdgs": [1, 15], "topics": ["honey"], "learned_by": ["visit", "users"],
    "involvement": [{"phase": "planning", "degree": "self_mobilised"}],
    "references": [{"title": "Forest Heroes", "url": "https://example.org/heroes", "year": 2013, "language": "en"}],
    "media_items": [
        {"kind": "video", "title": "น้ำผึ้ง", "language": "th", "url": "https://example.org/v", "transcript": "คำพูด"}
    ],
}  # fmt: skip
THAI = case_line(
    code="AP-TH-1", language="th", title="น้ำผึ้ง", countries=["TH"],
    inclusion="ผู้หญิงดูแลบัญชี", continues_why="ขายได้เอง", adapt_must_have="ป่า", adapt_may_change="ขวด",
    adapt_first_step="ประชุม", adapt_not_if="ไม่มีป่า", lead_image_caption="รังผึ้ง",
    beneficiaries=[{"group": "households", "number": 20, "note": "ปกาเกอะญอ"}, {"group": "women", "number": 0}],
    steps=[{"title": "เตรียมรัง", "text": "ทำรังไม้", "months": 2}, {"title": "เก็บ"}],
    building_blocks=[
        {"title": "กองทุน", "what": "หักรายได้", "cost_amount": 100, "cost_currency": "THB", "is_reusable": True},
        {"title": "กฎป่า", "lesson": "ต้องตกลงกัน", "is_reusable": False},
    ],
    stakeholders=[{"kind": "ngo", "name": "IMPECT", "role": "แผนที่"}],
    costs=[{"item": "ขวด", "quantity": 200, "unit": "piece", "amount": 7.25, "currency": "THB", "paid_by": "families"}],
    finances=[{"kind": "savings", "provider": "กองทุนป่า", "amount": 5000, "currency": "THB", "terms": "ไม่มีดอกเบี้ย"}],
    case_results=[{"claim": "รังเพิ่ม", "indicator": "รัง", "before": 10, "after": 42.5, "how_known": "records"}],
    conditions=[{"effect": "enabling", "kind": "law", "text": "มติ ครม."}],
    views=[
        {"side": "strength", "voice": "champion", "text": "ป่าอยู่ คนอยู่"},
        {"side": "weakness", "voice": "documenter", "text": "ตลาดเล็ก", "overcome": "ขายร่วมกัน"},
    ],
    **FACTS,
)  # fmt: skip
LAO = THAI | {
    "language": "lo", "title": "ນ້ຳເຜິ້ງ", "inclusion": "ແມ່ຍິງເຮັດບັນຊີ", "continues_why": "ຂາຍໄດ້", "adapt_must_have": "ປ່າ",
    "adapt_may_change": "ຂວດ", "adapt_first_step": "ປະຊຸມ", "adapt_not_if": "ບໍ່ມີປ່າ", "lead_image_caption": "ຮັງເຜິ້ງ",
    "beneficiaries": [{"note": "ກະຫຼ່ຽງ"}, {}],
    "steps": [{"title": "ກຽມຮັງ", "text": "ເຮັດຮັງໄມ້"}, {"title": "ເກັບ"}],
    "building_blocks": [{"title": "ກອງທຶນ", "what": "ຫັກລາຍໄດ້"}, {"title": "ກົດປ່າ", "lesson": "ຕ້ອງຕົກລົງກັນ"}],
    "stakeholders": [{"role": "ແຜນທີ່"}],
    "costs": [{"item": "ຂວດ"}],
    "finances": [{"terms": "ບໍ່ມີດອກເບ້ຍ"}],
    "case_results": [{"claim": "ຮັງເພີ່ມ", "indicator": "ຮັງ"}],
    "conditions": [{"text": "ມະຕິ"}],
    "views": [{"text": "ປ່າຢູ່ ຄົນຢູ່"}, {"text": "ຕະຫຼາດນ້ອຍ", "overcome": "ຂາຍຮ່ວມກັນ"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _honey_is_a_concept() -> None:
    Concept.objects.create(code="honey")


def _import(*lines: Any, **options: Any) -> Report:
    return import_cases([json.dumps(line).encode() for line in lines], publish=True, **options)


def _exported(**options: Any) -> dict[str, dict[str, Any]]:
    lines = json.loads(json.dumps(list(export_cases(user=AnonymousUser(), **options))))
    return {line["language"]: line for line in lines}


def test_everything_comes_out_again_as_it_went_in() -> None:
    report = _import(THAI, LAO)
    assert (report.created, report.problems, report.notes) == (2, [], [])
    found = _exported(private=True)
    for name, value in THAI.items():
        assert found["th"][name] == value, name
    for name, value in LAO.items():
        shown = found["lo"][name]
        if name in ("beneficiaries", "steps") or (isinstance(value, list) and value and isinstance(value[0], dict)):
            for mine, whole, thai in zip(value, shown, THAI[name], strict=True):
                assert whole == thai | mine, name
        else:
            assert shown == value, name


def test_an_export_makes_the_same_cases_on_an_empty_site() -> None:
    _import(THAI, LAO, THAI | {"language": "en", "title": "Honey"}, THAI | {"language": "vi", "title": "Mật ong"})
    before = _exported(private=True)
    for page in CasePage.objects.order_by("-pk"):
        page.delete()
    assert not BuildingBlock.objects.exists()
    report = _import(*before.values())
    assert (report.created, report.problems, report.notes) == (4, [], [])
    after = _exported(private=True)
    assert set(after) == {"th", "lo", "en", "vi"}
    for language, line in before.items():
        for name, value in line.items():
            assert after[language][name] == value, (language, name)
    assert _import(*before.values()).unchanged == 4


def test_an_export_for_everybody_names_no_place_finer_than_chosen() -> None:
    _import(THAI)
    line = _exported()["th"]
    assert (line["province"], line["latitude"], line["longitude"]) == ("เชียงราย", 19.1, 99.5)
    assert "village" not in line
    assert "ห้วยหินลาดใน" not in json.dumps(line, ensure_ascii=False)
    assert "consent_note" not in line
    page = CasePage.objects.get()
    page.place_precision = "country"
    assert not {"province", "village", "latitude", "longitude"} & set(export_line(page))
    page.place_precision = "village"
    assert export_line(page)["village"] == "ห้วยหินลาดใน"


def test_an_export_for_everybody_imports_without_a_change() -> None:
    """What it does not say stays."""
    _import(THAI)
    page = CasePage.objects.get()
    report = _import(*_exported().values())
    assert report.problems == []
    page = CasePage.objects.get()
    assert page.village == "ห้วยหินลาดใน"
    assert page.consent_note == "ประชุมหมู่บ้าน"


def test_rows_keep_their_translation_when_the_original_is_reordered() -> None:
    _import(THAI, LAO)
    first, second = THAI["building_blocks"]
    new = {"title": "โรงเรียน"}
    _import(THAI | {"building_blocks": [second, new, first]})
    lao = CasePage.objects.get(locale__language_code="lo")
    assert [row.title for row in lao.building_blocks.all()] == ["ກົດປ່າ", "", "ກອງທຶນ"]


def test_a_changed_row_of_a_translation_changes_its_words_only() -> None:
    _import(THAI, LAO)
    report = _import(LAO | {"costs": [{"item": "ຂວດແກ້ວ", "amount": 9, "currency": "THB"}]})
    assert [note.field for note in report.notes] == ["costs"]
    lao = CasePage.objects.get(locale__language_code="lo")
    assert [(row.item, str(row.amount)) for row in lao.costs.all()] == [("ຂວດແກ້ວ", "7.25")]


def test_a_translation_with_other_rows_is_noted() -> None:
    _import(THAI)
    report = _import(LAO | {"steps": [{"title": "ກຽມຮັງ"}], "sdgs": [3]})
    assert sorted(note.field for note in report.notes) == ["sdgs", "steps"]
    assert CasePage.objects.get(locale__language_code="lo").steps.count() == 2


def test_a_line_that_says_nothing_of_rows_leaves_them_and_an_empty_list_takes_them_away() -> None:
    _import(THAI)
    _import({name: THAI[name] for name in ("code", "language", "title", "body")})
    assert BuildingBlock.objects.count() == 2
    _import(THAI | {"building_blocks": []})
    assert not BuildingBlock.objects.exists()
    assert CaseView.objects.count() == 2


BAD = [
    ({"since_year": "1985"}, "since_year"),
    ({"since_year": 12}, "since_year"),
    ({"until_year": 1984}, "until_year"),
    ({"latitude": 91}, "latitude"),
    ({"latitude": float("nan")}, "latitude"),
    ({"place_precision": "house"}, "place_precision"),
    ({"consent": "perhaps"}, "consent"),
    ({"doi": "https://doi.org/10.1234/x"}, "doi"),
    ({"adapt_budget_currency": "XXX"}, "adapt_budget_currency"),
    ({"sdgs": [18]}, "sdgs 1 number"),
    ({"sdgs": ["one"]}, "sdgs 1 number"),
    ({"topics": ["gold"]}, "topics 1 concept"),
    ({"steps": "do it"}, "steps"),
    ({"steps": [7]}, "steps 1"),
    ({"steps": [{"title": "a", "colour": "red"}]}, "steps 1"),
    ({"steps": [{"text": "no title"}]}, "steps 1 title"),
    ({"costs": [{"item": "a", "amount": 5}]}, "costs 1 currency"),
    ({"costs": [{"item": "a", "amount": -5, "currency": "THB"}]}, "costs 1 amount"),
    ({"case_results": [{"claim": "a", "how_known": "hearsay"}]}, "case_results 1 how_known"),
    ({"building_blocks": [{"title": "a", "is_reusable": "yes"}]}, "building_blocks 1 is_reusable"),
    ({"views": [{"side": "strength", "voice": "champion", "text": "bell \x07"}]}, "views 1 text"),
    ({"involvement": [{"phase": "planning"}]}, "involvement 1 degree"),
    ({"beneficiaries": [{"group": "women", "number": -1}]}, "beneficiaries 1 number"),
    ({"beneficiaries": [{"number": 4}]}, "beneficiaries 1 group"),
]


@pytest.mark.parametrize(("wrong", "field"), BAD)
def test_a_bad_part_is_named_and_nothing_of_the_line_is_taken(wrong: dict[str, Any], field: str) -> None:
    report = _import(THAI | wrong)
    assert field in [problem.field for problem in report.problems]
    assert not CasePage.objects.exists()
