"""`manage.py search rebuild|check|status`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search import changes
from search.engines import engine
from search.engines.base import AWAY, EngineUnavailable
from search.engines.embedded import EmbeddedEngine

from .notes import MULTILINGUAL, Notes, note

pytestmark = pytest.mark.django_db
Put = Callable[..., Notes]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("search", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_rebuild_makes_the_index_and_says_how_many(only_notes: Notes) -> None:
    only_notes.add(*MULTILINGUAL)
    assert "8 documents in the index, 0 changes waiting" in run("rebuild")
    assert engine().status().documents == 8


def test_check_finds_what_differs_both_ways_and_repairs_it(indexed: Put) -> None:
    notes = indexed(*MULTILINGUAL)
    assert "8 documents compared: 0 missing, 0 stale, 0 superfluous" in run("check")
    del notes.all[1]
    notes.all[2] = replace(notes.all[2], title="Changed behind our back")
    notes.add(note(9, "new"))
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("search", "check", stdout=out)
    assert stopped.value.code == 1
    assert "8 documents compared: 1 missing, 1 stale, 1 superfluous" in out.getvalue()
    assert "missing: note:9" in out.getvalue()
    assert "Mended 3" in run("check", "--repair")
    assert "8 documents compared: 0 missing, 0 stale, 0 superfluous" in run("check")


def test_check_brings_in_what_the_log_knows_first(indexed: Put) -> None:
    notes = indexed(*MULTILINGUAL)
    notes.add(note(9, "new"))
    changes.record("note", [9])
    assert "0 missing" in run("check")


def test_status_is_for_people_and_for_programs(indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    assert "state: ready" in run("status")
    changes.record("note", [1])
    report = json.loads(run("status", "--json"))
    assert (report["state"], report["documents"], report["changes_waiting"]) == ("ready", 8, 1)
    assert report["oldest_change_seconds"] >= 0
    assert report["languages"] == {"th": 1, "lo": 1, "vi": 1, "en": 1, "zh-hans": 1, "km": 1, "my": 1, "hi": 1}


def test_status_without_an_index_says_so(only_notes: Notes) -> None:
    assert json.loads(run("status", "--json"))["state"] == "rebuilding"


def test_an_engine_that_is_away_is_a_plain_message(indexed: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed(*MULTILINGUAL)

    def away(*args: object) -> None:
        raise EngineUnavailable(AWAY, "no route to host")

    monkeypatch.setattr(EmbeddedEngine, "fingerprints", away)
    with pytest.raises(CommandError, match="no route to host"):
        run("check")
