"""One spelling: real strings first, then everything hypothesis can think of."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search import normalising
from search.normalising import Spelling, marks_in_order, normalise, normalise_name, without_controls

# Marks of Thai and Lao, letters they stand on, and everything that is taken out: where the rules meet.
crowded = st.text(
    alphabet=st.sampled_from("กนูา่้๊์ํำิีเแກນຸາ່້໌ໍຳິເແabé1½\u0301\u200b\u200c\u200d\u00ad\ufeff\x00\r\n क\u094dष가ᄀ\u1161ｶﾞ"),
    max_size=12,
)
of_the_mekong = st.text(
    alphabet=st.sampled_from(
        "ຫນມລໜໝເໂໄືາ\u0ebc\u200bសតរ\u17d2\u17c1\u17c6\u17b6\u17b8\u17c4ឥသဥဉ၀၇ဝ\u103c\u102c\u102e\u103a\u1037 "
    ),
    max_size=12,
)
one_script = st.text(alphabet="กนูา่้๊์ํำิีเแฺa½² ", max_size=12) | st.text(alphabet="ກນຸາ່້໌ໍຳິເແໝຼa ", max_size=12)
anything = st.one_of(crowded, of_the_mekong, st.text(max_size=60))


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ความรู้่้", "ความรู้"),
        ("ก่ี", "กี่"),
        ("นำ้", "น้ำ"),
        ("นํ้า", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("ทํางาน", "ทำงาน"),
        ("เเม่", "แม่"),
        ("ນໍ້າ", "ນ້ຳ"),
        ("ນ້ໍາ", "ນ້ຳ"),
        ("ນຳ້", "ນ້ຳ"),
        ("ສຳຄັນ", "ສຳຄັນ"),
        ("ເເມ່", "ແມ່"),
        ("ພາ\u200bສາ", "ພາສາ"),
        ("ຫນັງສື ຫມູ່ບ້ານ", "ໜັງສື ໝູ່ບ້ານ"),
        ("ໜັງສື ໝູ່ບ້ານ", "ໜັງສື ໝູ່ບ້ານ"),
        ("ເຫນືອ ເຫມາະ ໄຫມ", "ເໜືອ ເໝາະ ໄໝ"),
        ("ໂຫນ ແຫນ", "ໂຫນ ແຫນ"),
        ("ស្រ្តី", "ស្ត្រី"),
        ("េាះ េីង ំា", "ោះ ើង ាំ"),
        ("ဥာဏ် ဥပမာ", "ဉာဏ် ဥပမာ"),
        ("၀ါး ၇ွာ ၁၀ ၇", "ဝါး ရွာ ၁၀ ၇"),
        ("သြဇာ", "ဩဇာ"),
        ("หนังสือ\u00adพิมพ์", "หนังสือพิมพ์"),
        ("\ufeffHoney", "Honey"),
        ("a\u00a0b", "a b"),
        ("hon\x00ey\x07", "honey"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("ﬁeld ｈｏｎｅｙ m²", "field honey m2"),
        ("6½ ไร่ ½", "6 1⁄2 ไร่ 1⁄2"),
        ("Vie\u0302\u0323t", "Việt"),
        ("พันธุ์ กี่ บริสุทธิ์ ก็", "พันธุ์ กี่ บริสุทธิ์ ก็"),
        ("ກໍ່ ເຜິ້ງ ຫຼື", "ກໍ່ ເຜິ້ງ ຫຼື"),
    ],
)
def test_what_people_type_gets_its_one_spelling(typed: str, normal: str) -> None:
    assert normalise(typed) == unicodedata.normalize("NFC", normal)


@pytest.mark.parametrize("text", ["क्\u200dष", "می\u200cخواهم", "ක්\u200dය", "👩\u200d🌾"])
def test_a_joiner_stays_where_its_script_needs_it(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize("text", ["hon\u200dey", "น้ำ\u200cผึ้ง", "ນ້ຳ\u200dເຜິ້ງ", "\u200dab", "蜂\u200c蜜"])
def test_a_joiner_goes_where_it_means_nothing(text: str) -> None:
    assert "\u200c" not in normalise(text)
    assert "\u200d" not in normalise(text)


HEAPS = [
    "ํา",
    "า่",
    "่",
    "ํ",
    "ํ่",
    "ໍາ",
    "\u0301\u0323",
    "é\u0323",
    "\u200d",
    "a\u200d",
    "เ",
    "1½",
    "ᄀ\u1161",
    "ๆ",
    "\ud800",
]
HEAPS += ["ຫນ", "ເຫ", "\u17d2\u179a\u17d2\u178f", "\u17c6\u17b6", "\u17c1\u17b6", "\u1025\u103a", "၀\u103c"]


@pytest.mark.parametrize("heap", HEAPS)
def test_a_heap_of_marks_takes_no_longer_than_it_is_long(heap: str) -> None:
    """Some of these took minutes, in rules that looked ahead: what is seen here is that the test ends."""
    text = heap * 100_000
    once = normalise(text)
    assert normalise(once) == once


def test_of_a_heap_of_marks_thirty_stay() -> None:
    heap = "\u0301" * 30
    assert normalise(f"q{heap}\u0323\u0302 y") == normalise(f"q{heap} y") == f"q{heap} y"


def test_a_word_spelled_the_old_way_is_marked_without_its_neighbours() -> None:
    spelling = Spelling("ບ້ານຫນອງຫາຍ")
    assert spelling.normal == "ບ້ານໜອງຫາຍ"
    assert spelling.span(4, 7) == (4, 8)


def test_a_name_is_on_one_line() -> None:
    assert normalise_name("  forest \n\t honey\u00a0 ") == "forest honey"


@given(anything)
@example("\u0ecd\u0e33\u0eec")
@example("ก\u0e4c\u0e38\u0301")
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert normalise_name(normalise_name(text)) == normalise_name(text)


@given(anything)
@example("ก\u0e4c\u0e33")
@example("ก\u0e49\u0e33\u0e49")
@example("\u0eb2\u0ec8\u0e33")
def test_text_taken_for_settled_has_nothing_that_a_rule_would_change(text: str) -> None:
    if normalising._is_settled(text):
        assert normalising._normalise_once(text) == text


@given(anything)
def test_nothing_invisible_is_left(text: str) -> None:
    assert not set(normalise(text)) & set("\x00\x07\u200b\u00ad\ufeff\u00a0\r\u2028")
    normalise(text).encode("utf-8")


@given(anything)
def test_each_part_of_the_normal_text_knows_where_it_was_typed(text: str) -> None:
    spelling = Spelling(text)
    last = 0
    for at in range(len(spelling.normal)):
        start, end = spelling.span(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert start >= last or spelling.normal != text
        last = start


@given(anything, anything)
def test_a_word_is_found_where_it_was_typed(before: str, after: str) -> None:
    spelling = Spelling(f"{before} honey {after}")
    at = spelling.normal.index("honey", len(normalise(f"{before} ")) - 1 if before else 0)
    start, end = spelling.span(at, at + 5)
    assert "honey" in normalise(spelling.typed[start:end])


@given(anything)
def test_text_that_is_shown_stays_as_typed_without_control_characters(text: str) -> None:
    shown = without_controls(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in shown)
    if not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text):
        assert shown == text


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("ความรู้่้ 10²", "ความรู้ 10²"),
        ("นำ้ผึ้ง", "น้ำผึ้ง"),
        ("เเม่ทํางาน ½ ไร่", "แม่ทำงาน ½ ไร่"),
        ("ນໍ້າ\u200bເຜິ້້ງ", "ນ້ຳ\u200bເຜິ້ງ"),
        ("ຫນັງສື ສຳຄັນ", "ຫນັງສື ສຳຄັນ"),
    ],
)
def test_an_editor_is_offered_marks_in_order_and_nothing_else(typed: str, mended: str) -> None:
    assert marks_in_order(typed) == mended


@given(one_script)
@example("\u0eb2\u0ec8\u0eb8")
@example("\u0e32\u0e48\u0e38")
def test_marks_in_order_are_the_same_text_for_everybody_who_looks_for_it(text: str) -> None:
    mended = marks_in_order(text)
    assert marks_in_order(mended) == mended
    assert normalise(mended) == normalise(text)
