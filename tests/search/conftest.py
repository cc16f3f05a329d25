"""What the tests of search share."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.contrib.auth.models import Group
from elasticsearch import Elasticsearch

from search import changes, listening, registry
from search.engines import engine
from search.engines.base import Engine, Site
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.locks import FileLocks
from tests.elasticsearch import CannotRun, Process, own_server, server

from .groups.search_documents import source as groups_source
from .notes import Notes

Server = TypeVar("Server")

registry.unregister("group")  # importing it registered it: only tests that ask for it have it


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine_made(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Engine]:
    """Makes another engine on the same index, as another process would. Every engine passes the same tests."""
    if request.param == "embedded":
        return lambda: EmbeddedEngine(tmp_path / "contract")
    made: Callable[[], Engine] = request.getfixturevalue("elasticsearch_made")
    return made


@contextmanager
def or_skip(running: AbstractContextManager[Server]) -> Iterator[Server]:
    """`running`, where this machine can run it; in CI it must."""
    with ExitStack() as held:
        try:
            server = held.enter_context(running)
        except CannotRun as lacking:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no Elasticsearch: {lacking}")
        yield server


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """A real Elasticsearch, shared by all test processes."""
    with or_skip(server()) as url:
        yield url


@pytest.fixture
def own_elasticsearch() -> Iterator[Process]:
    """One that the test may stop and start: everybody else's goes on."""
    with or_skip(own_server()) as process:
        yield process


@pytest.fixture
def index_prefix(elasticsearch_url: str) -> Iterator[str]:
    """A beginning of names of indices that nobody else has; they are gone after the test."""
    prefix = f"rutero-test-{uuid.uuid4().hex[:12]}"
    yield prefix
    client = Elasticsearch(elasticsearch_url)
    if names := list(client.indices.get_alias(index=f"{prefix}-*").body):
        client.indices.delete(index=names)


@pytest.fixture
def elasticsearch_made(elasticsearch_url: str, index_prefix: str, tmp_path: Path) -> Callable[[], ElasticsearchEngine]:
    """Makes another engine on the same indices, as another process would."""
    site = Site(folder=tmp_path / "locks", url=elasticsearch_url, prefix=index_prefix)
    return lambda: ElasticsearchEngine(site, FileLocks(site.folder))


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
