"""What is the embedded engine's own: its folder, its locks, and what happens when the folder is damaged."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from search.analysis import question
from search.documents import PUBLIC
from search.engines.base import EngineUnavailable, Request
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
