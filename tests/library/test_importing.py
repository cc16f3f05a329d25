"""Importing cases: every line checked, the good ones kept, a second run changing nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from library.exporting import export_line
from library.importing import RefusedError, Report, import_cases
from library.models import CasePage
from tests.factories import case, case_line

pytestmark = pytest.mark.django_db


def _import(*lines: Any, **options: Any) -> Report:
    return import_cases([line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines], **options)


HONEY = {
    "code": "AP-TH-2012-001",
    "language": "th",
    "title": "น้ำผึ้งจากป่าชุมชน",
    "summary": "ชุมชนเก็บน้ำผึ้งโดยไม่ทำลายรัง",
    "body": "ย่อหน้าแรก\n\nย่อหน้าที่สอง <b>ไม่ใช่ HTML</b>",
    "themes": ["natural-resources"],
    "countries": ["TH"],
    "tags": ["honey", "ป่าชุมชน"],
    "published_on": "2012-11-20",
    "licence": "CC-BY-4.0",
}


def test_a_line_becomes_a_published_case_and_comes_out_again_as_it_went_in() -> None:
    report = _import(HONEY, publish=True)
    assert (report.created, report.problems) == (1, [])
    page = CasePage.objects.get()
    assert page.live
    assert page.get_url() == "/th/library/ap-th-2012-001/"
    assert export_line(page) == HONEY


def test_without_publish_a_case_is_a_draft_that_visitors_do_not_see(client: Any) -> None:
    _import(HONEY)
    page = CasePage.objects.get()
    assert not page.live
    assert client.get("/th/library/ap-th-2012-001/").status_code == 404


def test_only_code_language_title_and_body_are_needed() -> None:
    assert _import({"code": "A", "language": "lo", "title": "ປ່າຊຸມຊົນ", "body": "ຂໍ້ຄວາມ"}, publish=True).created == 1


def test_a_second_line_with_the_same_code_is_its_translation() -> None:
    _import(HONEY, HONEY | {"language": "vi", "title": "Mật ong rừng"}, publish=True)
    thai, vietnamese = CasePage.objects.order_by("pk")
    assert thai.translation_key == vietnamese.translation_key
    assert vietnamese.get_url() == "/vi/library/ap-th-2012-001/"


def test_a_translation_without_facts_has_those_of_the_original() -> None:
    _import(HONEY, {"code": "AP-TH-2012-001", "language": "en", "title": "Honey", "body": "Text"}, publish=True)
    english = CasePage.objects.get(locale__language_code="en")
    assert [theme.code for theme in english.themes.all()] == ["natural-resources"]
    assert [country.code for country in english.countries.all()] == ["TH"]
    assert str(english.published_on) == "2012-11-20"


def test_facts_of_a_translation_that_contradict_the_original_are_noted_and_not_taken() -> None:
    report = _import(HONEY, HONEY | {"language": "en", "countries": ["LA"]}, publish=True)
    assert [(note.line, note.field) for note in report.notes] == [(2, "countries")]
    assert [country.code for country in CasePage.objects.get(locale__language_code="en").countries.all()] == ["TH"]


def test_changed_facts_of_the_original_reach_its_translations() -> None:
    _import(HONEY, HONEY | {"language": "en"}, publish=True)
    _import(HONEY | {"countries": ["LA", "TH"]}, publish=True)
    for page in CasePage.objects.all():
        assert sorted(country.code for country in page.countries.all()) == ["LA", "TH"]


def test_a_second_run_changes_nothing() -> None:
    lines = [HONEY, HONEY | {"language": "en", "title": "Honey"}, case_line()]
    _import(*lines, publish=True)
    before = list(CasePage.objects.order_by("pk").values_list("pk", "latest_revision_id", "last_published_at"))
    report = _import(*lines, publish=True)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 3)
    assert list(CasePage.objects.order_by("pk").values_list("pk", "latest_revision_id", "last_published_at")) == before


def test_a_changed_line_updates_its_page_only() -> None:
    _import(HONEY, HONEY | {"language": "en", "title": "Honey"}, publish=True)
    report = _import(HONEY | {"title": "น้ำผึ้งป่า"}, HONEY | {"language": "en", "title": "Honey"}, publish=True)
    assert (report.updated, report.unchanged) == (1, 1)
    assert CasePage.objects.get(locale__language_code="th").title == "น้ำผึ้งป่า"


def test_what_an_editor_wrote_in_rich_text_survives_an_import_of_the_same_words() -> None:
    page = case(**HONEY)
    page.body = [("problem", "<p>ย่อหน้า<b>แรก</b></p><p>ย่อหน้าที่สอง &lt;b&gt;ไม่ใช่ HTML&lt;/b&gt;</p>")]
    page.save_revision().publish()
    assert _import(HONEY, publish=True).unchanged == 1
    assert "<b>แรก</b>" in CasePage.objects.get().body[0].value.source


def test_a_dry_run_says_what_it_would_do_and_writes_nothing() -> None:
    report = _import(HONEY, HONEY | {"language": "en"}, dry_run=True, publish=True)
    assert report.created == 2
    assert not CasePage.objects.exists()


def test_named_sections_come_out_as_they_went_in() -> None:
    sections = [{"name": "problem", "text": "ไม่มีตลาด"}, {"name": "adapt", "text": "เริ่มเล็ก ๆ\n\nแล้วขยาย"}]
    _import(HONEY | {"sections": sections}, publish=True)
    line = export_line(CasePage.objects.get())
    assert line["sections"] == sections
    assert line["body"] == "ไม่มีตลาด\n\nเริ่มเล็ก ๆ\n\nแล้วขยาย"


BAD = [
    ({"language": "xx"}, "language"),
    ({"language": None}, "language"),
    ({"code": "no spaces please"}, "code"),
    ({"code": "../../etc"}, "code"),
    ({"code": 7}, "code"),
    ({"title": ""}, "title"),
    ({"title": "x" * 201}, "title"),
    ({"title": "NUL \x00"}, "title"),
    ({"summary": "bell \x07"}, "summary"),
    ({"body": ["a"]}, "body"),
    ({"body": "  \n "}, "body"),
    ({"themes": ["fishing-on-the-moon"]}, "themes"),
    ({"themes": "natural-resources"}, "themes"),
    ({"countries": ["XX"]}, "countries"),
    ({"countries": [1]}, "countries"),
    ({"tags": "honey"}, "tags"),
    ({"tags": ["x" * 101]}, "tags"),
    ({"published_on": "20 November 2012"}, "published_on"),
    ({"published_on": "2012-02-30"}, "published_on"),
    ({"licence": "mine"}, "licence"),
    ({"evidence": "hearsay"}, "evidence"),
    ({"evidence": 3}, "evidence"),
    ({"sections": [{"name": "gossip", "text": "x"}]}, "sections"),
]


@pytest.mark.parametrize(("change", "field"), BAD, ids=[f"{field}-{index}" for index, (_c, field) in enumerate(BAD)])
def test_a_bad_line_is_named_with_its_number_and_field_and_the_good_ones_are_taken(
    change: dict[str, Any], field: str
) -> None:
    report = _import(case_line(), case_line(**change), case_line(), publish=True)
    assert report.created == 2
    assert [(problem.line, problem.field) for problem in report.problems] == [(2, field)]
    assert report.problems[0].reason


@pytest.mark.parametrize("raw", [b"\xff\xfe{}", b"not json", b"[]", b"42", b'{"code":', b"[" * 100_000])
def test_a_line_that_is_no_json_object_or_no_utf8_is_named(raw: bytes) -> None:
    report = _import(case_line(), raw, publish=True)
    assert report.created == 1
    assert [(problem.line, problem.field) for problem in report.problems] == [(2, "")]


def test_everything_wrong_with_a_line_is_named_at_once() -> None:
    report = _import({"code": "A B", "language": "xx", "title": "", "body": ""})
    assert {problem.field for problem in report.problems} == {"code", "language", "title", "body"}


def test_two_lines_for_the_same_page_in_one_file_are_a_mistake() -> None:
    report = _import(HONEY, HONEY | {"title": "อื่น"}, publish=True)
    assert [(problem.line, problem.field) for problem in report.problems] == [(2, "code")]


def test_the_codes_of_one_practice_may_differ_in_case_only() -> None:
    _import(HONEY, HONEY | {"code": "ap-th-2012-001", "language": "en"}, publish=True)
    assert CasePage.objects.values("translation_key").distinct().count() == 1


def test_a_strict_import_with_one_bad_line_imports_nothing() -> None:
    with pytest.raises(RefusedError) as refusal:
        _import(case_line(), b"not json", case_line(), strict=True, publish=True)
    assert [problem.line for problem in refusal.value.report.problems] == [2]
    assert not CasePage.objects.exists()


def test_blank_lines_and_a_byte_order_mark_do_no_harm() -> None:
    line = b"\xef\xbb\xbf" + json.dumps(case_line()).encode()
    assert _import(line, b"\n", b"  \r\n", publish=True).created == 1


def test_reasons_are_in_the_reader_s_language() -> None:
    with translation.override("th"):
        thai = _import({"code": "A", "language": "th", "title": "", "body": "x"}).problems[0].reason
    assert thai != "is required"


def test_the_command_reports_counts_and_bad_lines(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(json.dumps(HONEY, ensure_ascii=False).encode() + b"\nnot json\n")
    out, err = io.StringIO(), io.StringIO()
    call_command("import_cases", str(file), "--publish", stdout=out, stderr=err)
    assert "1 created, 0 updated, 0 unchanged, 1 bad lines" in out.getvalue()
    assert "line 2" in err.getvalue()
    with pytest.raises(CommandError):
        call_command("import_cases", str(file), "--strict", stdout=io.StringIO(), stderr=io.StringIO())
    with pytest.raises(CommandError):
        call_command("import_cases", str(tmp_path / "missing.jsonl"))


def test_an_export_imports_into_the_same_site_without_a_change(tmp_path: Path) -> None:
    _import(HONEY, HONEY | {"language": "en", "title": "Honey", "tags": ["honey"]}, case_line(), publish=True)
    case(published=False, title="A draft")
    file = tmp_path / "out.jsonl"
    call_command("export_cases", str(file), stderr=io.StringIO())
    lines = file.read_bytes().splitlines()
    assert len(lines) == 3
    report = import_cases(lines, publish=True)
    assert (report.unchanged, report.problems) == (3, [])


def test_new_facts_of_the_original_leave_a_translator_s_draft_a_draft() -> None:
    _import(HONEY, HONEY | {"language": "en", "title": "Honey"}, publish=True)
    english = CasePage.objects.get(locale__language_code="en")
    english.title = "Honey, being rewritten"
    english.save_revision()
    _import(HONEY | {"countries": ["LA", "TH"]}, publish=True)
    english.refresh_from_db()
    assert (english.title, english.has_unpublished_changes) == ("Honey", True)
    draft = english.get_latest_revision_as_object()
    assert draft.title == "Honey, being rewritten"
    assert sorted(country.code for country in draft.countries.all()) == ["LA", "TH"]


def test_a_new_tag_does_not_touch_what_an_editor_formatted() -> None:
    page = case(**HONEY)
    page.body = [("practice", "<p>ย่อหน้า<b>แรก</b></p><p>ย่อหน้าที่สอง &lt;b&gt;ไม่ใช่ HTML&lt;/b&gt;</p>")]
    page.save_revision().publish()
    assert _import(HONEY | {"tags": ["honey", "ใหม่"]}, publish=True).updated == 1
    page = CasePage.objects.get()
    assert (page.body[0].block_type, "<b>แรก</b>" in page.body[0].value.source) == ("practice", True)
    assert {tag.name for tag in page.tags.all()} == {"honey", "ใหม่"}


def test_tags_that_differ_in_case_only_are_one_tag_and_change_nothing_twice() -> None:
    lines = [case_line(tags=["honey"]), case_line(tags=["Honey"])]
    _import(*lines, publish=True)
    assert _import(*lines, publish=True).unchanged == 2


def test_an_editor_s_draft_of_a_published_case_is_left_alone() -> None:
    page = case(**HONEY)
    page.summary = "กำลังเขียน"
    page.save_revision()
    assert _import(HONEY, publish=True).unchanged == 1
    report = _import(HONEY | {"title": "ชื่อใหม่"}, publish=True)
    assert (report.unchanged, len(report.notes)) == (1, 1)
    page = CasePage.objects.get()
    assert (page.summary, page.get_latest_revision_as_object().summary) == (HONEY["summary"], "กำลังเขียน")


def test_a_locked_case_is_left_alone() -> None:
    page = case(**HONEY)
    CasePage.objects.filter(pk=page.pk).update(locked=True)
    report = _import(HONEY | {"title": "ชื่อใหม่"}, publish=True)
    assert (report.unchanged, len(report.notes)) == (1, 1)


def test_facts_of_drafts_stay_the_same_in_all_languages_when_they_are_published_later() -> None:
    english = HONEY | {"language": "en", "title": "Honey"}
    _import(HONEY, english)
    more = {"themes": ["finance-ict", "natural-resources"]}
    assert not _import(HONEY | more, english | more).notes
    assert not _import(HONEY | more, english | more, publish=True).notes
    for page in CasePage.objects.live():
        assert sorted(theme.code for theme in page.themes.all()) == more["themes"]
    assert _import(HONEY | more, english | more, publish=True).unchanged == 2


def test_the_evidence_level_is_a_fact_that_holds_for_all_languages() -> None:
    promising = HONEY | {"evidence": "promising"}
    _import(promising, HONEY | {"language": "en", "title": "Honey"}, publish=True)
    assert {page.evidence_level for page in CasePage.objects.all()} == {"promising"}
    assert export_line(CasePage.objects.get(locale__language_code="th")) == promising
    _import(HONEY | {"evidence": "good"}, publish=True)
    assert {page.evidence_level for page in CasePage.objects.all()} == {"good"}
    report = _import(HONEY | {"language": "en", "title": "Honey", "evidence": "experience"}, publish=True)
    assert [note.field for note in report.notes] == ["evidence"]


def test_a_line_that_says_nothing_of_evidence_leaves_what_was_judged() -> None:
    _import(HONEY | {"evidence": "good"}, publish=True)
    assert _import(HONEY, HONEY | {"language": "lo", "title": "ນ້ຳເຜິ້ງ"}, publish=True).unchanged == 1
    assert {page.evidence_level for page in CasePage.objects.all()} == {"good"}


def test_a_language_may_be_written_with_its_script_its_country_or_neither(settings: Any) -> None:
    settings.LANGUAGE_CODES = ["en", "th", "vi", "lo"]
    report = _import({**HONEY, "language": "th-TH"}, {**HONEY, "code": "AP-2", "language": "VI_Latn"})
    assert (report.created, report.problems) == (2, [])
    assert set(CasePage.objects.values_list("locale__language_code", flat=True)) == {"th", "vi"}
