"""What every engine must do, asked of each: the same hits, order, counts and facets for a corpus in eight languages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from search import suggesting
from search.analysis import question
from search.conditions import AnyOf, containing, mentioning, named
from search.documents import MEMBERS, PUBLIC, Document, Key, Text, grouped
from search.engines.base import FACETS, Answer, Engine, EngineUnavailable, Request, WriterBusy
from search.expansion import LEXICON, THESAURUS, Expansion

from .notes import MULTILINGUAL, note

EVERYBODY = frozenset({PUBLIC})


def fill(engine: Engine, documents: Iterable[Document]) -> None:
    with engine.rebuild(wait=True) as fresh:
        fresh.write(documents)
        fresh.publish(lambda keys: [])


@pytest.fixture
def engine(engine_made: Callable[[], Engine]) -> Engine:
    made = engine_made()
    fill(made, MULTILINGUAL)
    return made


def ask(engine: Engine, q: str | None, *languages: str, **fields: object) -> Answer:
    wanted = None if q is None else question(q, languages or ("en", "th", "vi", "lo", "zh-hans", "hi"))
    return engine.search(Request(audiences=EVERYBODY, question=wanted, **fields))  # type: ignore[arg-type]


def ids(answer: Answer) -> list[int]:
    return [hit.id for hit in answer.hits]


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("น้ำผึ้ง", 1),
        ("นำ้ผึ้ง", 1),
        ("ນ້ຳເຜິ້ງ", 2),
        ("ປ່າໄມ້", 2),
        ("nuôi ong", 3),
        ("nuoi ong", 3),
        ("NÔNG DÂN", 3),
        ("honey", 4),
        ("farmer", 4),
        ("蜂蜜", 5),
        ("养蜂", 5),
        ("ទឹកឃ្មុំ", 6),
        ("ပျားရည်", 7),
        ("मधुमक्खी", 8),
        ("किसानों", 8),
    ],
)
def test_a_word_of_any_language_finds_its_document(engine: Engine, q: str, first: int) -> None:
    assert ids(ask(engine, q))[0] == first


@pytest.mark.parametrize("language", ["en", "th", "vi", "hi", "xx"])
def test_an_exact_word_is_found_whatever_the_language_of_the_page(engine: Engine, language: str) -> None:
    for q, wanted in [("น้ำผึ้ง", 1), ("ເຜິ້ງ", 2), ("rừng", 3), ("forest", 4), ("शहद", 8)]:
        assert wanted in ids(ask(engine, q, language))


def test_a_question_without_words_finds_nothing(engine: Engine) -> None:
    assert ask(engine, "?!").total == 0
    assert ask(engine, "zzzz").total == 0


def test_no_question_finds_everything_newest_first(engine: Engine) -> None:
    answer = ask(engine, None)
    assert ids(answer) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert answer.total == 8


def test_any_of_the_words_will_do_and_all_are_better(engine: Engine) -> None:
    fill(engine, [note(1, "bees and rice"), note(2, "bees and honey"), note(3, "honey and rice"), note(4, "goats")])
    answer = ask(engine, "honey bees")
    assert answer.total == 3
    assert ids(answer)[0] == 2


def test_a_title_counts_more_than_a_body_and_a_phrase_more_than_its_words(engine: Engine) -> None:
    filling = [note(number, "something else altogether here") for number in range(10, 20)]
    fill(
        engine, [note(1, "wild honey of bees", title="Other"), note(2, "of other things", title="Wild honey"), *filling]
    )
    assert ids(ask(engine, "honey"))[0] == 2
    fill(engine, [note(1, "honey is sold, and wild pigs"), note(2, "sold as wild honey and pigs is"), *filling])
    assert ids(ask(engine, "wild honey"))[0] == 2


def test_a_phrase_does_not_run_from_one_text_into_the_next(engine: Engine) -> None:
    apart = note(1, texts=[("en", "they like wild"), ("en", "honey is sold")])
    together = note(2, texts=[("en", "they like it"), ("en", "wild honey is sold")])
    fill(engine, [apart, together, note(3, "goats")])
    scores = {hit.id: hit.score for hit in ask(engine, "wild honey").hits}
    assert scores[2] > scores[1]


def test_a_code_finds_its_document_first(engine: Engine) -> None:
    fill(
        engine,
        [note(1, "see AP-TH-2012-001 for more", title="About AP-TH-2012-001"), note(2, "x", code="AP-TH-2012-001")],
    )
    assert ids(ask(engine, "ap-th-2012-001", codes=("ap-th-2012-001",)))[0] == 2
    assert ask(engine, "nothing-else", codes=("ap-th-2012-001",)).total == 1


def test_equal_documents_come_in_the_order_of_their_ids(engine: Engine) -> None:
    same = [
        note(number, "forest honey", title="Same", date=datetime(2020, 1, 1, tzinfo=UTC)) for number in range(1, 60)
    ]
    with engine.rebuild(wait=True) as fresh:
        fresh.write(reversed(same))
        fresh.publish(lambda keys: [])
    for q in ("honey", None):
        found = [number for page in range(6) for number in ids(ask(engine, q, offset=page * 10, limit=10))]
        assert found == list(range(1, 60))


def test_filters_take_any_of_several_values_and_all_filters_hold(engine: Engine) -> None:
    assert set(ids(ask(engine, None, filters={"country": ("TH", "LA")}))) == {1, 2, 4}
    assert ids(ask(engine, None, filters={"country": ("TH",), "language": ("th",)})) == [1]
    assert ask(engine, "honey", filters={"language": ("th",)}).total == 0


def test_a_facet_is_counted_with_all_other_filters_but_its_own(engine: Engine) -> None:
    answer = ask(engine, None, facets=tuple(FACETS), filters={"country": ("TH",)})
    assert answer.total == 2
    assert answer.facets["language"] == {"th": 1, "en": 1}
    assert answer.facets["theme"] == {"forest": 1}
    assert answer.facets["country"] == {"TH": 2, "LA": 2, "VN": 1, "KH": 1}
    assert answer.facets["type"] == {"note": 2}
    assert answer.facets["tag"] == {}


def test_a_document_belongs_to_its_own_language_and_is_found_by_every_word_in_it(engine: Engine) -> None:
    """A Thai thread with a Vietnamese reply is a Thai document: `lang` and its counts agree with what results say."""
    fill(engine, [note(1, texts=[("th", "น้ำผึ้ง"), ("vi", "mật ong")], language="th")])
    assert ask(engine, "mật ong", filters={"language": ("vi",)}).total == 0
    answer = ask(engine, "mật ong", facets=("language",), filters={"language": ("th",)})
    assert answer.total == 1
    assert answer.facets["language"] == {"th": 1}


def test_what_the_reader_may_not_see_is_nowhere(engine: Engine) -> None:
    secret = [
        note(1, "secret honey", title="Secret", audiences=("community:7",), themes=("hidden",), tags=("hush",)),
        note(2, "open honey", audiences=(PUBLIC,)),
        note(3, "members honey", audiences=(MEMBERS,), countries=("KH",)),
    ]
    fill(engine, secret)
    for q in ("honey", "secret", "hush", None):
        answer = ask(engine, q, facets=tuple(FACETS))
        assert set(ids(answer)) <= {2}
        assert answer.total == len(answer.hits)
        assert "hidden" not in answer.facets["theme"]
        assert "KH" not in answer.facets["country"]
    narrowed = ask(engine, None, facets=tuple(FACETS), filters={"theme": ("hidden",)})
    assert (narrowed.total, narrowed.facets["type"]) == (0, {})
    member = Request(audiences=frozenset({PUBLIC, MEMBERS, "community:7"}), question=question("honey", ["en"]))
    assert engine.search(member).total == 3


def test_common_words_of_one_language_do_not_look_rare_beside_another(engine: Engine) -> None:
    english = [
        note(number, "the honey of the bees" if number == 1 else "the rice of the field") for number in range(1, 21)
    ]
    thai = [note(100 + number, "ชาวนาปลูกข้าว", language="th") for number in range(200)]
    fill(engine, [*english, *thai])
    weights = ask(engine, "the honey", "en", filters={"language": ("en",)}).weights
    assert weights["the"] < 0.02 < weights["honey"]
    weights = ask(engine, "the honey", "en", "th").weights
    assert weights["the"] < 0.02 < weights["honey"]


def test_words_of_a_text_that_is_saved_again_and_again_do_not_become_common(engine: Engine) -> None:
    fill(engine, [note(n, "ผู้เลี้ยงผึ้ง honey" if n <= 10 else "rice of the field") for n in range(1, 61)])
    before = ask(engine, "honey ผึ้ง", "en", "th")
    for _ in range(5):
        with engine.writer(wait=True) as writer:
            writer.write([note(n, "ผู้เลี้ยงผึ้ง honey") for n in range(1, 11)], [])
    after = ask(engine, "honey ผึ้ง", "en", "th")
    assert after.weights == pytest.approx(before.weights, rel=0.02)
    assert after.hits[0].score == pytest.approx(before.hits[0].score, rel=0.05)


def test_a_translation_never_weighs_more_than_the_word_it_stands_for(engine: Engine) -> None:
    """A word of most Lao texts says little; its translation is rare in English ones, and says no more."""
    lao = [note(number, "ຊຸມຊົນ ແລະ ຕະຫຼາດ", language="lo") for number in range(11, 20)]
    lao += [note(20, "ປ່າຊຸມຊົນ", language="lo"), note(21, "ຕະຫຼາດ", language="lo")]
    english = [note(1, "rural community", title="Rural community"), *(note(n, "rice") for n in range(30, 80))]
    fill(engine, [*lao, *english])
    meant = Expansion("Rural community", "en", THESAURUS, "ຊຸມຊົນ", question("Rural community", ["en"]), 1.0)
    found = ids(ask(engine, "ປ່າຊຸມຊົນ", "lo", expansions=(meant,)))
    assert found[0] == 20
    assert 1 in found
    abroad = ask(engine, "ປ່າຊຸມຊົນ", "lo", expansions=(meant,), filters={"language": ("en",)})
    assert ids(abroad) == [1]


TODAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
SITE = ("en", "th", "vi", "lo")


def family(number: int, **titles: str) -> list[Document]:
    """Language versions of one thing, in the order of `titles`."""
    made = [
        note(number + at, title, title=title, language=code.replace("_", "-"), date=TODAY)
        for at, (code, title) in enumerate(titles.items())
    ]
    return list(grouped(made, SITE))


def test_a_condition_holds_for_all_that_is_found_and_another_for_none(engine: Engine) -> None:
    fill(
        engine,
        [
            note(1, "wild honey of the forest", title="First"),
            note(2, "honey that is wild", title="Second"),
            note(3, "farmers sell it", title="Wild honey"),
            note(4, "น้ำผึ้งป่า", language="th", title="สี่"),
        ],
    )
    phrase, word = containing("wild honey", "en"), containing("FOREST", "en")
    assert phrase
    assert word
    assert set(ids(ask(engine, "honey", required=(phrase,)))) == {1, 3}
    assert set(ids(ask(engine, None, required=(phrase,)))) == {1, 3}
    assert ids(ask(engine, "honey", required=(phrase, word))) == [1]
    assert set(ids(ask(engine, "honey", excluded=(word,)))) == {2, 3}
    assert set(ids(ask(engine, None, excluded=(phrase, word)))) == {2, 4}
    assert ask(engine, "honey", required=(word,), excluded=(word,)).total == 0
    assert ask(engine, "honey", required=(AnyOf(()),)).total == 0
    farmer = mentioning("farmer", ["en"])
    assert farmer
    assert ids(ask(engine, None, required=(farmer,))) == [3]
    assert ask(engine, "honey", required=(word,), facets=("language",)).facets["language"] == {"en": 1}


def test_people_are_found_by_all_of_their_name(engine: Engine) -> None:
    fill(
        engine,
        [
            note(1, "x", authors=("Nguyễn Thị Hoa", "Somchai Jaidee")),
            note(2, "x", authors=("Nguyễn Văn Nam",)),
            note(3, "Nguyễn Thị Hoa", authors=("สมชาย ใจดี",)),
        ],
    )
    for name, found in [
        ("nguyen", {1, 2}),
        ("Nguyen Thi Hoa", {1}),
        ("สมชาย", {3}),
        ("HOA nguyễn", {1}),
        ("Nobody", set()),
    ]:
        wanted = named(name)
        assert wanted
        assert set(ids(ask(engine, None, required=(wanted,)))) == found
    assert named("?!") is None


def test_beginnings_of_titles_tags_and_names(engine: Engine) -> None:
    fill(
        engine,
        [
            note(1, title="Forest honey", tags=("agroforestry",), authors=("Somchai Jaidee",)),
            note(2, title="The forests of Laos"),
            note(3, title="น้ำผึ้งป่า", language="th"),
            note(4, "forest", title="Rice"),
        ],
    )

    def starting(typed: str, mark: str = "") -> set[int]:
        return set(ids(ask(engine, None, starts=suggesting.term_for(typed, mark))))

    assert starting("Fores") == {1, 2}
    assert starting("fores", suggesting.TITLE) == {1}
    assert starting("ผึ้ง") == {3}
    assert starting("agro", suggesting.TAG) == {1}
    assert starting("jai", suggesting.PERSON) == {1}
    assert starting("honeyf") == set()


def test_of_one_thing_in_many_languages_a_reader_finds_one_version(engine: Engine) -> None:
    fill(
        engine,
        [*family(10, en="Honey", th="น้ำผึ้ง", vi="Mật ong"), *family(20, th="ข้าว", zh_hans="水稻"), note(30, "alone")],
    )
    assert ask(engine, None).total == 6
    for reader, found in [("en", {10, 20, 30}), ("th", {11, 20, 30}), ("vi", {12, 20, 30}), ("lo", {10, 20, 30})]:
        answer = ask(engine, None, reader=reader, facets=("language", "type"))
        assert set(ids(answer)) == found
        assert answer.total == 3
        assert answer.facets["type"] == {"note": 3}
        # A thing counts in every language it can be had in.
        assert answer.facets["language"] == {"en": 2, "th": 2, "vi": 1, "zh-hans": 1}
    # Who chose a language gets that version of everything, and is told how many things there are in the others.
    chosen = ask(engine, None, reader="en", filters={"language": ("th",)}, facets=("language",))
    assert set(ids(chosen)) == {11, 20}
    assert chosen.facets["language"] == {"en": 2, "th": 2, "vi": 1, "zh-hans": 1}


def test_a_word_of_another_version_finds_the_readers_own(engine: Engine) -> None:
    fill(engine, [*family(10, en="Honey", th="น้ำผึ้ง"), note(40, "rice")])
    (hit,) = ask(engine, "น้ำผึ้ง", reader="en").hits
    assert (hit.id, hit.language, hit.title) == (10, "en", "Honey")
    assert [(version.id, version.language, version.title) for version in hit.versions] == [(11, "th", "น้ำผึ้ง")]
    assert hit.versions[0].texts == (Text("th", "น้ำผึ้ง"),)
    assert ids(ask(engine, "honey", reader="th")) == [11]


def test_newest_first_when_that_is_asked_for(engine: Engine) -> None:
    fill(
        engine,
        [
            note(1, "honey honey honey", title="Honey", date=TODAY - timedelta(days=9)),
            note(2, "rice and honey", date=TODAY),
            note(3, "honey", date=None),
            note(4, "rice", date=TODAY),
        ],
    )
    answer = ask(engine, "honey", by_date=True)
    assert ids(answer) == [2, 1, 3]
    assert {hit.score for hit in answer.hits} == {0.0}
    assert answer.hits[2].date is None
    assert ids(ask(engine, "honey", by_date=True, offset=1, limit=1)) == [1]


def test_fresh_talk_and_proven_practice_come_before_the_same_without(engine: Engine) -> None:
    def talk(number: int, days: int, **fields: object) -> Document:
        return note(number, "honey", title="Same", date=TODAY - timedelta(days=days), **fields)

    rice = [note(number, "rice") for number in range(50, 60)]
    fill(engine, [talk(1, 900, is_talk=True), talk(2, 200, is_talk=True), talk(3, 3, is_talk=True), *rice])
    assert ids(ask(engine, "honey", today=TODAY.date())) == [3, 2, 1]
    assert ids(ask(engine, "honey")) == [1, 2, 3]
    assert ids(ask(engine, "honey", today=date(2030, 1, 1))) == [1, 2, 3]
    fill(engine, [talk(1, 3), talk(2, 3, merit=1), talk(3, 3, merit=3), talk(4, 3, merit=2), *rice])
    assert ids(ask(engine, "honey", today=TODAY.date())) == [3, 4, 2, 1]


def test_what_a_question_did_not_say_is_found_too_and_counts_less(engine: Engine) -> None:
    rice = [note(number, "rice") for number in range(50, 60)]
    rice += [note(number, "ข้าว", language="th") for number in range(60, 70)]
    fill(engine, [note(1, "แพะ", language="th", title="หนึ่ง"), note(2, "wild goats", title="Two"), *rice])
    thai = Expansion("แพะ", "th", LEXICON, "goats", question("แพะ", ["th"]), 0.5)
    answer = ask(engine, "goats", "en", expansions=(thai,))
    assert ids(answer) == [2, 1]
    assert 0 < answer.weights["แพะ"] < answer.weights["goats"]
    assert answer.unknown == ()
    alone = ask(engine, "zzzz", "en", expansions=(thai,))
    assert (ids(alone), alone.unknown) == ([1], ("zzzz",))
    # A word that was typed and is also an expansion counts as typed.
    typed = ask(engine, "แพะ", "th", expansions=(thai,))
    assert typed.hits[0].score == pytest.approx(ask(engine, "แพะ", "th").hits[0].score)


def test_words_that_nobody_has_are_named_whoever_asks(engine: Engine) -> None:
    assert ask(engine, "honey hunny ນ້ຳເຜິ້ງ").unknown == ("hunny",)
    fill(engine, [note(1, "secret honey", audiences=("community:7",)), note(2, "rice")])
    answer = ask(engine, "secret honney")
    assert (answer.total, answer.unknown) == (0, ("honney",))
    assert ask(engine, "rice", "en", filters={"language": ("th",)}).unknown == ("rice",)


def test_terms_a_stroke_or_two_away_are_found_nearest_first(engine: Engine) -> None:
    words = "honey hones money forest forester committee comity ป่าชุมชน สหกรณ์ rừng"
    fill(engine, [note(1, words, title="Wild honeys"), note(2, "secret huney", audiences=("community:7",))])
    assert engine.similar("honye", limit=5)[0] == "honey"
    assert engine.similar("honey", limit=9) == ["hones", "honeys", "huney"]
    assert engine.similar("honey", limit=1) == ["hones"]
    assert engine.similar("forst", limit=5)[0] == "forest"
    assert engine.similar("comittee", limit=5) == ["committee"]
    assert engine.similar("สหกรน์", limit=5) == ["สหกรณ์"]
    assert engine.similar("rùng", limit=5) == ["rừng"]
    assert engine.similar("qqqqqq", limit=5) == []


def test_a_page_far_down_is_reached_and_one_beyond_is_empty(engine: Engine) -> None:
    fill(engine, [note(number, "honey") for number in range(1, 130)])
    assert len(ask(engine, "honey", offset=100, limit=20).hits) == 20
    for offset in (129, 5_000, 9_999, 10_000, 50_000):
        answer = ask(engine, "honey", offset=offset, limit=100)
        assert (answer.hits, answer.total) == ([], 129)
    assert ask(engine, "honey", limit=0).total == 129


def test_a_long_question_in_every_script_is_answered(engine: Engine) -> None:
    words = [f"word{number} คำ{number} từ{number} 词{number}" for number in range(300)]
    expansions = tuple(
        Expansion("x", "vi", LEXICON, "y", question(" ".join(f"mot{at}{number}" for at in range(20)), ["vi"]), 0.3)
        for number in range(20)
    )
    assert ids(ask(engine, " ".join([*words, "honey"]), expansions=expansions)) == [4]


def test_everything_that_was_stored_comes_back(engine: Engine) -> None:
    document = replace(
        note(1, "น้ำผึ้ง\n\n<b>&\t“” \u200b", title="น้ำผึ้ง <i>", language="th", code="AP-TH-1", tags=("น้ำ ผึ้ง", "b")),
        body=(Text("th", "น้ำผึ้ง", "post-1", "สมชาย"), Text("vi", "mật ong", "post-2", "Hoa")),
        authors=("สมชาย ใจดี", "Hoa"),
        date=datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=UTC),
    )
    fill(engine, [document])
    (hit,) = ask(engine, "น้ำผึ้ง").hits
    assert (hit.key, hit.language, hit.code, hit.title) == (document.key, "th", "AP-TH-1", document.title)
    assert (hit.texts, hit.date, hit.tags, hit.authors) == (
        document.body,
        document.date,
        document.tags,
        document.authors,
    )


def test_what_is_written_is_found_at_once_also_by_another_process(
    engine: Engine, engine_made: Callable[[], Engine]
) -> None:
    other = engine_made()
    assert ask(other, "buffalo").total == 0
    with engine.writer(wait=True) as writer:
        writer.write([note(50, "a water buffalo")])
        assert ids(ask(other, "buffalo")) == [50]
        writer.write([note(50, "a goat instead")])
        assert ask(other, "buffalo").total == 0
        assert ids(ask(other, "goat")) == [50]
        writer.write([], [("note", 50)])
        assert ask(other, "goat").total == 0
    assert ask(engine, None).total == len(MULTILINGUAL)


def test_deleting_what_is_not_there_does_nothing(engine: Engine) -> None:
    with engine.writer(wait=True) as writer:
        assert writer.write([], [("note", 999), ("nothing", 1)]) == 0
    assert ask(engine, None).total == len(MULTILINGUAL)


def test_a_batch_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    def broken() -> Iterable[Document]:
        yield note(60, "half a buffalo")
        raise ValueError("the database went away")

    with engine.writer(wait=True) as writer:
        with pytest.raises(ValueError, match="went away"):
            writer.write(broken(), [("note", 1)])
        writer.write([note(61, "a whole buffalo")])
    assert ids(ask(engine, "buffalo")) == [61]
    assert 1 in ids(ask(engine, None))


def test_only_one_writes_at_a_time(engine: Engine, engine_made: Callable[[], Engine]) -> None:
    other = engine_made()
    with engine.writer(wait=True), pytest.raises(WriterBusy), other.writer(wait=False):
        pass
    with other.writer(wait=False) as writer:
        writer.write([note(70, "buffalo")])
    assert ids(ask(engine, "buffalo")) == [70]


def test_a_rebuild_does_not_disturb_and_misses_nothing(engine: Engine, engine_made: Callable[[], Engine]) -> None:
    other = engine_made()
    now: dict[Key, Document] = {document.key: document for document in MULTILINGUAL}

    def read(keys: Collection[Key]) -> list[Document]:
        return [now[key] for key in keys if key in now]

    with engine.rebuild(wait=True) as fresh:
        fresh.write(now.values())
        changed = replace(MULTILINGUAL[3], title="Changed meanwhile")
        del now["note", 1]
        now[changed.key] = changed
        with other.writer(wait=False) as writer:
            writer.write([changed, note(80, "new meanwhile")], [("note", 1)])
        now["note", 80] = note(80, "new meanwhile")
        assert set(ids(ask(other, "meanwhile"))) == {4, 80}
        with pytest.raises(WriterBusy), other.rebuild(wait=False):
            pass
        assert fresh.publish(read) == len(MULTILINGUAL)
    for one in (engine, other):
        assert set(ids(ask(one, "meanwhile"))) == {4, 80}
        assert ask(one, "น้ำผึ้ง").total == 0
    assert dict(engine.fingerprints()) == {key: document.fingerprint() for key, document in now.items()}


def test_a_rebuild_that_is_broken_off_changes_nothing(engine: Engine) -> None:
    with engine.rebuild(wait=True) as fresh:
        fresh.write([note(1, "other")])
    assert ask(engine, None).total == len(MULTILINGUAL)


def test_an_interrupted_rebuild_goes_on_where_it_was(engine: Engine, engine_made: Callable[[], Engine]) -> None:
    now: dict[Key, Document] = {document.key: document for document in (note(n, "honey") for n in range(1, 11))}

    def broken_off() -> None:
        with engine.rebuild(wait=True) as fresh:
            assert fresh.done == {}
            fresh.write([now["note", number] for number in range(1, 5)])
            fresh.reached("note", 4)
            fresh.write([now["note", number] for number in range(5, 8)])
            raise KeyboardInterrupt  # what was not noted is written again

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    # Nobody is rebuilding: what is saved and deleted now reaches the new index all the same.
    now["note", 2] = note(2, "goats now")
    now["note", 6] = note(6, "goats, too")
    del now["note", 3]
    other = engine_made()
    with other.writer(wait=False) as writer:
        writer.write([now["note", 2], now["note", 6]], [("note", 3)])
    with other.rebuild(wait=False) as fresh:
        assert dict(fresh.done) == {"note": 4}
        fresh.write([document for (_, number), document in now.items() if number > 4])
        assert fresh.publish(lambda keys: [now[key] for key in keys if key in now]) == 9
    assert dict(engine.fingerprints()) == {key: document.fingerprint() for key, document in now.items()}
    assert set(ids(ask(engine, "goats"))) == {2, 6}
    assert set(ids(ask(engine, "honey"))) == {1, 4, 5, 7, 8, 9, 10}


def test_an_interrupted_rebuild_can_be_begun_anew(engine: Engine) -> None:
    with engine.rebuild(wait=True) as fresh:
        fresh.write([note(1, "from before")])
        fresh.reached("note", 1)
    with engine.rebuild(wait=True, fresh=True) as fresh:
        assert fresh.done == {}
        fresh.write([note(2, "anew")])
        assert fresh.publish(lambda keys: []) == 1
    assert ids(ask(engine, None)) == [2]
    with engine.rebuild(wait=True) as fresh:  # nothing of it is left
        assert fresh.done == {}


def test_an_interrupted_rebuild_does_not_stop_searching_and_writing(engine: Engine) -> None:
    with engine.rebuild(wait=True) as fresh:
        fresh.write([note(1, "half of it")])
        fresh.reached("note", 1)
    assert ask(engine, None).total == len(MULTILINGUAL)
    with engine.writer(wait=False) as writer:
        writer.write([note(70, "buffalo")])
    assert ids(ask(engine, "buffalo")) == [70]
    assert engine.status().state == "ready"
    assert len(dict(engine.fingerprints())) == len(MULTILINGUAL) + 1


def test_without_an_index_it_says_so_and_wants_one(engine_made: Callable[[], Engine]) -> None:
    empty = engine_made()
    with pytest.raises(EngineUnavailable) as caught:
        ask(empty, "honey")
    assert caught.value.wants_rebuild
    with pytest.raises(EngineUnavailable), empty.writer(wait=False):
        pass
    assert empty.status().state == "rebuilding"


def test_status_has_numbers(engine: Engine) -> None:
    now = engine.status()
    assert (now.state, now.documents) == ("ready", len(MULTILINGUAL))
    assert now.bytes > 1_000
    assert now.version


def test_every_document_has_its_fingerprint(engine: Engine) -> None:
    many = [note(number, "x", kind="note" if number % 2 else "other") for number in range(5_000)]
    fill(engine, many)
    assert dict(engine.fingerprints()) == {document.key: document.fingerprint() for document in many}
