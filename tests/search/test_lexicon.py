"""The lexicon learns words from what the site says twice, from public texts only, and never what an editor refused."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from search import registry
from search.documents import MEMBERS
from search.lexicon import learning, letters, refusing, seeds, sentences, words
from search.lexicon.vocabulary import Vocabulary
from search.models import Lesson, WordTranslation, WrittenName
from search.parallel import ParallelText

from .notes import Notes, note

of_script = letters.of

FARMS = [
    ("Farmers plant rice in the valley.", "ชาวนาปลูกข้าวในหุบเขา", "Nông dân trồng lúa trong thung lũng."),
    ("Bees make honey in the forest.", "ผึ้งทำน้ำผึ้งในป่า", "Ong làm mật trong rừng."),
    ("Women sell honey at the market.", "ผู้หญิงขายน้ำผึ้งที่ตลาด", "Phụ nữ bán mật ở chợ."),
    ("The forest gives water to the valley.", "ป่าให้น้ำแก่หุบเขา", "Rừng cho nước xuống thung lũng."),
    ("Rice needs water.", "ข้าวต้องการน้ำ", "Lúa cần nước."),
    ("Women plant the forest again.", "ผู้หญิงปลูกป่าอีกครั้ง", "Phụ nữ trồng lại rừng."),
    ("The market is in the valley.", "ตลาดอยู่ในหุบเขา", "Chợ ở trong thung lũng."),
]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, settings: Any, only_notes: Notes, db: None) -> list[ParallelText]:
    """What the site says twice: change it. Nothing else is learned from: no catalogue, no name."""
    texts = [
        ParallelText(str(at), {"en": (("", en),), "th": (("", th),), "vi": (("", vi),)})
        for at, (en, th, vi) in enumerate(FARMS)
    ]
    monkeypatch.setattr(registry, "_parallel", [lambda: texts])
    monkeypatch.setattr(seeds, "messages", lambda *_: iter(()))
    monkeypatch.setattr(seeds, "names", lambda *_: iter(()))
    monkeypatch.setattr(letters, "of", lambda _: None)
    settings.LANGUAGE_CODES = ["en", "th", "vi"]
    return texts


def _best(source: str, target: str, word: str) -> str:
    rows = WordTranslation.objects.filter(source_language=source, target_language=target, source_text=word)
    return rows.order_by("-probability").values_list("target_text", flat=True)[0]


@pytest.mark.parametrize(
    ("source", "target", "word", "other"),
    [
        ("en", "th", "forest", "ป่า"),
        ("en", "th", "market", "ตลาด"),
        ("th", "en", "หุบเขา", "valley"),
        ("th", "vi", "ข้าว", "lúa"),
        ("vi", "en", "rừng", "forest"),
    ],
)
def test_words_are_learned_between_all_languages_in_both_directions(
    said: list[ParallelText], source: str, target: str, word: str, other: str
) -> None:
    learning.learn()
    assert _best(source, target, word) == other


def test_learning_twice_gives_the_same_and_the_second_time_there_is_nothing_to_do(said: list[ParallelText]) -> None:
    learning.learn()
    columns = ("source_language", "source", "target_language", "target", "probability", "evidence")
    before = sorted(WordTranslation.objects.values_list(*columns))
    again = learning.learn()
    assert again.pairs == ()
    learning.learn(full=True)
    assert sorted(WordTranslation.objects.values_list(*columns)) == before


def test_a_text_that_changed_is_learned_anew_and_the_other_languages_are_left_alone(said: list[ParallelText]) -> None:
    learning.learn()
    said.append(ParallelText("new", {"en": (("", "A lake."),), "th": (("", "ทะเลสาบ"),)}))
    assert learning.learn().pairs == (("en", "th"),)
    assert _best("en", "th", "lake") == "ทะเลสาบ"


def test_what_is_refused_is_gone_in_both_directions_and_is_not_learned_again(said: list[ParallelText]) -> None:
    learning.learn()
    refusing.refuse(WordTranslation.objects.filter(source_language="en", target_language="th", source_text="market"))
    learning.learn(full=True)
    used = WordTranslation.objects.filter(is_refused=False)
    assert not used.filter(source_language="en", source_text="market", target_text="ตลาด").exists()
    assert not used.filter(source_language="th", source_text="ตลาด", target_text="market").exists()
    refusing.allow(WordTranslation.objects.filter(is_refused=True))
    learning.learn(full=True)
    assert _best("en", "th", "market") == "ตลาด"


def test_a_lesson_that_breaks_off_leaves_what_was_known(
    said: list[ParallelText], monkeypatch: pytest.MonkeyPatch
) -> None:
    learning.learn()
    before = set(WordTranslation.objects.values_list("source", "target"))

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Lesson.objects, "update_or_create", killed)
    with pytest.raises(KeyboardInterrupt):
        learning.learn(full=True)
    assert set(WordTranslation.objects.values_list("source", "target")) == before


def test_nothing_is_learned_where_learning_is_off(said: list[ParallelText], settings: Any) -> None:
    settings.SEARCH_LEARNS = False
    learning.learn(full=True)
    learning.learn_if_due()
    assert not WordTranslation.objects.exists()


def test_once_a_day_there_is_something_due(said: list[ParallelText], monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.cache import cache

    cache.clear()
    learning.learn_if_due()
    assert WordTranslation.objects.exists()
    WordTranslation.objects.all().delete()
    Lesson.objects.exclude(source_language="").delete()
    learning.learn_if_due()
    assert not WordTranslation.objects.exists()


def test_the_command_says_what_was_learned(said: list[ParallelText], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("search", "learn")
    assert "en–th" in capsys.readouterr().out
    call_command("search", "learn")
    assert "nothing new" in capsys.readouterr().out


def test_names_are_taken_from_public_texts_only(
    said: list[ParallelText], only_notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "of", of_script)
    only_notes.add(
        note(1, "ครูจากเดนเวอร์มาเยี่ยม", language="th"),
        note(2, "ครูจากวอร์ซอมาเยี่ยม", language="th", audiences=(MEMBERS,)),
    )
    learning.learn()
    written = set(WrittenName.objects.filter(language="th").values_list("text", flat=True))
    assert "เดนเวอร์" in written
    assert not any("วอร์ซอ" in text for text in written)


def test_a_name_is_likelier_its_own_spelling_than_another() -> None:
    thai, lao = letters.of("th"), letters.of("lo")
    assert thai is not None
    assert lao is not None
    assert thai.likeness("pittsburgh", "พิตต์สเบิร์ก") > thai.likeness("pittsburgh", "ปาเลสไตน์") + 0.5
    assert lao.likeness("bangkok", "ບາງກອກ") > lao.likeness("bangkok", "ວຽງຈັນ") + 0.5
    assert letters.skeleton(thai.latin("เทสลา")) == letters.skeleton("tesla")
    assert letters.of("vi") is None


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=20))
def test_a_skeleton_has_no_vowel_and_no_double(word: str) -> None:
    found = letters.skeleton(word)
    assert not set(found) & set("aeiou")
    assert all(left != right for left, right in pairwise(found))


def test_sentences_find_each_other_where_one_side_has_no_full_stops() -> None:
    english, thai = Vocabulary("en"), Vocabulary("th")
    left = "Women sell honey at the market. The forest gives water to the whole valley."
    right = "ผู้หญิงขายน้ำผึ้ง ที่ตลาด ป่าให้น้ำ แก่หุบเขา ทั้งหมด"
    pieces = [
        [(len(piece), vocabulary.read(piece)) for piece in sentences.pieces(text, vocabulary.language)]
        for vocabulary, text in ((english, left), (thai, right))
    ]
    known = {thai.numbers[th]: {english.numbers[en]: 1.0} for th, en in [("ตลาด", "market"), ("ป่า", "forest")]}
    pairs = sentences.aligned(pieces[0], pieces[1], known, stops=(True, False))
    assert len(pairs) == 2
    assert thai.numbers["ตลาด"] in pairs[0][1]
    assert thai.numbers["ป่า"] in pairs[1][1]


_texts = st.lists(st.tuples(st.integers(1, 90), st.lists(st.integers(0, 9), min_size=1, max_size=6)), max_size=12)


@given(_texts, _texts, st.booleans(), st.booleans())
def test_aligning_keeps_the_order_and_takes_nothing_twice(left: Any, right: Any, one: bool, other: bool) -> None:
    pairs = sentences.aligned(left, right, {}, stops=(one, other))
    for side, pieces in enumerate((left, right)):
        given_words = iter([word for _, found in pieces for word in found])
        assert all(word in given_words for pair in pairs for word in pair[side])


@given(
    st.lists(st.tuples(st.lists(st.integers(0, 20), max_size=8), st.lists(st.integers(0, 20), max_size=8)), max_size=9)
)
def test_strengths_are_probabilities_and_the_strongest_come_first(read: Any) -> None:
    pairs = words.linked(read, counted=len(read))
    assert all(0 <= pair.strength <= 1 + 1e-9 for pair in pairs)
    assert [pair.strength for pair in pairs] == sorted((pair.strength for pair in pairs), reverse=True)
    seen = {(source, target) for one, other in read for source in one for target in other}
    assert {(pair.source, pair.target) for pair in pairs} <= seen


def test_sections_go_with_sections_of_the_same_name() -> None:
    text = ParallelText(
        "x",
        {
            "en": (("title", "Honey"), ("context", "Where"), ("text", "one"), ("text", "two")),
            "th": (("title", "น้ำผึ้ง"), ("text", "หนึ่ง"), ("text", "สอง"), ("text", "สาม")),
        },
    )
    assert list(text.pairs("en", "th")) == [("Honey", "น้ำผึ้ง"), ("one", "หนึ่ง"), ("two", "สอง")]
    assert list(text.pairs("en", "lo")) == []


@pytest.mark.parametrize("language", ["th", "vi", "lo"])
def test_every_installation_has_seeds(language: str, db: None) -> None:
    found = dict(seeds.pairs("en", language))
    assert len(found) > 500
    assert found["Thailand"] == {"th": "ไทย", "vi": "Thái Lan", "lo": "ໄທ"}[language]
    assert not any("%(" in text or "{" in text for pair in found.items() for text in pair)


def test_what_readers_of_a_restricted_case_know_is_not_learned(outline: None) -> None:
    from wagtail.models import PageViewRestriction

    from library.parallel_texts import cases
    from tests.factories.cases import case

    for code, words_of in (("AP-TH-2012-001", ("open", "เปิด")), ("AP-TH-2012-002", ("secret", "ลับ"))):
        for language, word in zip(("en", "th"), words_of, strict=True):
            case(code=code, language=language, title=word, body=word)
    from library.models import CasePage

    for page in CasePage.objects.filter(code="AP-TH-2012-002"):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    texts = [pair for text in cases() for pair in text.pairs("en", "th")]
    assert ("open", "เปิด") in texts
    assert not any("secret" in pair for pair in texts)
