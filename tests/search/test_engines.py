"""What every engine must do, asked of each: the same hits, order, counts and facets for a corpus in eight languages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from search.analysis import question
from search.documents import MEMBERS, PUBLIC, Document, Key
from search.engines.base import FACETS, Answer, Engine, EngineUnavailable, Request, WriterBusy

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
