"""The warning about doubled and misordered marks: the same rule as the server's, and one tap that can be taken back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from search.normalising import marks_in_order

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parents[2] / "library/static/library/admin/marks.js"
# From real pages: what people typed, and words that are right as they are.
REAL = [
    "ความรู้่้", "ก่ี", "นำ้ผึ้ง", "นํ้า", "น้ํา", "ทํางาน", "เเม่", "พันธุ์ กี่ บริสุทธิ์ ก็ ปฏิสันถาร", "สํานักงานส่่งเสริม 10²",
    "ນໍ້າ", "ນ້ໍາ", "ນຳ້", "ສຳຄັນ", "ເເມ່", "ພາ\u200bສາ", "ກໍ່ ເຜິ້ງ ຫຼື ຫນັງສື", "ທີ່່ດິນ", "Rừng cộng đồng ½", "", "เเเเ", "ปฺ์่า",
]  # fmt: skip


@pytest.fixture
def page(browser: Browser) -> Page:
    page = browser.new_context().new_page()
    page.set_content('<form><label>T <input name="title"></label><textarea name="why"></textarea></form>')
    page.evaluate(
        """source => {
            const script = document.createElement('script');
            Object.assign(script.dataset, {warning: 'Doubled marks.', mend: 'Mend', mended: 'Mended.', undo: 'Undo'});
            script.textContent = source;
            document.head.append(script);
        }""",
        SCRIPT.read_text(),
    )
    return page


def test_the_browser_and_the_server_put_marks_in_the_same_order(page: Page) -> None:
    marks = "ก้่ำาํูิเ์ฺ ກ້່ຳາໍຸິເ໌ຼ "
    chance = random.Random(24)
    made_up = ["".join(chance.choices(marks, k=9)) for _ in range(2000)]
    texts = REAL + made_up
    assert page.evaluate("texts => texts.map(window.rutero.marksInOrder)", texts) == [
        marks_in_order(text) for text in texts
    ]


@pytest.mark.parametrize("field", ["input", "textarea"])
@pytest.mark.parametrize(("typed", "mended"), [("ความรู้่้", "ความรู้"), ("ນໍ້າເຜິ້ງ", "ນ້ຳເຜິ້ງ")])
def test_one_tap_mends_and_one_takes_it_back(page: Page, field: str, typed: str, mended: str) -> None:
    page.locator(field).press_sequentially(typed)
    expect(page.get_by_role("status")).to_contain_text("Doubled marks.")
    page.get_by_role("button", name="Mend").click()
    expect(page.locator(field)).to_have_value(mended)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(field)).to_have_value(typed)
    expect(page.get_by_role("status")).to_have_text("")


def test_text_in_order_is_left_in_peace(page: Page) -> None:
    page.locator("input").press_sequentially("ที่ดินและน้ำผึ้ง")
    page.locator("textarea").press_sequentially("ກໍ່ ເຜິ້ງ")
    page.locator("input").focus()
    page.locator("input").press_sequentially("นำ้")
    expect(page.get_by_role("button", name="Mend")).to_have_count(1)
