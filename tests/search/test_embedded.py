"""What is the embedded engine's own: its folder, its locks, and what happens when the folder is damaged."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from search.analysis import question
from search.documents import PUBLIC, Document, Text
from search.engines import embedded, embedded_queries
from search.engines.base import AWAY, EngineUnavailable, Request
from search.engines.embedded import FORMAT, EmbeddedEngine

from .notes import MULTILINGUAL, note

HONEY = Request(audiences=frozenset({PUBLIC}), question=question("honey", ["en"]))


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    made = EmbeddedEngine(tmp_path / "index")
    refill(made)
    return made


def refill(engine: EmbeddedEngine) -> None:
    with engine.rebuild(wait=True) as fresh:
        fresh.write(MULTILINGUAL)
        fresh.publish(lambda keys: [])


def generation(engine: EmbeddedEngine) -> Path:
    return engine.folder / (engine.folder / "CURRENT").read_text()


def damage_meta(folder: Path) -> None:
    (folder / "meta.json").write_text("{")


def remove_meta(folder: Path) -> None:
    (folder / "meta.json").unlink()


def remove_segment(folder: Path) -> None:
    for path in folder.glob("*.term"):
        path.unlink()


def cut_segment(folder: Path) -> None:
    for path in folder.glob("*.store"):
        path.write_bytes(path.read_bytes()[:10])


def older_format(folder: Path) -> None:
    (folder / "FORMAT").write_text(str(FORMAT - 1))


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("harm", [damage_meta, remove_meta, remove_segment, cut_segment, older_format, remove_folder])
def test_a_damaged_or_older_index_is_set_aside_and_rebuilt(
    engine: EmbeddedEngine, harm: object, caplog: pytest.LogCaptureFixture
) -> None:
    harm(generation(engine))  # type: ignore[operator]
    after = EmbeddedEngine(engine.folder)
    with caplog.at_level(logging.ERROR), pytest.raises(EngineUnavailable) as caught:
        after.search(HONEY)
    assert caught.value.wants_rebuild
    assert "set aside and rebuilt" in caplog.text
    assert not (engine.folder / "CURRENT").exists()
    with pytest.raises(EngineUnavailable), after.writer(wait=False):
        pass
    refill(after)
    assert after.search(HONEY).total == 1


def test_an_index_of_a_newer_version_is_left_alone(engine: EmbeddedEngine) -> None:
    (generation(engine) / "FORMAT").write_text(str(FORMAT + 1))
    with pytest.raises(EngineUnavailable) as caught:
        EmbeddedEngine(engine.folder).search(HONEY)
    assert not caught.value.wants_rebuild
    assert (engine.folder / "CURRENT").exists()


def test_a_folder_that_cannot_be_used_is_an_engine_that_is_away(tmp_path: Path) -> None:
    """As after a rebuild by another user of the machine, or without the disk."""
    (tmp_path / "index").write_text("no folder", encoding="utf-8")
    away = EmbeddedEngine(tmp_path / "index")
    for ask in (lambda: away.search(HONEY), lambda: away.writer(wait=False).__enter__()):
        with pytest.raises(EngineUnavailable) as raised:
            ask()
        assert (raised.value.reason, raised.value.wants_rebuild) == (AWAY, False)
    assert away.status().state == AWAY


def test_an_index_that_may_not_be_read_now_is_not_set_aside(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any) -> Any:
        raise PermissionError("not yours")

    with monkeypatch.context() as now:
        now.setattr(EmbeddedEngine, "_stamp", refused)
        with pytest.raises(EngineUnavailable) as raised:
            engine.search(HONEY)
    assert raised.value.reason == AWAY
    assert engine.search(HONEY).total


def test_a_reader_that_has_the_old_index_open_moves_to_the_new_one(engine: EmbeddedEngine) -> None:
    reader = EmbeddedEngine(engine.folder)
    assert reader.search(HONEY).total == 1
    for _ in range(3):
        refill(engine)
        assert reader.search(HONEY).total == 1
    assert len(list(engine.folder.glob("generation-*"))) == 1


def test_what_a_killed_rebuild_left_is_cleared_away(engine: EmbeddedEngine) -> None:
    (engine.folder / "generation-left").mkdir()
    (engine.folder / "BUILDING").write_text("generation-left")
    with engine.writer(wait=False) as writer:
        writer.write([note(90, "more honey")])
    assert engine.search(HONEY).total == 2
    refill(engine)
    assert sorted(path.name for path in engine.folder.iterdir()) == sorted(
        ["CURRENT", generation(engine).name, "rebuild.lock", "writer.lock"]
    )


def test_deleted_documents_that_wait_for_a_merge_change_no_score(tmp_path: Path) -> None:
    bodies = {number: "honey and bees" if number < 4 else "goats and bees of rice" for number in range(1, 9)}
    once, often = EmbeddedEngine(tmp_path / "once"), EmbeddedEngine(tmp_path / "often")
    for engine, times in ((once, 1), (often, 30)):
        with engine.rebuild(wait=True) as fresh:
            fresh.publish(lambda keys: [])
        for _ in range(times):
            with engine.writer(wait=True) as writer:
                writer.write([note(number, body) for number, body in bodies.items()])
    asked = Request(audiences=frozenset({PUBLIC}), question=question("honey goats bees", ["en"]))
    first, second = once.search(asked), often.search(asked)
    assert often.status().documents == len(bodies)
    assert [hit.id for hit in first.hits] == [hit.id for hit in second.hits]
    for one, other in zip(first.hits, second.hits, strict=True):
        assert other.score == pytest.approx(one.score, rel=0.05)


def test_many_small_commits_do_not_pile_up_as_segments(engine: EmbeddedEngine) -> None:
    for number in range(40):
        with engine.writer(wait=True) as writer:
            writer.write([note(200 + number, "honey again")])
    detail = engine.status().detail
    assert detail["segments"] < 20
    assert engine.search(HONEY).total == 41


# What makes it fast must not be seen


def _written(engine: EmbeddedEngine, documents: Iterable[Document]) -> EmbeddedEngine:
    with engine.rebuild(wait=True) as fresh:
        fresh.write(documents)
        fresh.publish(lambda keys: [])
    return engine


def _bees(number: int, **facts: Any) -> Document:
    given: dict[str, Any] = {"audiences": (PUBLIC,), "title": "ผึ้ง", "body": (Text("th", "น้ำผึ้งป่า"),)} | facts
    return Document(kind="note", id=number, language="th", **given)


def _asked(**wanted: Any) -> Request:
    return Request(**({"audiences": frozenset({PUBLIC}), "question": question("ผึ้ง", ["th"])} | wanted))


def test_proof_and_fresh_talk_lift_a_document_from_far_behind(tmp_path: Path) -> None:
    today = datetime(2026, 6, 10, tzinfo=UTC)
    engine = _written(
        EmbeddedEngine(tmp_path),
        [
            *(_bees(number) for number in range(1, 600)),
            _bees(600, merit=1),
            _bees(601, merit=3),
            _bees(602, date=today, is_talk=True),
            _bees(603, date=today - timedelta(days=100), is_talk=True),
        ],
    )
    found = engine.search(_asked(today=today.date(), limit=8))
    assert [hit.id for hit in found.hits[:2]] in ([601, 602], [602, 601])
    assert [hit.id for hit in found.hits[2:]] == [603, 600, 1, 2, 3, 4]
    assert found.hits[2].score > found.hits[3].score > found.hits[4].score == found.hits[5].score
    assert found.total == 603
    further = engine.search(_asked(today=today.date(), offset=590, limit=20)).hits
    assert [hit.id for hit in further] == list(range(587, 600))


@pytest.mark.parametrize("others", [1, 40])
def test_few_or_many_hidden_documents_stay_hidden(tmp_path: Path, others: int) -> None:
    """The engine names the hidden documents when they are few, the visible ones when those are."""
    engine = _written(
        EmbeddedEngine(tmp_path),
        [
            *(_bees(number) for number in range(1, 11)),
            *(_bees(100 + number, audiences=("staff",)) for number in range(others)),
            _bees(200, audiences=("members", "staff")),
            _bees(201, audiences=()),
        ],
    )

    def ids(*audiences: str) -> list[int]:
        return [hit.id for hit in engine.search(_asked(audiences=frozenset(audiences), limit=100)).hits]

    assert ids(PUBLIC) == list(range(1, 11))
    assert ids("members") == [200]
    assert ids("staff") == [*range(100, 100 + others), 200]
    assert ids(PUBLIC, "members") == [*range(1, 11), 200]
    assert ids("nobody") == ids() == []
    assert engine.search(_asked(audiences=frozenset({"members"}), facets=("type",))).facets == {"type": {"note": 1}}


def test_a_document_of_a_new_audience_is_hidden_from_its_first_moment(tmp_path: Path) -> None:
    engine = _written(EmbeddedEngine(tmp_path), [_bees(number) for number in range(1, 11)])
    assert engine.search(_asked()).total == 10
    with engine.writer(wait=True) as writer:
        writer.write([_bees(11, audiences=("community:5",))])
    assert engine.search(_asked()).total == 10
    assert engine.search(_asked(audiences=frozenset({"community:5"}))).total == 1


def test_values_are_counted_right_when_documents_have_them_in_many_combinations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    themes = ("bees", "forest", "water", "rice")
    documents = [
        _bees(number, themes=tuple(theme for at, theme in enumerate(themes) if number >> at & 1), countries=("TH",))
        for number in range(1, 17)
    ]
    engine = _written(EmbeddedEngine(tmp_path), documents)
    for most, worth_a_thread in ((2_000, 20_000), (2_000, 0), (3, 0)):
        monkeypatch.setattr(embedded_queries, "_MOST_SETS", most)
        monkeypatch.setattr(embedded, "_WORTH_A_THREAD", worth_a_thread)
        facets = engine.search(_asked(facets=("theme", "country", "language"))).facets
        assert facets == {"theme": dict.fromkeys(themes, 8), "country": {"TH": 16}, "language": {"th": 16}}
