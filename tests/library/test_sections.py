"""Between plain paragraphs and rich text nothing is lost and nothing becomes markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from library.sections import paragraphs, to_html, to_text

_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n<>&\"'ก่ำນ້ຳđ")
_TEXT = st.lists(st.text(_CHARACTERS, max_size=40) | st.just("\n\n"), max_size=12).map("".join)


@given(_TEXT)
def test_paragraphs_survive_the_way_through_html(text: str) -> None:
    assert to_text(to_html(text)) == "\n\n".join(paragraphs(text))


@given(_TEXT)
def test_no_text_becomes_a_tag(text: str) -> None:
    html = to_html(text).replace("<p>", "").replace("</p>", "").replace("<br/>", "")
    assert "<" not in html


def test_lists_and_headings_become_paragraphs() -> None:
    assert to_text("<h2>หัวข้อ</h2><ul><li>หนึ่ง</li><li>สอง <b>ตัวหนา</b></li></ul>") == "หัวข้อ\n\nหนึ่ง\n\nสอง ตัวหนา"
