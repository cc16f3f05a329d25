"""Wherever a translation is in a list, it says that its original has come to mean something else."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from library.models import CasePage
from search import changes
from tests.factories import case
from tests.factories.translations import change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

MARK = "outdated-mark"
TEXTS = {
    "th": ("น้ำผึ้งป่า", "ชาวบ้านเก็บน้ำผึ้ง wild honey forest bees"),
    "lo": ("ນ້ຳເຜິ້ງປ່າ", "ຊາວບ້ານເກັບນ້ຳເຜິ້ງ wild honey forest bees"),
    "vi": ("Mật ong rừng", "Dân làng lấy mật wild honey forest bees"),
}
LISTS = {
    "the shelf": "/{}/library/",
    "the home page": "/{}/",
    "search": "/{}/search/?q=wild+honey",
    "related practices": "/{}/library/ap-en-2/",
}


@pytest.fixture
def original() -> CasePage:
    cache.clear()
    for language, (title, text) in TEXTS.items():
        case(code="AP-TH-1", language=language, title=title, sections=[{"name": "practice", "text": text}])
    case(code="AP-EN-2", title="Forest bees", body="wild honey forest bees wild honey")
    changes.drain(wait=True)
    return CasePage.objects.get(code="AP-TH-1", locale__language_code="th")


def marks(language: str) -> dict[str, int]:
    return {name: Client().get(place.format(language)).content.decode().count(MARK) for name, place in LISTS.items()}


@pytest.mark.parametrize("language", ["lo", "vi"])
def test_a_translation_in_a_list_says_that_it_may_be_out_of_date(original: CasePage, language: str) -> None:
    assert set(marks(language).values()) == {0}
    change(original, level="small", practice="ชาวบ้านเก็บน้ำผึ้งป่า wild honey forest bees")
    assert set(marks(language).values()) == {0}, "translators are told of this, not readers"
    change(original, level="meaning", practice="ชาวบ้านเลิกเก็บน้ำผึ้ง wild honey forest bees")
    assert marks(language) == dict.fromkeys(LISTS, 1)
    assert set(marks("th").values()) == {0}, "the original itself is true"


def test_the_mark_goes_when_the_translation_is_renewed(original: CasePage) -> None:
    change(original, level="meaning", practice="ชาวบ้านเลิกเก็บน้ำผึ้ง")
    lao = CasePage.objects.get(code="AP-TH-1", locale__language_code="lo")
    change(lao, level="small", practice="ຊາວບ້ານເຊົາເກັບນ້ຳເຜິ້ງ")
    assert set(marks("lo").values()) == {0}
    assert marks("vi")["the shelf"] == 1
