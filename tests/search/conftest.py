"""What the tests of search share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group

from search import changes, listening, registry
from search.engines import engine
from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine

from .groups.search_documents import source as groups_source
from .notes import Notes

registry.unregister("group")  # importing it registered it: only tests that ask for it have it


@pytest.fixture(params=["embedded"])
def engine_made(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Engine]:
    """Makes another engine on the same index, as another process would. Every engine passes the same tests."""
    made = {"embedded": lambda: EmbeddedEngine(tmp_path / "contract")}
    return made[request.param]


@pytest.fixture
def only_notes(monkeypatch: pytest.MonkeyPatch) -> Notes:
    """An empty source of notes, and no other: nothing else is in the index."""
    source = Notes()
    monkeypatch.setattr(registry, "_sources", {source.kind: source})
    return source


@pytest.fixture
def indexed(only_notes: Notes, db: None) -> Callable[..., Notes]:
    """`indexed(*documents)` puts notes into the site's index."""
    from search import rebuilding

    def put(*documents: Any) -> Notes:
        only_notes.add(*documents)
        rebuilding.rebuild()
        return only_notes

    return put


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Django's groups as documents, and no other source, heard of when saved. There are none to begin with."""
    Group.objects.all().delete()
    monkeypatch.setattr(registry, "_sources", {"group": groups_source})
    listening.listen_for(groups_source)
    yield groups_source
    listening.stop_listening_for(groups_source)


@pytest.fixture
def in_index() -> Callable[[], set[str]]:
    """Keys of all documents in the site's index, as `kind:id`, after the log is drained."""

    def keys() -> set[str]:
        changes.drain(wait=True)
        return {f"{kind}:{number}" for (kind, number), _ in engine().fingerprints()}

    return keys
