"""Translations that do not lie: who is told what when an original changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from library import truth
from library.importing import import_cases
from library.models import CasePage, CaseTranslation, ChangeLevel, TranslatedSection
from library.refusals import NotAllowed
from tests.factories import case, case_line, user
from tests.factories.translations import change

pytestmark = pytest.mark.django_db
State = CaseTranslation.State
CODE = "AP-TH-2012-001"
THAI = [
    {"name": "problem", "text": "น้ำผึ้งหายากขึ้นทุกปี"},
    {"name": "practice", "text": "ชาวบ้านเก็บน้ำผึ้งโดยไม่ทำลายรัง"},
    {"name": "results", "text": "ครัวเรือน 40 ครัวเรือนมีรายได้เพิ่ม"},
]
OTHERS = {
    "lo": ["ນ້ຳເຜິ້ງຫາຍາກຂຶ້ນທຸກປີ", "ຊາວບ້ານເກັບນ້ຳເຜິ້ງໂດຍບໍ່ທຳລາຍຮັງ", "40 ຄົວເຮືອນມີລາຍຮັບເພີ່ມ"],
    "vi": ["Mật ong ngày càng hiếm", "Dân làng lấy mật mà không phá tổ", "40 hộ có thêm thu nhập"],
    "en": ["Honey is rarer every year", "Villagers take honey and leave the nest", "40 households earn more"],
}
LANGUAGES = sorted(OTHERS)


@pytest.fixture
def original(outline: None) -> CasePage:
    return case(code=CODE, language="th", title="น้ำผึ้งจากป่าชุมชน", summary="เก็บโดยไม่ทำลายรัง", sections=THAI)


def translated(language: str, **fields: Any) -> CasePage:
    texts = OTHERS[language]
    sections = [{"name": row["name"], "text": text} for row, text in zip(THAI, texts, strict=True)]
    line = {"code": CODE, "language": language, "title": f"{language}!", "summary": language, "sections": sections}
    return case(**line | fields)


def row(language: str) -> CaseTranslation:
    return CaseTranslation.objects.get(locale__language_code=language)


def changes(language: str) -> dict[str, str]:
    found = TranslatedSection.objects.filter(translation=row(language)).exclude(change="")
    return {section.kind: section.change for section in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_practice_has_a_row_for_every_other_language_of_the_site(original: CasePage, language: str) -> None:
    assert set(CaseTranslation.objects.values_list("locale__language_code", "state")) == {
        (code, State.MISSING) for code in LANGUAGES
    }
    translated(language)
    assert row(language).state == State.UP_TO_DATE
    assert row(language).translated_at is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("level", "expected", "state"),
    [
        (ChangeLevel.TYPO, {}, State.UP_TO_DATE),
        (ChangeLevel.SMALL, {"body:results": "small"}, State.SMALL),
        (ChangeLevel.MEANING, {"body:results": "meaning"}, State.MEANING),
    ],
)
def test_only_the_section_that_changed_is_marked_as_the_editor_says(
    original: CasePage, language: str, level: str, expected: dict[str, str], state: str
) -> None:
    translated(language)
    change(original, level=level, results="ครัวเรือน 12 ครัวเรือนมีรายได้เพิ่ม")
    assert changes(language) == expected
    assert row(language).state == state


def test_a_small_change_after_one_of_meaning_does_not_hush_it_up(original: CasePage) -> None:
    translated("lo")
    change(original, level="meaning", results="ใหม่")
    since = TranslatedSection.objects.get(kind="body:results").changed_at
    change(original, level="small", results="ใหม่กว่า")
    change(original, level="typo", results="ใหม่กว่านั้น")
    assert changes("lo") == {"body:results": "meaning"}
    assert TranslatedSection.objects.get(kind="body:results").changed_at == since


def test_words_that_come_back_are_no_change(original: CasePage) -> None:
    translated("lo")
    change(original, level="meaning", results="ใหม่")
    change(original, level="meaning", results=THAI[2]["text"])
    assert changes("lo") == {}
    assert row("lo").state == State.UP_TO_DATE


def test_spaces_and_bold_letters_are_no_change(original: CasePage) -> None:
    translated("lo")
    page = CasePage.objects.get(pk=original.pk)
    page.body[0].value.source = "<p><b>น้ำผึ้ง</b>หายากขึ้นทุกปี </p>"
    truth.publish_case(page, level="meaning")
    assert changes("lo") == {}


def test_a_translation_that_is_renewed_is_true_again_where_its_words_are_new(original: CasePage) -> None:
    lao = translated("lo")
    change(original, level="meaning", results="ใหม่", problem="ใหม่")
    change(lao, level="small", results="ໃໝ່")
    assert changes("lo") == {"body:problem": "meaning"}


def test_sections_that_come_and_go_are_marked(original: CasePage) -> None:
    translated("lo")
    change(original, level="meaning", lessons="บทเรียนใหม่", problem=None)
    assert changes("lo") == {"body:lessons": "meaning", "body:problem": "meaning"}


def test_a_section_put_before_another_of_its_name_marks_no_other(outline: None) -> None:
    english = case(code="EN-1", sections=[{"name": "text", "text": "One."}, {"name": "text", "text": "Two."}])
    case(code="EN-1", language="vi", sections=[{"name": "text", "text": "Một."}, {"name": "text", "text": "Hai."}])
    lines = [json.dumps(case_line(code="EN-1", title=english.title, sections=[
        {"name": "text", "text": text} for text in ("Zero.", "One.", "Two.")
    ])).encode()]  # fmt: skip
    report = import_cases(lines, publish=True, level="meaning")
    assert report.updated == 1
    assert TranslatedSection.objects.filter(translation=row("vi"), change="meaning").count() == 1


def test_an_import_says_how_much_its_changes_matter(original: CasePage) -> None:
    translated("lo")
    fresh = [*THAI[:2], {"name": "results", "text": "ไม่มีรายได้เพิ่ม"}]
    line = case_line(code=CODE, language="th", title=original.title, sections=fresh)
    import_cases([json.dumps(line).encode()], publish=True, level="meaning")
    assert changes("lo") == {"body:results": "meaning"}
    import_cases([json.dumps(line).encode()], publish=True, level="small")
    assert changes("lo") == {"body:results": "meaning"}


def test_somebody_who_may_edit_says_that_a_section_still_holds(original: CasePage) -> None:
    translated("lo")
    change(original, level="meaning", results="ใหม่")
    sections = TranslatedSection.objects.filter(kind="body:results")
    with pytest.raises(NotAllowed):
        truth.confirm(sections, user=user())
    editor = user(is_superuser=True)
    truth.confirm(sections, user=editor)
    assert changes("lo") == {}
    assert row("lo").state == State.UP_TO_DATE
    assert row("lo").translated_by == editor
    change(original, level="small", results="ใหม่อีก")
    assert changes("lo") == {"body:results": "small"}


def test_a_page_that_was_only_copied_is_not_called_translated(outline: None) -> None:
    long = "Honey is gathered twice a year by forty households of the village."
    english = case(code="EN-1", title="Honey", summary="", sections=[{"name": "practice", "text": long}])
    copy = english.copy_for_translation(Locale.objects.get(language_code="lo"))
    assert row("lo").state == State.IN_PROGRESS
    copy.save_revision().publish()
    assert row("lo").state == State.IN_PROGRESS
    assert TranslatedSection.objects.get(kind="body:practice").is_translated is False


def test_who_may_not_publish_is_refused_and_levels_are_checked(original: CasePage) -> None:
    with pytest.raises(NotAllowed):
        truth.publish_case(original, level="small", user=user())
    with pytest.raises(ValidationError):
        truth.publish_case(original, level="enormous")


def test_a_level_is_for_one_publication(original: CasePage) -> None:
    translated("lo")
    change(original, level="meaning", problem="ใหม่")
    page = CasePage.objects.get(pk=original.pk)
    assert page.change_level == "small"
    page.title = "ชื่อใหม่"
    page.save_revision().publish()
    assert changes("lo") == {"body:problem": "meaning", "title": "small"}


def test_a_scheduled_draft_keeps_what_its_editor_said(original: CasePage) -> None:
    translated("lo")
    page = CasePage.objects.get(pk=original.pk)
    page.title, page.change_level = "ชื่อใหม่", "meaning"
    draft = page.save_revision()
    assert changes("lo") == {}
    draft.publish()
    assert changes("lo") == {"title": "meaning"}


def test_a_translation_taken_away_is_missing_again(original: CasePage) -> None:
    lao = translated("lo")
    lao.unpublish()
    assert row("lo").state == State.IN_PROGRESS
    CasePage.objects.get(pk=lao.pk).delete()
    assert row("lo").state == State.MISSING
    assert not TranslatedSection.objects.exists()


def test_cases_from_before_get_their_rows_from_run_due(original: CasePage) -> None:
    translated("lo")
    CaseTranslation.objects.all().delete()
    assert truth.settle_due() == 1
    assert row("lo").state == State.UP_TO_DATE
    assert row("vi").state == State.MISSING
    assert truth.settle_due() == 0
