"""Sections compared: which is which, and what is a change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.sections import Section, renewed, sections_of
from library.units import Unit, digest_of, paired, units_of
from library.wordings import differences
from tests.factories import case

KINDS = st.sampled_from(["title", "body:text", "body:practice", "steps.text"])
WORDS = st.text(alphabet="กขน้ำ ນ້ຳ ab ộ", max_size=6)
UNITS = st.lists(
    st.builds(lambda key, kind, text: Unit(str(key), kind, kind, text), st.integers(0, 9), KINDS, WORDS),
    max_size=8,
    unique_by=lambda unit: unit.key,
)


@given(UNITS, UNITS)
def test_every_section_is_in_exactly_one_pair_of_one_kind(before: list[Unit], after: list[Unit]) -> None:
    pairs = paired(before, after)
    assert [new for _old, new in pairs if new] == after
    assert sorted((old.key for old, _new in pairs if old)) == sorted(unit.key for unit in before)
    assert all(old.kind == new.kind for old, new in pairs if old and new)
    assert all(old or new for old, new in pairs)


@given(UNITS)
def test_a_version_compared_with_itself_has_not_changed(units: list[Unit]) -> None:
    assert paired(units, units) == [(unit, unit) for unit in units]


@given(UNITS, st.randoms(use_true_random=False))
def test_sections_that_only_moved_have_not_changed(units: list[Unit], chance: object) -> None:
    moved = list(units)
    chance.shuffle(moved)  # type: ignore[attr-defined]
    assert all(old == new for old, new in paired(units, moved))


@given(UNITS, st.data())
def test_one_section_with_new_words_is_the_only_change(units: list[Unit], data: st.DataObject) -> None:
    if not units:
        return
    at = data.draw(st.integers(0, len(units) - 1))
    new = Unit(units[at].key, units[at].kind, "", units[at].text + " ใหม่")
    after = [*units[:at], new, *units[at + 1 :]]
    changed = [new.key for old, new in paired(units, after) if old and new and old.digest != new.digest]
    assert changed == [units[at].key]


@given(WORDS, WORDS, st.sampled_from(["th", "lo", "vi", "en"]))
def test_the_pieces_of_a_difference_make_both_wordings(before: str, after: str, language: str) -> None:
    pieces = differences(before, after, language)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


@pytest.mark.parametrize(
    ("language", "before", "after", "gone", "new"),
    [
        ("th", "ชาวบ้านเก็บน้ำผึ้งปีละสองครั้ง", "ชาวบ้านเก็บน้ำผึ้งปีละสามครั้ง", "สอง", "สาม"),
        ("lo", "ຊາວບ້ານເກັບນ້ຳເຜິ້ງສອງເທື່ອ", "ຊາວບ້ານເກັບນ້ຳເຜິ້ງສາມເທື່ອ", "ສອງ", "ສາມ"),
        ("vi", "Dân làng lấy mật hai lần", "Dân làng lấy mật ba lần", "hai", "ba"),
        ("en", "Villagers take honey twice", "Villagers take honey thrice", "twice", "thrice"),
    ],
)
def test_differences_are_whole_words_in_every_language(
    language: str, before: str, after: str, gone: str, new: str
) -> None:
    pieces = [piece for piece in differences(before, after, language) if piece.kind != "same"]
    assert [(piece.kind, piece.text) for piece in pieces] == [("gone", gone), ("new", new)]


def test_spaces_and_forms_of_the_same_letters_are_no_change() -> None:
    assert digest_of("a  b\n\nc") == digest_of("a b c")
    assert digest_of("mậ̂t".replace("̂", "")) == digest_of("ma\u0323\u0302t")
    assert digest_of(" ") == ""
    assert digest_of("ນ້ຳ") != digest_of("ນຳ")


@pytest.mark.django_db
def test_the_units_of_a_case_are_all_that_is_written_in_its_language(outline: None) -> None:
    page = case(title="Honey", summary="Sweet", sections=[{"name": "text", "text": "One."}])
    page.steps.create(title="Look", text="For bees", locale=page.locale)
    page.inclusion = "Women lead"
    found = {unit.kind: unit.text for unit in units_of(page)}
    expected = {"title": "Honey", "summary": "Sweet", "body:text": "One.", "inclusion": "Women lead"}
    assert found == expected | {"steps.title": "Look", "steps.text": "For bees"}
    assert [unit.kind for unit in units_of(page, among=["title", "steps.x.text"])] == [
        "title",
        "steps.title",
        "steps.text",
    ]


@pytest.mark.django_db
def test_sections_that_stay_keep_their_ids(outline: None) -> None:
    page = case(sections=[{"name": "text", "text": "One."}, {"name": "text", "text": "Two."}])
    ids = {block.value.source: block.id for block in page.body}
    page.body = renewed(page.body, [Section("text", "Zero."), Section("text", "Two."), Section("lessons", "Three.")])
    page.save_revision().publish()
    page.refresh_from_db()
    assert [section.text for section in sections_of(page.body)] == ["Zero.", "Two.", "Three."]
    assert [block.id for block in page.body][:2] == [ids["<p>One.</p>"], ids["<p>Two.</p>"]]
    assert page.body[2].id
