"""What readers and translators see of translations that may be out of date."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from library import reads
from library.models import CasePage, CaseTranslation, ReadCount, TranslatedSection
from search.models import Concept, ConceptLabel
from tests.factories import case, user
from tests.factories.translations import MACHINE, change, submitted

pytestmark = pytest.mark.django_db
PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile"}
CODE = "AP-TH-2012-001"
WORDS = {
    "th": ("น้ำผึ้งป่า", "ชาวบ้านเก็บน้ำผึ้งปีละสองครั้ง", "รังต้องอยู่"),
    "lo": ("ນ້ຳເຜິ້ງປ່າ", "ຊາວບ້ານເກັບນ້ຳເຜິ້ງປີລະສອງເທື່ອ", "ຮັງຕ້ອງຢູ່"),
    "vi": ("Mật ong rừng", "Dân làng lấy mật mỗi năm hai lần", "Tổ phải còn"),
    "en": ("Forest honey", "Villagers take honey twice a year", "The nest must stay"),
}


def version(language: str, code: str = CODE) -> CasePage:
    title, practice, lesson = WORDS[language]
    sections = [{"name": "practice", "text": practice}, {"name": "lessons", "text": lesson}]
    return case(code=code, language=language, title=title, summary="", sections=sections, themes=["natural-resources"])


@pytest.fixture
def original(outline: None) -> CasePage:
    return version("th")


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(user(is_superuser=True, is_staff=True))
    return client


def read(client: Client, language: str, query: str = "") -> str:
    return client.get(f"/{language}/library/{CODE.lower()}/{query}").content.decode()


@pytest.mark.parametrize("language", ["en", "lo", "vi"])
def test_a_section_whose_original_means_something_else_says_so_with_the_original_a_tap_away(
    client: Client, original: CasePage, language: str
) -> None:
    version(language)
    change(original, level="meaning", practice="ชาวบ้านเลิกเก็บน้ำผึ้ง")
    page = read(client, language)
    assert page.count('class="doubt doubt--old"') == 1
    _before, _mark, after = page.partition('class="doubt doubt--old"')
    assert WORDS[language][1] in after
    assert '<div lang="th" dir="auto" class="prose"><p>ชาวบ้านเลิกเก็บน้ำผึ้ง</p>' in after
    assert "<details" in after.partition(WORDS[language][2])[0]
    assert '<time class="meta" datetime="' in after
    assert 'class="doubt' not in read(client, "th")


@pytest.mark.parametrize("level", ["small", "typo"])
def test_readers_are_not_bothered_with_less(client: Client, original: CasePage, level: str) -> None:
    version("lo")
    change(original, level=level, practice="ชาวบ้านเก็บน้ำผึ้ง ปีละสองหน")
    assert 'class="doubt' not in read(client, "lo")


def test_a_new_section_and_a_title_are_told_above_all(client: Client, original: CasePage) -> None:
    version("lo")
    change(original, level="meaning", title="น้ำผึ้ง", problem="ป่าหายไป")
    header = read(client, "lo").partition("</header>")[2].partition("</header>")[0]
    assert header.count("doubt--old") == 2
    assert "ป่าหายไป" in header


def test_an_original_that_the_reader_may_not_see_is_not_shown(client: Client, original: CasePage) -> None:
    version("lo")
    page = change(original, level="meaning", practice="ชาวบ้านเลิกเก็บน้ำผึ้ง")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    shown = read(client, "lo")
    assert "doubt--old" in shown
    assert "ชาวบ้านเลิกเก็บน้ำผึ้ง" not in shown
    assert "ชาวบ้านเลิกเก็บน้ำผึ้ง" not in read(client, "lo", "?with=original")


def test_what_a_machine_made_is_marked_until_somebody_reviewed_it(
    admin: Client, original: CasePage, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = MACHINE
    translation = submitted(original, "lo", user=user(is_superuser=True))
    admin.post(reverse("wagtail_localize:machine_translate", args=[translation.pk]))
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert read(Client(), "lo").count('class="doubt"') == 3
    row = CaseTranslation.objects.get(page__isnull=False)
    shown = admin.get(reverse("library_translation", args=[row.pk])).content.decode()
    assert shown.count('name="section"') == 3
    admin.post(
        reverse("library_translation", args=[row.pk]), {"section": list(row.sections.values_list("pk", flat=True))}
    )
    assert 'class="doubt' not in read(Client(), "lo")


@pytest.mark.parametrize(("own", "query"), [("lo", "original"), ("lo", "th"), ("th", "lo"), ("vi", "lo")])
def test_two_versions_stand_side_by_side_section_by_section(
    client: Client, original: CasePage, own: str, query: str
) -> None:
    version("lo")
    version("vi")
    page = read(client, own, f"?with={query}")
    other = "th" if query == "original" else query
    pairs = page.split('class="beside__pair"')[1:]
    assert len(pairs) == 3
    for pair, *texts in zip(pairs, WORDS[own], WORDS[other], strict=True):
        assert all(text in pair for text in texts)
        assert f'lang="{own}"' in pair
        assert f'lang="{other}"' in pair
    assert f'rel="canonical" href="http://testserver/{own}/library/{CODE.lower()}/"' in page


@pytest.mark.parametrize("query", ["?with=km", "?with=", "?with=lo", "?with=%00"])
def test_a_version_that_is_not_there_leaves_the_page_as_it_is(client: Client, original: CasePage, query: str) -> None:
    assert 'class="beside"' not in read(client, "th", query)


def test_side_by_side_takes_a_fixed_number_of_queries(client: Client, original: CasePage) -> None:
    lao = version("lo")
    read(client, "lo", "?with=original")
    with CaptureQueriesContext(connection) as few:
        read(client, "lo", "?with=original")
    for page in (original, lao):
        for number in range(5):
            page.steps.create(title=f"step {number}", locale=page.locale)
    with CaptureQueriesContext(connection) as many:
        read(client, "lo", "?with=original")
    assert len(many) == len(few)


def test_reads_are_counted_by_day_without_staff_and_programs(original: CasePage, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    address = f"/th/library/{CODE.lower()}/"
    reader, staff = Client(), Client()
    staff.force_login(user(is_staff=True))
    for _time in range(3):
        reader.get(address, **PHONE)
    staff.get(address, **PHONE)
    reader.get(address, HTTP_USER_AGENT="Googlebot/2.1")
    reader.get(address, HTTP_SEC_PURPOSE="prefetch", **PHONE)
    reader.head(address, **PHONE)
    reader.get(address)
    assert reads.gather() == 3
    assert ReadCount.objects.get().count == 3
    reader.get(address, **PHONE)
    assert reads.gather() == 1
    assert reads.gather() == 0
    assert ReadCount.objects.get().count == 4


def test_a_disk_that_is_full_stops_no_reader(original: CasePage, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path / "not there"
    assert Client().get(f"/th/library/{CODE.lower()}/", **PHONE).status_code == 200


def test_the_report_shows_what_is_to_do_first_with_a_fixed_number_of_queries(admin: Client, original: CasePage) -> None:
    version("lo")
    change(original, level="meaning", practice="ชาวบ้านเลิกเก็บน้ำผึ้ง")
    url = reverse("library_translations")
    page = admin.get(url).content.decode()
    assert page.index("Meaning changed") < page.index("Missing")
    with CaptureQueriesContext(connection) as few:
        admin.get(url)
    for number in range(4):
        version("en", f"AP-EN-{number}")
        version("vi", f"AP-EN-{number}")
    with CaptureQueriesContext(connection) as many:
        admin.get(url)
    assert len(many) == len(few)


def test_the_report_is_filtered_and_exported(admin: Client, original: CasePage) -> None:
    lao = version("lo")
    ReadCount.objects.create(page=lao, day=reads.timezone.localdate(), count=7)
    url = reverse("library_translations")

    def rows(**query: Any) -> list[dict[str, str]]:
        response = admin.get(url, {"export": "csv"} | query)
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    assert len(rows()) == 3
    (up_to_date,) = rows(state="up_to_date")
    assert (up_to_date["Code"], up_to_date["Language"], up_to_date["Reads in 90 days"]) == (CODE, "Lao", "7")
    assert len(rows(locale=lao.locale_id)) == 1
    assert len(rows(theme=original.themes.get().pk)) == 3
    assert rows(theme=original.themes.model.objects.exclude(code="natural-resources").first().pk) == []
    assert admin.get(url, {"export": "xlsx"}).status_code == 200


def test_the_report_is_for_editors(client: Client, original: CasePage) -> None:
    row = CaseTranslation.objects.first()
    assert row is not None
    client.force_login(user())
    assert client.get(reverse("library_translations")).status_code == 302
    editor = user(is_staff=True)
    editor.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(editor)
    assert client.get(reverse("library_translations")).status_code == 200
    assert client.get(reverse("library_translation", args=[row.pk])).status_code == 200


def test_a_translator_sees_what_changed_word_by_word_and_says_what_still_holds(
    admin: Client, original: CasePage
) -> None:
    version("lo")
    change(original, level="meaning", practice="ชาวบ้านเก็บน้ำผึ้งปีละสามครั้ง")
    row = CaseTranslation.objects.get(page__isnull=False)
    url = reverse("library_translation", args=[row.pk])
    page = admin.get(url).content.decode()
    assert "<del>สอง</del><ins>สาม</ins>" in page
    section = row.sections.get(change="meaning")
    assert admin.post(url, {"section": [section.pk, "x"]}).status_code == 302
    assert not TranslatedSection.objects.exclude(change="").exists()
    assert admin.post(url, {}).status_code == 302


@pytest.fixture
def honey_word(db: None) -> Concept:
    concept = Concept.objects.create(code="honey")
    for language, word in (("th", "น้ำผึ้ง"), ("lo", "ນ້ຳເຜິ້ງ"), ("vi", "mật ong"), ("en", "honey")):
        ConceptLabel.objects.create(concept=concept, language=language, text=word)
    return concept


@pytest.mark.parametrize(("language", "word"), [("lo", "ນ້ຳເຜິ້ງ"), ("vi", "mật ong"), ("en", "honey")])
def test_the_glossary_s_words_stand_beside_the_text_in_both_editors(
    admin: Client, original: CasePage, honey_word: Concept, language: str, word: str
) -> None:
    page = version(language)
    shown = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'data-glossary-term="น้ำผึ้ง"' in shown
    assert f'<dd lang="{language}"><strong>{word}</strong></dd>' in shown
    submitted(original, language, user=user(is_superuser=True))
    shown = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "js-translation-editor" in shown
    assert "data-translator-help" in shown
    assert f"<strong>{word}</strong>" in shown
    assert "js/glossary.js" in shown
    assert (
        "data-glossary-term" not in admin.get(reverse("wagtailadmin_pages:edit", args=[original.pk])).content.decode()
    )


def test_the_editor_of_an_original_is_asked_how_much_it_changes(admin: Client, original: CasePage) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[original.pk])
    assert 'name="change_level"' not in admin.get(url).content.decode()
    lao = version("lo")
    assert 'name="change_level"' in admin.get(url).content.decode()
    assert 'name="change_level"' not in admin.get(reverse("wagtailadmin_pages:edit", args=[lao.pk])).content.decode()
