"""Where lines may break in Lao, Khmer and Burmese."""

from __future__ import annotations

import pytest

from library.line_breaks import html_with_breaks, with_breaks


def _shown(text: str) -> str:
    return text.replace("\u200b", "|")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ຊຸມຊົນນຳສິ່ງທີ່ໄດ້ເຫັນກັບໄປທົດລອງໃຊ້", "ຊຸມຊົນ|ນຳ|ສິ່ງ|ທີ່|ໄດ້|ເຫັນ|ກັບໄປ|ທົດລອງ|ໃຊ້"),
        ("ປ່າໄມ້ ແລະ ນ້ຳ 300 ບາດ", "ປ່າໄມ້ ແລະ ນ້ຳ 300 ບາດ"),
        ("ប្រទេសកម្ពុជា", "ប្រទេស|កម្ពុជា"),
        ("น้ำผึ้งจากป่าชุมชน", "น้ำผึ้งจากป่าชุมชน"),
        ("Hợp tác xã lúa gạo", "Hợp tác xã lúa gạo"),
        ("", ""),
    ],
)
def test_words_without_spaces_may_part_and_nothing_else_changes(text: str, expected: str) -> None:
    assert _shown(with_breaks(text)) == expected
    assert with_breaks(text).replace("\u200b", "") == text


def test_no_line_begins_with_a_sign_that_repeats_the_word_before() -> None:
    assert "|ໆ" not in _shown(with_breaks("ຄ່ອຍໆເຮັດໄປເລື້ອຍໆ"))


def test_html_is_broken_in_its_texts_only() -> None:
    html = '<p title="ຊຸມຊົນນຳ">ຊຸມຊົນນຳ <b>ທີ່ໄດ້</b> &lt;x&gt; &amp;</p><style>p::before{content:"ຊຸມຊົນນຳ"}</style>'
    broken = html_with_breaks(html)
    assert _shown(broken) == html.replace(">ຊຸມຊົນນຳ", ">ຊຸມຊົນ|ນຳ").replace("ທີ່ໄດ້", "ທີ່|ໄດ້")
    assert html_with_breaks("<p>plain<br></p>") == "<p>plain<br></p>"
