"""What a person wrote in another language is not overwritten: by no machine, by no synchronising or publishing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation

from library import truth
from library.models import CasePage, CaseTranslation, TranslatedSection
from library.sections import sections_of
from tests.factories import case, user
from tests.factories.translations import MACHINE, change, submitted, write

pytestmark = pytest.mark.django_db
CODE = "AP-EN-2012-001"
TEXTS = {
    "lo": ("ນ້ຳເຜິ້ງປ່າ", "ຊາວບ້ານເກັບນ້ຳເຜິ້ງປີລະສອງເທື່ອ"),
    "th": ("น้ำผึ้งป่า", "ชาวบ้านเก็บน้ำผึ้งปีละสองครั้ง"),
    "vi": ("Mật ong rừng", "Dân làng lấy mật mỗi năm hai lần"),
}
PRACTICE = "Villagers take honey twice a year."
LESSON = "The nest must stay."


@pytest.fixture
def editor(outline: None) -> Any:
    return user(is_superuser=True, is_staff=True)


@pytest.fixture
def original(outline: None) -> CasePage:
    sections = [{"name": "practice", "text": PRACTICE}, {"name": "lessons", "text": LESSON}]
    return case(code=CODE, title="Forest honey", summary="", sections=sections)


@pytest.fixture
def machine(settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = MACHINE


@pytest.fixture
def admin(client: Client, editor: Any) -> Client:
    client.force_login(editor)
    return client


def page_in(language: str) -> CasePage:
    return CasePage.objects.get(slug=CODE.lower(), locale__language_code=language)


def texts(language: str) -> dict[str, str]:
    return {section.name: section.text for section in sections_of(page_in(language).body)}


def publish(translation: Translation, editor: Any, run: Any) -> None:
    translation = Translation.objects.get(pk=translation.pk)
    with run(execute=True):
        translation.save_target(user=editor, publish=True)


def sync(admin: Client, translation: Translation, run: Any, **fields: str) -> None:
    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    with run(execute=True):
        assert admin.post(url, fields).status_code == 302


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("language", sorted(TEXTS))
def test_synchronising_and_publishing_keeps_a_person_s_words_and_says_that_they_are_old(
    admin: Client, editor: Any, original: CasePage, language: str,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    run = django_capture_on_commit_callbacks
    title, practice = TEXTS[language]
    translation = submitted(original, language, user=editor)
    write(translation, {"Forest honey": title, PRACTICE: practice, LESSON: "…"}, user=editor)
    publish(translation, editor, run)
    assert texts(language)["practice"] == practice

    change(original, level="meaning", practice="Villagers take honey once a year.")
    sync(admin, translation, run, publish_translations="on", use_machine_translation="on")
    assert texts(language)["practice"] == practice
    assert page_in(language).title == title
    section = TranslatedSection.objects.get(translation__page=page_in(language), kind="body:practice")
    assert section.change == "meaning"
    assert section.is_machine is False


def test_a_new_paragraph_is_the_machine_s_and_its_neighbours_stay_a_person_s(
    admin: Client, editor: Any, machine: None, original: CasePage, django_capture_on_commit_callbacks: Any
) -> None:
    run = django_capture_on_commit_callbacks
    translation = submitted(original, "lo", user=editor)
    write(translation, {"Forest honey": "ນ້ຳເຜິ້ງ", PRACTICE: "ໜຶ່ງ", LESSON: "ສອງ"}, user=editor)
    publish(translation, editor, run)
    change(original, level="meaning", practice=f"First of all.\n\n{PRACTICE}")
    sync(admin, translation, run, publish_translations="on", use_machine_translation="on")
    assert texts("lo") == {"practice": "machine-lo: First of all.\n\nໜຶ່ງ", "lessons": "ສອງ"}
    section = TranslatedSection.objects.get(translation__page=page_in("lo"), kind="body:practice")
    assert section.is_machine is True


def test_what_a_machine_made_is_reviewed_when_somebody_confirms_it(
    admin: Client, editor: Any, machine: None, original: CasePage, django_capture_on_commit_callbacks: Any
) -> None:
    run = django_capture_on_commit_callbacks
    translation = submitted(original, "lo", user=editor)
    admin.post(reverse("wagtail_localize:machine_translate", args=[translation.pk]))
    publish(translation, editor, run)
    row = CaseTranslation.objects.get(page=page_in("lo"))
    assert row.state == CaseTranslation.State.MACHINE
    truth.confirm(row.sections.all(), user=editor)
    row.refresh_from_db()
    assert row.state == CaseTranslation.State.UP_TO_DATE
    assert set(StringTranslation.objects.values_list("translation_type", flat=True)) == {"manual"}
    publish(translation, editor, run)
    row.refresh_from_db()
    assert row.state == CaseTranslation.State.UP_TO_DATE


def test_what_is_not_translated_yet_is_not_called_translated(
    editor: Any, original: CasePage, django_capture_on_commit_callbacks: Any
) -> None:
    translation = submitted(original, "lo", user=editor)
    write(translation, {"Forest honey": "ນ້ຳເຜິ້ງ", PRACTICE: "ໜຶ່ງ"}, user=editor)
    publish(translation, editor, django_capture_on_commit_callbacks)
    row = CaseTranslation.objects.get(page=page_in("lo"))
    assert row.state == CaseTranslation.State.IN_PROGRESS
    assert [section.kind for section in row.sections.filter(is_translated=False)] == ["body:lessons"]


def test_a_page_corrected_by_hand_is_not_overwritten_when_its_translation_starts_again(
    admin: Client, editor: Any, machine: None, original: CasePage, django_capture_on_commit_callbacks: Any
) -> None:
    run = django_capture_on_commit_callbacks
    translation = submitted(original, "lo", user=editor)
    admin.post(reverse("wagtail_localize:machine_translate", args=[translation.pk]))
    publish(translation, editor, run)
    admin.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    change(page_in("lo"), level="small", practice="ແກ້ດ້ວຍມື")
    admin.post(reverse("wagtailadmin_pages:edit", args=[page_in("lo").pk]), {"localize-restart-translation": "1"})
    assert Translation.objects.get().enabled
    publish(translation, editor, run)
    assert texts("lo") == {"practice": "ແກ້ດ້ວຍມື", "lessons": f"machine-lo: {LESSON}"}
    kinds = TranslatedSection.objects.filter(translation__page=page_in("lo"), is_machine=True)
    assert {section.kind for section in kinds} == {"title", "body:lessons"}


@pytest.mark.parametrize("paragraphs", ["ໜຶ່ງ\n\nສອງ\n\nສາມ", "ທັງໝົດ"])
def test_an_imported_translation_is_not_overwritten_when_it_is_submitted(
    editor: Any, original: CasePage, paragraphs: str, django_capture_on_commit_callbacks: Any
) -> None:
    change(original, level="small", practice=f"{PRACTICE}\n\nAnd again.")
    case(code=CODE, language="lo", title="ນ້ຳເຜິ້ງ", sections=[{"name": "practice", "text": paragraphs}])
    translation = submitted(CasePage.objects.get(pk=original.pk), "lo", user=editor)
    publish(translation, editor, django_capture_on_commit_callbacks)
    found = texts("lo")["practice"]
    assert "".join(found.split()) == "".join(paragraphs.split())
    assert page_in("lo").title == "ນ້ຳເຜິ້ງ"


def test_an_import_under_a_running_translation_is_not_overwritten(
    editor: Any, original: CasePage, django_capture_on_commit_callbacks: Any
) -> None:
    run = django_capture_on_commit_callbacks
    translation = submitted(original, "lo", user=editor)
    write(translation, {"Forest honey": "ນ້ຳເຜິ້ງ", PRACTICE: "ເກົ່າ", LESSON: "ສອງ"}, user=editor)
    publish(translation, editor, run)
    sections = [{"name": "practice", "text": "ໃໝ່"}, {"name": "lessons", "text": "ສອງ"}]
    case(code=CODE, language="lo", title="ນ້ຳເຜິ້ງ", sections=sections)
    publish(translation, editor, run)
    assert texts("lo")["practice"] == "ໃໝ່"
