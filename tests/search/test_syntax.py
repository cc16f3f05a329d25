"""The few signs in a question that mean more than words; everything else is words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import syntax


@pytest.mark.parametrize(
    ("q", "text", "phrases", "excluded"),
    [
        ('"wild honey" bees', "wild honey bees", ("wild honey",), ()),
        ("“mật ong rừng”", "mật ong rừng", ("mật ong rừng",), ()),
        ('น้ำผึ้ง"ป่าชุมชน"ดี', "น้ำผึ้ง ป่าชุมชน ดี", ("ป่าชุมชน",), ()),
        ("honey -palm", "honey", (), ("palm",)),
        ('ເຜິ້ງ -"ນ້ຳມັນປາມ"', "ເຜິ້ງ", (), ("ນ້ຳມັນປາມ",)),
        ("-palm", "", (), ("palm",)),
        ("co-op x-ray AP-TH-2012-001", "co-op x-ray AP-TH-2012-001", (), ()),
        ("bees - honey -- rice", "bees - honey -- rice", (), ()),
        ('"never closed', '"never closed', (), ()),
        ('""', '""', (), ()),
        ("", "", (), ()),
    ],
)
def test_phrases_and_what_is_not_wanted(q: str, text: str, phrases: tuple[str, ...], excluded: tuple[str, ...]) -> None:
    assert syntax.read(q) == syntax.Asked(text, phrases, excluded)


def test_a_name_before_a_colon_narrows_and_leaves_the_question() -> None:
    used: list[tuple[str, str]] = []

    def use(name: str, value: str) -> bool:
        used.append((name, value))
        return True

    left = syntax.narrowing('lang:th น้ำผึ้ง TYPE:case by:"Keo Many" in:forests -ยาง "ป่า ชุมชน"', use)
    assert left == 'น้ำผึ้ง -ยาง "ป่า ชุมชน"'
    assert used == [("lang", "th"), ("type", "case"), ("by", "Keo Many"), ("in", "forests")]


def test_a_name_that_cannot_be_used_is_words() -> None:
    left = syntax.narrowing('lang:klingon by: type:"two words" https://a.b note:x', lambda name, value: False)
    assert left == 'lang:klingon by: type:"two words" https://a.b note:x'
    assert syntax.read(left).text == "lang klingon by: type two words https://a.b note:x"
    assert syntax.read(left).phrases == ()


@given(st.text(alphabet=st.sampled_from('ab น้ำ-":“”langtype:') | st.characters(), max_size=60))
def test_nothing_typed_is_an_error_and_no_letter_is_lost(q: str) -> None:
    asked = syntax.read(q)
    kept = "".join((asked.text, *asked.excluded))
    assert sorted(c for c in kept if c.isalnum()) == sorted(c for c in q if c.isalnum())
    assert syntax.narrowing(q, lambda name, value: False) == " ".join(q.split())


@given(st.text(min_size=1, max_size=30).filter(lambda text: text.strip() and not set(text) & set('"“”„«»＂')))
def test_a_quoted_value_comes_back_as_it_was(value: str) -> None:
    found: list[str] = []
    value = " ".join(value.split())
    if not value:
        return
    syntax.narrowing(f"by:{syntax.quoted(value)}", lambda name, given: bool(found.append(given)) or True)
    assert found == [value]
