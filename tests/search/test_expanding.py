"""A question in one language finds texts in another, says with what, and nothing of it can hurt."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from search import expanding, querying, translating
from search.expansion import LEXICON, NAME, THESAURUS, TRANSLATOR
from search.lexicon import letters, names
from search.models import Concept, ConceptLabel, Lesson, WordTranslation, WrittenName
from search.translating import QueryTranslator

from .notes import note

pytestmark = pytest.mark.django_db


def _knows(source: str, word: str, target: str, other: str, probability: float = 0.6, **fields: Any) -> WordTranslation:
    return WordTranslation.objects.create(
        source_language=source,
        target_language=target,
        source=word,
        source_text=word,
        target=other,
        target_text=other,
        probability=probability,
        origin=WordTranslation.Origin.LEARNED,
        **fields,
    )


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    cache.clear()
    expanding.forget_letters()
    yield
    expanding.forget_letters()


@pytest.fixture
def thai_letters() -> letters.Letters:
    """The letters of Thai, learned."""
    known = letters.of("th")
    assert known is not None
    rows = [[*unit, worth] for unit, worth in known.units.items()]
    Lesson.objects.create(source_language="th", fingerprint="1", letters=rows)
    return known


def _found(q: str, language: str, searched: str = "", **asked: Any) -> querying.Results:
    filters = {"language": (searched,)} if searched else {}
    return querying.find(querying.SearchRequest(q=q, filters=filters, **asked), user=AnonymousUser(), language=language)


def test_an_english_question_finds_a_thai_text_by_what_was_learned(indexed: Callable[..., Any]) -> None:
    indexed(note(1, "ตลาดอยู่ในหุบเขา", language="th"), note(2, "ป่าให้น้ำ", language="th"))
    assert not _found("forest", "en", "th").results
    _knows("en", "forest", "th", "ป่า")
    found = _found("forests", "en", "th")
    assert [result.id for result in found.results] == [2]
    assert [(one.text, one.of, one.origin) for one in found.expansions] == [("ป่า", "forests", LEXICON)]


def test_what_is_taken_away_is_not_looked_for(indexed: Callable[..., Any]) -> None:
    indexed(note(1, "ป่าให้น้ำ", language="th"))
    _knows("en", "forest", "th", "ป่า")
    assert not _found("forest", "en", "th", without=("ป่า",)).results


def test_a_refused_pair_is_not_used() -> None:
    _knows("en", "forest", "th", "ป่า", is_refused=True)
    assert expanding.expansions("forest", language="en", into=["th"]) == ()


def test_nothing_is_added_in_the_language_of_the_question() -> None:
    _knows("en", "forest", "th", "ป่า")
    assert expanding.expansions("forest", language="en", into=["en"]) == ()
    assert {one.language for one in expanding.expansions("forest", language="en", into=["en", "th", "vi"])} == {"th"}


def test_a_word_that_asks_is_not_translated() -> None:
    _knows("en", "how", "th", "วิธี")
    _knows("th", "ทำไม", "en", "why")
    assert expanding.expansions("how", language="en", into=["th"]) == ()
    assert expanding.expansions("ทำไม", language="th", into=["en"]) == ()


def test_the_code_of_a_case_is_not_translated() -> None:
    _knows("en", "th", "vi", "en")
    _knows("en", "honey", "vi", "mật")
    assert expanding.expansions("AP-TH-2012-001", language="en", into=["vi"]) == ()
    assert [one.of for one in expanding.expansions("AP-TH-2012-001 honey", language="en", into=["vi"])] == ["honey"]


def test_labels_of_the_thesaurus_come_with_a_question(indexed: Callable[..., Any]) -> None:
    indexed(note(1, "ຄອບຄົວລ້ຽງເຜິ້ງ", language="lo"), note(2, "ຄອບຄົວປູກເຂົ້າ", language="lo"))
    concept = Concept.objects.create(code="beekeeping")
    for language, text in (("vi", "nuôi ong"), ("lo", "ລ້ຽງເຜິ້ງ")):
        ConceptLabel(concept=concept, language=language, text=text).save()
    found = _found("nuôi ong", "vi", "lo")
    assert found.results[0].id == 1
    assert found.expansions[0].origin == THESAURUS
    assert found.expansions[0].of == "nuôi ong"


def test_a_name_is_found_by_its_sound_in_another_script(
    indexed: Callable[..., Any], thai_letters: letters.Letters
) -> None:
    texts = ["ครูจากเดนเวอร์มาเยี่ยม", "ทีมแพนเธอร์สชนะ", "ตลาดอยู่ในหุบเขา"]
    indexed(*(note(at, text, language="th") for at, text in enumerate(texts, 1)))
    WrittenName.objects.bulk_create(names.written_in(texts, "th", thai_letters))
    found = _found("Denver", "en", "th")
    assert [result.id for result in found.results] == [1]
    assert found.expansions[0].origin == NAME
    # The segmenter cuts this one in three.
    assert [result.id for result in _found("Panthers", "en", "th").results] == [2]


def test_a_word_whose_meaning_is_known_is_no_name(thai_letters: letters.Letters) -> None:
    WrittenName.objects.bulk_create(names.written_in(["ครูจากเดนเวอร์มาเยี่ยม"], "th", thai_letters))

    def origins(q: str) -> list[str]:
        return [one.origin for one in expanding.expansions(q, language="en", into=["th"])]

    assert origins("denver") == [NAME]
    _knows("en", "denver", "th", "ทุ่งหญ้า", 0.1)
    assert NAME in origins("denver"), "hardly ever seen as anything else"
    _knows("en", "denver", "th", "ถ้ำ", 0.5)
    assert NAME not in origins("denver")


def test_a_word_of_the_thesaurus_is_no_name(thai_letters: letters.Letters) -> None:
    WrittenName.objects.bulk_create(names.written_in(["ครูจากเดนเวอร์มาเยี่ยม"], "th", thai_letters))
    concept = Concept.objects.create(code="cave")
    for language, text in (("en", "denver"), ("th", "ถ้ำ")):
        ConceptLabel(concept=concept, language=language, text=text).save()
    found = expanding.expansions("denver", language="en", into=["th"])
    assert [(one.origin, one.text) for one in found] == [(THESAURUS, "ถ้ำ")]


def test_a_term_of_several_words_is_not_translated_word_by_word() -> None:
    """In Vietnamese its syllables mean something else alone: hợp, valid."""
    concept = Concept.objects.create(code="cooperative")
    for language, text in (("vi", "hợp tác xã"), ("en", "cooperative")):
        ConceptLabel(concept=concept, language=language, text=text).save()
    _knows("vi", "hợp", "en", "valid")
    _knows("vi", "hợp", "th", "ถูก")
    _knows("vi", "bán", "en", "sell")

    def texts(q: str, **asked: Any) -> list[str]:
        return [one.text for one in expanding.expansions(q, language="vi", into=["en", "th"], **asked)]

    assert texts("bán ở hợp tác xã") == ["cooperative", "sell", "ถูก"], "in Thai nobody said what it is called"
    assert texts("phù hợp") == ["valid", "ถูก"]
    assert texts("hợp tác xã", without=("cooperative",)) == ["ถูก"], "taken away is taken away"


def test_a_name_is_found_by_its_sound_in_chinese(indexed: Callable[..., Any]) -> None:
    known = letters.of("zh")
    assert known is not None
    rows = [[*unit, worth] for unit, worth in known.units.items()]
    Lesson.objects.create(source_language="zh", fingerprint="1", letters=rows)
    texts = ["他来自加拿大的温尼伯。", "市场在山谷里。"]
    indexed(*(note(at, text, language="zh") for at, text in enumerate(texts, 1)))
    WrittenName.objects.bulk_create(names.written_in(texts, "zh", known))
    assert [result.id for result in _found("Winnipeg", "en", "zh").results] == [1]


def test_a_thai_name_is_found_in_english(indexed: Callable[..., Any], thai_letters: letters.Letters) -> None:
    texts = ["A teacher from Denver came.", "The market is in the valley."]
    indexed(*(note(at, text) for at, text in enumerate(texts, 1)))
    WrittenName.objects.bulk_create(names.written_in(texts, "en", None))
    assert [result.id for result in _found("เดนเวอร์", "th", "en").results] == [1]


@pytest.mark.usefixtures("thai_letters")
def test_a_short_thai_word_is_no_name_by_its_sound() -> None:
    WrittenName.objects.bulk_create(names.written_in(["They play in the valley."], "en", None))
    assert expanding.expansions("ปลา", language="th", into=["en"]) == ()


def test_documents_in_the_question_s_own_language_stay_first(indexed: Callable[..., Any]) -> None:
    indexed(
        *(note(at, f"Thing {at}") for at in range(3, 9)),
        note(1, "The forest gives water."),
        note(2, "ป่าให้น้ำ ป่าสูง ป่าใหญ่", language="th"),
    )
    _knows("en", "forest", "th", "ป่า", 1.0)
    assert [result.id for result in _found("forest", "en").results] == [1, 2]


def test_a_long_question_brings_in_no_more_than_the_bound() -> None:
    words = [f"{first}{second}ing" for first in "bcdfghklmn" for second in ("ast", "est", "ost", "ust")]
    for word in words:
        for at in range(8):
            _knows("en", expanding.key_of(next(expanding.tokens(word, "en")), "en"), "th", f"คำ{word}{at}", 0.5)
    found = expanding.expansions(" ".join(words), language="en", into=["th"])
    assert len(found) == expanding.MOST
    assert len({one.of for one in found}) >= 24  # every word its best one before any its second


def test_the_number_of_queries_does_not_grow_with_the_question(thai_letters: letters.Letters) -> None:
    _knows("en", "forest", "th", "ป่า")
    counts = []
    for q in ("forest", "The forests of Denver and the rivers of Colorado give water to a hundred villages"):
        expanding.forget_letters()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            expanding.expansions(q, language="en", into=["th", "vi", "lo"])
        counts.append(len(queries))
    assert max(counts) <= 6
    with CaptureQueriesContext(connection) as queries:  # letters are known by now
        expanding.expansions("Denver forest", language="en", into=["th"])
    assert len(queries) <= 4


@trying(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["en", "th", "lo", "vi", "zh"]))
def test_no_question_breaks_it(thai_letters: letters.Letters, q: str, language: str) -> None:
    for one in expanding.expansions(q, language=language, into=["en", "th", "vi"]):
        assert one.language != language
        assert 0 < one.share <= 1


# A translator


class Fake(QueryTranslator):
    asked = 0

    def translate(self, text: str, source: str, target: str) -> str:
        type(self).asked += 1
        return {"th": "ป่าให้น้ำ", "vi": "rừng cho nước"}[target]


class Slow(QueryTranslator):
    go_on = threading.Event()

    def translate(self, text: str, source: str, target: str) -> str:
        self.go_on.wait(10)
        return "สายไป"


class Broken(QueryTranslator):
    def translate(self, text: str, source: str, target: str) -> str:
        raise OSError("no such host")


def test_a_translator_translates_once_and_is_off_by_default(settings: Any) -> None:
    assert translating.translated("The forest gives water", "en", ["th"]) == {}
    settings.SEARCH_QUERY_TRANSLATOR = f"{__name__}.Fake"
    Fake.asked = 0
    for _ in range(2):
        found = expanding.expansions("The forest gives water", language="en", into=["th", "vi"])
        assert {one.text for one in found if one.origin == TRANSLATOR} == {"ป่าให้น้ำ", "rừng cho nước"}
    assert Fake.asked == 2


def test_nobody_waits_for_a_slow_translator_and_its_answer_is_kept(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEARCH_QUERY_TRANSLATOR = f"{__name__}.Slow"
    monkeypatch.setattr(translating, "BUDGET", 0.05)
    Slow.go_on.clear()
    start = time.monotonic()
    assert translating.translated("too late", "en", ["th"]) == {}
    assert time.monotonic() - start < 5
    Slow.go_on.set()
    for _ in range(200):
        if found := translating.translated("too late", "en", ["th"]):
            break
        time.sleep(0.02)
    assert found == {"th": "สายไป"}


def test_a_translator_that_fails_is_no_error_of_the_search(settings: Any) -> None:
    settings.SEARCH_QUERY_TRANSLATOR = f"{__name__}.Broken"
    assert translating.translated("forest", "en", ["th"]) == {}


def test_the_translator_of_wagtail_localize_is_asked_when_it_is_chosen(settings: Any) -> None:
    settings.SEARCH_QUERY_TRANSLATOR = "search.translating.WagtailLocalizeTranslator"
    assert translating.translated("forest & river", "en", ["th"]) == {}
    cache.clear()
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    assert set(translating.translated("forest & river", "en", ["fr"])) == {"fr"}
