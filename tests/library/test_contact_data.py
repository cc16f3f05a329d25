"""No e-mail address and no telephone number gets into what is shown of a person."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from library.contact_data import check_no_contact_data, contact_data_in


@pytest.mark.parametrize(
    "text",
    [
        "Write to honey@village.example please",
        "honey＠village.example",
        "honey\u200b@village.example",
        "honey (at) village.example",
        "ผึ้ง@หมู่บ้าน.ไทย",
        "+66 81 234 5678",
        "Tel. 081-234-5678",
        "โทร ๐๘๑-๒๓๔-๕๖๗๘",
        "ໂທ ໐໒໐ ໕໕ ໑໒໓ ໔໕໖",
        "ĐT: 0912.345.678",
        "090.123.4567",
        "(084) 91 234 56 78",
        "លេខ ០១២ ៣៤៥ ៦៧៨",
        "फोन ९८४१२३४५६७",
        "၀၉ ၄၂၁ ၁၂၃ ၄၅၆",
        "０８１２３４５６７８",
        "0812345678",
        "856 20 5512 3456",
        "call 4412345 in Kathmandu",
        "wa.me/honey",
        "https://line.me/ti/p/abc",
    ],
)
def test_addresses_and_numbers_are_seen_in_every_script(text: str) -> None:
    assert contact_data_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Since 2011–2016 and again in 2018, 2019 and 2020",
        "ตั้งแต่ พ.ศ. ๒๕๕๕-๒๕๖๑",
        "12/11/2012, 2013-09-21",
        "từ 13-21/9/2013",
        "thu nhập 10.000.000 đồng mỗi năm",
        "19,000 rai, 17,000 households in 225 villages",
        "LAK 1 200 000",
        "ປີ ໒໐໑໒ ມີ ໑໒໐ ຄອບຄົວ",
        "120 herders' groups and 455 others",
        "30-50 people, 3-4 days @ the village",
        "AP-TH-2012-001",
    ],
)
def test_years_dates_and_amounts_are_let_through(text: str) -> None:
    assert contact_data_in(text) == ""


def test_a_source_may_be_a_long_web_address_and_a_person_s_text_may_not() -> None:
    address = "https://www.slideshare.example/nepal-42414617"
    assert contact_data_in(address, links_may_hold_numbers=True) == ""
    assert contact_data_in(f"{address} 0812345678", links_may_hold_numbers=True) == "0812345678"
    assert contact_data_in(address)


@pytest.mark.parametrize("language", ["en", "th", "vi", "lo"])
def test_every_field_is_told_what_was_found_in_the_editor_s_language(language: str) -> None:
    with translation.override(language), pytest.raises(ValidationError) as refused:
        check_no_contact_data(teaches="ໂທ ໐໒໐ ໕໕໑໒ ໓໔໕໖", place="a@b.example", name="ບຸນມີ")
    assert set(refused.value.message_dict) == {"teaches", "place"}
    assert "020 5512 3456" in refused.value.message_dict["teaches"][0]
