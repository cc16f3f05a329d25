"""Facts are one for all languages, words are each language's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from library import facts
from library.models import BuildingBlock, CasePage, CaseResult
from tests.factories.templates import full_case, in_order

pytestmark = pytest.mark.django_db

LAO = {
    "Hợp tác xã lúa gạo": "ສະຫະກອນເຂົ້າ",
    "Nhóm cùng sở thích": "ກຸ່ມຄວາມສົນໃຈຮ່ວມ",
    "Nông dân họp": "ຊາວນາປະຊຸມກັນ",
    "Hợp đồng": "ສັນຍາ",
    "Giá thỏa thuận trước": "ຕົກລົງລາຄາກ່ອນ",
    "Bán được giá hơn": "ຂາຍໄດ້ລາຄາດີກວ່າ",
    "Giá một cân": "ລາຄາຕໍ່ກິໂລ",
    "Họp nhóm": "ປະຊຸມກຸ່ມ",
    "Kho": "ສາງ",
}


def _translated(page: CasePage, capture: Any, language: str = "lo") -> CasePage:
    """As a translator does it with wagtail-localize."""
    locale = Locale.objects.get_or_create(language_code=language)[0]
    source, _created = TranslationSource.update_or_create_from_instance(page)
    source.update_from_db()
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source).select_related("string"):
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=locale,
            defaults={"data": LAO.get(segment.string.data, "ຂໍ້ຄວາມ")},
        )
    with capture(execute=True):
        translation.save_target(publish=True)
    return CasePage.objects.get(locale=locale)


@pytest.fixture
def rice(outline: None) -> CasePage:
    return full_case()


@pytest.fixture
def lao(rice: CasePage, django_capture_on_commit_callbacks: Any) -> CasePage:
    return _translated(rice, django_capture_on_commit_callbacks)


def _blocks(page: CasePage) -> list[tuple[str, Decimal | None]]:
    return [(row.title, row.cost_amount) for row in page.building_blocks.all()]


def test_a_translation_has_its_own_words_in_the_rows_and_the_facts_of_the_original(lao: CasePage) -> None:
    assert lao.title == "ສະຫະກອນເຂົ້າ"
    assert _blocks(lao) == [("ກຸ່ມຄວາມສົນໃຈຮ່ວມ", Decimal("50.00")), ("ສັນຍາ", None)]
    result = lao.case_results.get()
    assert (result.claim, result.before, result.after, result.unit) == ("ຂາຍໄດ້ລາຄາດີກວ່າ", 5000, 6500, "VND")
    assert [row.number for row in lao.sdgs.all()] == [1, 8]
    assert (lao.province, lao.since_year, lao.adapt_first_step) == ("Trà Vinh", 2010, "ປະຊຸມກຸ່ມ")
    assert {row.locale.language_code for row in lao.building_blocks.all()} == {"lo"}


def test_a_fact_that_is_published_in_the_original_is_in_its_translations_at_once(rice: CasePage, lao: CasePage) -> None:
    rice.since_year, rice.village = 2008, "Long Hòa"
    first, second = rice.building_blocks.all()
    first.cost_amount = Decimal("75.00")
    rice.building_blocks = [first, second]
    rice.sdgs.set([rice.sdgs.all()[1]])
    rice.save_revision().publish()
    lao = CasePage.objects.get(pk=lao.pk)
    assert (lao.since_year, lao.village) == (2008, "Long Hòa")
    assert _blocks(lao) == [("ກຸ່ມຄວາມສົນໃຈຮ່ວມ", Decimal("75.00")), ("ສັນຍາ", None)]
    assert [row.number for row in lao.sdgs.all()] == [8]
    assert lao.title == "ສະຫະກອນເຂົ້າ"
    assert not lao.has_unpublished_changes


def test_a_draft_of_the_original_changes_no_translation(rice: CasePage, lao: CasePage) -> None:
    rice.since_year = 2008
    rice.save_revision()
    assert CasePage.objects.get(pk=lao.pk).since_year == 2010


def test_an_unfinished_draft_of_a_translation_stays_a_draft_and_shows_the_new_fact(
    rice: CasePage, lao: CasePage
) -> None:
    lao.title = "ຮ່າງ"
    block = lao.building_blocks.all()[0]
    block.title = "ຊື່ໃໝ່"
    lao.building_blocks = [block, *list(lao.building_blocks.all())[1:]]
    draft = lao.save_revision()
    rice.since_year = 2008
    first, second = rice.building_blocks.all()
    first.cost_amount = Decimal("75.00")
    rice.building_blocks = [first, second]
    rice.save_revision().publish()
    stored = CasePage.objects.get(pk=lao.pk)
    assert (stored.title, stored.since_year, stored.has_unpublished_changes) == ("ສະຫະກອນເຂົ້າ", 2008, True)
    assert stored.latest_revision_id == draft.pk
    opened = stored.get_latest_revision_as_object()
    assert (opened.title, opened.since_year) == ("ຮ່າງ", 2008)
    assert _blocks(opened)[0] == ("ຊື່ໃໝ່", Decimal("75.00"))
    draft.publish()
    published = CasePage.objects.get(pk=lao.pk)
    assert (published.title, published.since_year) == ("ຮ່າງ", 2008)
    assert _blocks(published)[0] == ("ຊື່ໃໝ່", Decimal("75.00"))


def test_an_old_version_of_a_translation_that_is_published_again_brings_no_old_fact_back(
    rice: CasePage, lao: CasePage
) -> None:
    old = lao.latest_revision
    rice.since_year = 2008
    rice.save_revision().publish()
    old.publish()
    assert CasePage.objects.get(pk=lao.pk).since_year == 2008


def test_a_row_that_is_new_in_the_original_stands_in_the_translation_without_words_and_in_its_place(
    rice: CasePage, lao: CasePage
) -> None:
    first, second = rice.building_blocks.all()
    rice.building_blocks = in_order(second, BuildingBlock(title="Kho chung", cost_amount=9, cost_currency="USD"), first)
    rice.save_revision().publish()
    lao = CasePage.objects.get(pk=lao.pk)
    assert _blocks(lao) == [("ສັນຍາ", None), ("", Decimal("9.00")), ("ກຸ່ມຄວາມສົນໃຈຮ່ວມ", Decimal("50.00"))]


def test_a_row_that_is_gone_in_the_original_is_gone_in_its_translations(rice: CasePage, lao: CasePage) -> None:
    rice.building_blocks = list(rice.building_blocks.all())[1:]
    rice.save_revision().publish()
    assert _blocks(CasePage.objects.get(pk=lao.pk)) == [("ສັນຍາ", None)]


def test_a_translation_is_never_saved_with_other_facts(rice: CasePage, lao: CasePage) -> None:
    lao.since_year = 1999
    lao.case_results = [CaseResult(claim="ຄຳອ້າງ", after=1)]
    lao.save_revision().publish()
    lao = CasePage.objects.get(pk=lao.pk)
    assert lao.since_year == 2010
    assert [row.after for row in lao.case_results.all()] == [6500]


def test_a_translation_made_of_an_older_source_has_the_facts_of_today(
    rice: CasePage, lao: CasePage, django_capture_on_commit_callbacks: Any
) -> None:
    """wagtail-localize translates a copy of the original that it took earlier."""
    rice.since_year = 2008
    rice.save_revision().publish()
    translation = Translation.objects.get(source__locale=rice.locale, target_locale=lao.locale)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    lao = CasePage.objects.get(pk=lao.pk)
    assert lao.since_year == 2008
    assert _blocks(lao)[0][0] == "ກຸ່ມຄວາມສົນໃຈຮ່ວມ"


def test_facts_and_publishing_are_one_transaction(
    rice: CasePage, lao: CasePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> bool:
        raise RuntimeError

    rice.since_year = 2008
    draft = rice.save_revision()
    monkeypatch.setattr(facts, "_take_linked", broken)
    with pytest.raises(RuntimeError):
        draft.publish()
    assert {page.since_year for page in CasePage.objects.all()} == {2010}


def test_publishing_a_typo_writes_no_translation(rice: CasePage, lao: CasePage) -> None:
    before = CasePage.objects.get(pk=lao.pk).last_published_at
    rice.title = "Hợp tác xã lúa gạo Dân Tiến"
    rice.save_revision().publish()
    assert CasePage.objects.get(pk=lao.pk).last_published_at == before


def test_who_reads_in_lao_sees_the_new_fact(client: Client, rice: CasePage, lao: CasePage) -> None:
    rice.since_year = 1994
    rice.save_revision().publish()
    assert "1994" in client.get("/lo/library/ap-vn-1/").content.decode()
