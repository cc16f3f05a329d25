"""What is Elasticsearch's own: its indices and aliases, what it refuses, and how it is when it is away."""

from __future__ import annotations

import http.server
import logging
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client
from elasticsearch import Elasticsearch

from search import changes
from search.analysis import question
from search.documents import PUBLIC
from search.engines import ENGINES, elastic_client, elastic_mapping, elasticsearch, encoding
from search.engines.base import AWAY, FACETS, KEPT, REBUILDING, Engine, EngineUnavailable, Request, Site
from search.engines.elasticsearch import DocumentsRefused, ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.engines.encoding import FORMAT
from search.locks import FileLocks
from search.models import Change
from tests.elasticsearch import Process

from .notes import MULTILINGUAL, note

HONEY = Request(audiences=frozenset({PUBLIC}), question=question("honey", ["en"]))
Made = Callable[[], ElasticsearchEngine]


def fill(engine: Engine, *documents: Any) -> None:
    with engine.rebuild(wait=True) as fresh:
        fresh.write(documents or MULTILINGUAL)
        fresh.publish(lambda keys: [])


@pytest.fixture
def engine(elasticsearch_made: Made) -> ElasticsearchEngine:
    made = elasticsearch_made()
    fill(made)
    return made


@pytest.fixture
def client(elasticsearch_url: str) -> Elasticsearch:
    return Elasticsearch(elasticsearch_url)


def names(engine: ElasticsearchEngine, client: Elasticsearch) -> list[str]:
    return sorted(client.indices.get_alias(index=f"{engine.prefix}-*").body)


def at(url: str, folder: Path, **fields: Any) -> ElasticsearchEngine:
    return ElasticsearchEngine(Site(folder=folder, url=url, **fields), FileLocks(folder))


# Fields


def test_every_field_of_the_encoding_is_in_the_mapping_as_it_says() -> None:
    made = elastic_mapping.mapping()
    fields = made["properties"]
    texts = {*encoding.POSITIONS, *encoding.FREQUENCIES, *encoding.WORDS}
    assert {name for name, rules in fields.items() if rules["type"] == "text"} == texts
    assert {rules["analyzer"] for rules in fields.values() if rules["type"] == "text"} == {"whitespace"}
    assert {name for name, rules in fields.items() if rules["type"] == "keyword"} == {*encoding.KEYWORDS, "note"}
    options = {name: fields[name]["index_options"] for name in texts}
    assert {name for name, option in options.items() if option == "positions"} == set(encoding.POSITIONS)
    assert {name for name, option in options.items() if option == "freqs"} == set(encoding.FREQUENCIES)
    assert {name for name in texts if fields[name].get("norms") is False} == set(encoding.WORDS)
    assert fields["stored"] == {"type": "object", "enabled": False}
    assert made["_meta"]["format"] == FORMAT


def test_the_fingerprint_is_that_of_the_fields_and_not_of_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    assert elastic_mapping._fingerprint({"a": 1, "b": {"c": 2, "d": 3}}) == elastic_mapping._fingerprint(
        {"b": {"d": 3, "c": 2}, "a": 1}
    )
    before = elastic_mapping.fingerprint()
    monkeypatch.setattr(elastic_mapping, "FORMAT", FORMAT + 1)
    assert elastic_mapping.fingerprint() != before


# Indices


def test_one_index_is_behind_both_aliases_and_the_one_before_is_gone(
    engine: ElasticsearchEngine, client: Elasticsearch
) -> None:
    first = names(engine, client)
    fill(engine)
    second = names(engine, client)
    assert len(first) == len(second) == 1
    assert first != second
    assert re.fullmatch(rf"{engine.prefix}-\d{{8}}-\d{{6}}-[0-9a-f]{{6}}-{FORMAT}", second[0])
    aliases = client.indices.get_alias(index=second[0]).body[second[0]]["aliases"]
    assert set(aliases) == {f"{engine.prefix}-read-{FORMAT}", f"{engine.prefix}-write-{FORMAT}"}


def test_a_neighbour_on_the_cluster_is_left_alone(
    engine: ElasticsearchEngine, elasticsearch_url: str, tmp_path: Path, client: Elasticsearch
) -> None:
    """Whose prefix begins with ours."""
    neighbour = at(elasticsearch_url, tmp_path / "neighbour", prefix=f"{engine.prefix}-b")
    with neighbour.rebuild(wait=True) as fresh:
        fresh.write([note(1, "their honey")])
        fresh.reached("note", 1)
        fill(engine)
        assert neighbour.status().needs_rebuild
        fresh.publish(lambda keys: [])
    fill(engine)
    assert neighbour.search(HONEY).total == 1
    assert engine.status().documents == len(MULTILINGUAL)


@contextmanager
def another_version(monkeypatch: pytest.MonkeyPatch, number: int) -> Iterator[None]:
    with monkeypatch.context() as other:
        other.setattr(elasticsearch, "FORMAT", number)
        other.setattr(elastic_mapping, "FORMAT", number)
        yield


def test_an_older_index_is_rebuilt_and_meanwhile_not_asked(
    elasticsearch_made: Made, monkeypatch: pytest.MonkeyPatch, client: Elasticsearch
) -> None:
    with another_version(monkeypatch, FORMAT - 1):
        fill(elasticsearch_made())
    engine = elasticsearch_made()
    with pytest.raises(EngineUnavailable) as caught:
        engine.search(HONEY)
    assert (caught.value.reason, caught.value.wants_rebuild) == (REBUILDING, True)
    with pytest.raises(EngineUnavailable), engine.writer(wait=False):
        pass
    assert engine.status().needs_rebuild
    assert str(FORMAT - 1) in engine.warnings()[0]
    fill(engine)
    assert engine.search(HONEY).total == 1
    assert engine.warnings() == []
    assert len(names(engine, client)) == 1


def test_a_newer_index_is_left_alone(elasticsearch_made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deployment on several machines: some run the new version already."""
    with another_version(monkeypatch, FORMAT + 1):
        newer = elasticsearch_made()
        fill(newer)
    engine = elasticsearch_made()
    with pytest.raises(EngineUnavailable) as caught:
        engine.search(HONEY)
    assert (caught.value.reason, caught.value.wants_rebuild) == (REBUILDING, False)
    fill(engine)
    assert engine.search(HONEY).total == newer.search(HONEY).total == 1


def test_a_mapping_that_is_not_ours_is_a_warning(
    engine: ElasticsearchEngine, client: Elasticsearch, settings: Any, elasticsearch_url: str
) -> None:
    assert engine.warnings() == []
    (name,) = names(engine, client)
    client.indices.put_mapping(index=name, meta={"format": FORMAT, "fingerprint": "somebody else's"})
    assert name in engine.warnings()[0]
    settings.SEARCH_ENGINE = ENGINES["elasticsearch"]
    settings.ELASTICSEARCH_URL = elasticsearch_url
    settings.SEARCH_INDEX_PREFIX = engine.prefix
    found = [message for message in run_checks() if message.id == "search.W001"]
    assert len(found) == 1
    assert "rebuild" in str(found[0].hint)


def test_searching_goes_on_while_indices_are_swapped(elasticsearch_made: Made, engine: ElasticsearchEngine) -> None:
    other = elasticsearch_made()
    totals: list[int] = []
    is_over = threading.Event()
    wrong: list[BaseException] = []

    def search() -> None:
        while not is_over.is_set():
            try:
                totals.append(other.search(HONEY).total)
            except BaseException as error:
                wrong.append(error)
                return

    searching = threading.Thread(target=search)
    searching.start()
    for _ in range(6):
        fill(engine)
    is_over.set()
    searching.join()
    assert not wrong
    assert len(totals) > 6
    assert set(totals) == {1}


def test_several_shards_give_the_same_answers(elasticsearch_url: str, index_prefix: str, tmp_path: Path) -> None:
    bodies = ["honey and rice", "wild honey of bees", "rice rice rice", "goats", "bees and goats and honey", "forest"]
    documents = [note(number, bodies[number % 6] + " x" * (number % 5)) for number in range(1, 200)]
    shared = at(elasticsearch_url, tmp_path / "es", prefix=index_prefix, shards=3)
    alone = EmbeddedEngine(tmp_path / "embedded")
    for one in (shared, alone):
        fill(one, *documents)
    assert shared.status().detail["shards"] == 3
    for q in ("honey", "wild bees", "forest goats rice"):
        for filters in ({}, {"language": ("en",)}):
            request = Request(
                audiences=frozenset({PUBLIC}), question=question(q, ["en"]), facets=FACETS, filters=filters
            )
            one, other = alone.search(request), shared.search(request)
            assert [hit.key for hit in one.hits] == [hit.key for hit in other.hits]
            assert [hit.score for hit in other.hits] == pytest.approx([hit.score for hit in one.hits], rel=1e-4)
            assert (one.total, one.facets) == (other.total, other.facets)


# Rebuilds that were interrupted


def interrupted(engine: Engine) -> None:
    with engine.rebuild(wait=True) as fresh:
        fresh.write(MULTILINGUAL[:5])
        fresh.reached("note", 5)


def test_an_unfinished_rebuild_of_yesterday_is_begun_anew(engine: ElasticsearchEngine, client: Elasticsearch) -> None:
    interrupted(engine)
    (name,) = client.indices.get_alias(name=engine.building).body
    before = (datetime.now(UTC) - KEPT - timedelta(minutes=1)).isoformat()
    client.index(index=name, id="progress", document={"progress": {"at": before, "done": {"note": 5}}})
    with engine.rebuild(wait=True) as fresh:
        assert fresh.done == {}
    assert not client.indices.exists(index=name)


def test_an_unfinished_rebuild_of_another_version_is_begun_anew(
    engine: ElasticsearchEngine, elasticsearch_made: Made, monkeypatch: pytest.MonkeyPatch, client: Elasticsearch
) -> None:
    with another_version(monkeypatch, FORMAT - 1):
        older = elasticsearch_made()
        interrupted(older)
    # Whoever writes meanwhile notes it whatever the version, and is not stopped by it.
    with engine.writer(wait=False) as writer:
        writer.write([note(90, "more honey")])
    with engine.rebuild(wait=True) as fresh:
        assert fresh.done == {}
        fresh.write([*MULTILINGUAL, note(90, "more honey")])
        fresh.publish(lambda keys: [])
    assert engine.search(HONEY).total == 2
    assert len(names(engine, client)) == 1


# What it refuses


def test_a_document_that_it_never_takes_is_named_and_holds_up_no_other(
    engine: ElasticsearchEngine, caplog: pytest.LogCaptureFixture
) -> None:
    bad = note(60, "honey", tags=("x" * 40_000,))
    with engine.writer(wait=True) as writer, pytest.raises(DocumentsRefused, match="note:60"):
        writer.write([note(59, "honey before"), bad, note(61, "honey after")])
    assert engine.search(HONEY).total == 3
    with caplog.at_level(logging.ERROR):
        fill(engine, *MULTILINGUAL, bad)
    assert "note:60" in caplog.text
    assert engine.status().documents == len(MULTILINGUAL)


# Away


class _Hanging:
    """Takes connections and says nothing."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"


@pytest.fixture
def hanging() -> Iterator[str]:
    made = _Hanging()
    yield made.url
    made.socket.close()


@pytest.fixture
def refusing() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@contextmanager
def answering(status: int, body: bytes = b"{}", **headers: str) -> Iterator[str]:
    """A server that gives every request the same answer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else body)

        def log_message(self, *args: Any) -> None:
            pass

    for method in ("GET", "POST", "HEAD", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.answer)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def assert_away(engine: ElasticsearchEngine) -> str:
    """It says so wherever it is asked. Returns what it said."""
    with pytest.raises(EngineUnavailable) as caught:
        engine.search(HONEY)
    assert (caught.value.reason, caught.value.wants_rebuild) == (AWAY, False)
    for use in (engine.writer, engine.rebuild):
        with pytest.raises(EngineUnavailable), use(wait=False):
            pass
    for ask in (lambda: list(engine.fingerprints()), lambda: engine.similar("hony", limit=3)):
        with pytest.raises(EngineUnavailable):
            ask()
    assert engine.status().state == AWAY
    assert len(engine.warnings()) == 1
    return str(caught.value)


def test_nobody_there(refusing: str, tmp_path: Path) -> None:
    assert_away(at(refusing, tmp_path))


def test_somebody_there_who_does_not_answer(hanging: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SEARCH_WITHIN", "WRITE_WITHIN", "LOOK_WITHIN"):
        assert 0 < getattr(elastic_client, name) <= 60
        monkeypatch.setattr(elastic_client, name, 0.3)
        monkeypatch.setattr(elasticsearch, name, 0.3)
    monkeypatch.setattr(ElasticsearchEngine._read, "__defaults__", (0.3,))
    start = time.monotonic()
    assert_away(at(hanging, tmp_path))
    assert time.monotonic() - start < 6  # seven questions; asked again by none of them


def test_a_search_and_a_check_are_not_kept_waiting(hanging: str, tmp_path: Path) -> None:
    engine = at(hanging, tmp_path)
    for ask, within in ((lambda: engine.search(HONEY), 3), (engine.warnings, 1)):
        start = time.monotonic()
        with pytest.raises(EngineUnavailable) if within == 3 else contextmanager(lambda: iter([None]))():
            ask()
        assert time.monotonic() - start < within + 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 502, 503])
def test_a_cluster_that_answers_with_an_error(status: int, tmp_path: Path) -> None:
    with answering(status, X_Elastic_Product="Elasticsearch") as url:
        assert_away(at(url, tmp_path))


def test_something_else_that_answers(tmp_path: Path) -> None:
    with answering(200) as url:
        assert "not Elasticsearch" in assert_away(at(url, tmp_path))


def test_no_secret_is_written_anywhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with answering(401, X_Elastic_Product="Elasticsearch") as url, caplog.at_level(logging.DEBUG):
        engine = at(url.replace("http://", "http://elastic:geheim%40x@"), tmp_path)
        said = assert_away(engine)
        keyed = at(url, tmp_path, api_key="a2V5OmdlaGVpbQ==")
        said += assert_away(keyed)
    said += caplog.text + repr(engine.status()) + repr(engine.cluster.names) + "".join(engine.warnings())
    assert "refuses our credentials" in said
    for secret in ("geheim", "a2V5", "ZWxhc3RpYzpnZWhlaW1AeA"):
        assert secret not in said


@pytest.mark.parametrize(
    "url", ["", " , ", "ftp://a:geheim@x", "localhost:9200", "http://:9200", "http://a:geheim@h:port"]
)
def test_an_address_that_is_none_is_said_at_once(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ELASTICSEARCH_URL") as caught:
        at(url, tmp_path)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("prefix", ["", "Rutero", "-a", "_a", "a*", "a,b", "a/b", "ป่า"])
def test_a_prefix_that_cannot_name_an_index_is_said_at_once(prefix: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SEARCH_INDEX_PREFIX"):
        at("http://localhost:9200", tmp_path, prefix=prefix)


def test_who_we_are_is_sent_as_a_header(tmp_path: Path) -> None:
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.headers.get("authorization", ""))
            self.send_response(503)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    for made in (at(f"http://me:p%40ss@{host}", tmp_path), at(f"http://{host}", tmp_path, api_key="KEY")):
        with pytest.raises(EngineUnavailable):
            made.search(HONEY)
    server.shutdown()
    server.server_close()
    assert seen == ["Basic bWU6cEBzcw==", "ApiKey KEY"]


# A site on it


@pytest.fixture
def site(settings: Any, elasticsearch_url: str, index_prefix: str) -> Any:
    """The site's engine is Elasticsearch, with indices of this test's own."""
    settings.SEARCH_ENGINE = ENGINES["elasticsearch"]
    settings.ELASTICSEARCH_URL = elasticsearch_url
    settings.SEARCH_INDEX_PREFIX = index_prefix
    return settings


def answers_to(q: str) -> set[str]:
    response = Client().get("/api/v1/search", {"q": q})
    assert response.status_code == 200, response.content
    return {row["title"] for row in response.json()["results"]}


def assert_site_is_without_search() -> None:
    page = Client().get("/en/search/", {"q": "honey"})
    assert page.status_code == 503
    assert int(page["Retry-After"]) > 0
    assert 'value="honey"' in page.content.decode()
    assert 'class="result"' not in page.content.decode()
    assert Client().get("/api/v1/search", {"q": "honey"}).status_code == 503


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_saved_on_a_site_is_found_and_what_is_deleted_is_not(site: Any, groups: Any) -> None:
    group = Group.objects.create(name="beekeepers")
    assert answers_to("beekeepers") == {"beekeepers"}
    group.name = "คนเลี้ยงผึ้ง"
    group.save()
    assert (answers_to("beekeepers"), answers_to("เลี้ยงผึ้ง")) == (set(), {"คนเลี้ยงผึ้ง"})
    page = Client().get("/en/search/", {"q": "เลี้ยงผึ้ง"}).content.decode()
    assert "<mark>เลี้ยงผึ้ง</mark>" in page
    group.delete()
    assert answers_to("เลี้ยงผึ้ง") == set()
    assert Change.objects.count() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_document_it_refuses_stays_in_the_log_and_the_others_go_on(
    site: Any, groups: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    changes.drain(wait=True)
    real = groups.documents
    monkeypatch.setattr(
        type(groups),
        "documents",
        lambda self, ids: (replace(one, tags=("x" * 40_000,)) if one.title == "bad" else one for one in real(ids)),
    )
    with changes.without_draining():
        bad, good = Group.objects.create(name="bad"), Group.objects.create(name="good")
    assert good.name in answers_to("good")
    assert [row.object_id for row in Change.objects.all()] == [bad.pk]
    assert f"group:{bad.pk} cannot be indexed" in caplog.text


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_commands_work_on_it(site: Any, groups: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with changes.without_draining():
        for number in range(30):
            Group.objects.create(name=f"honey {number}")
    call_command("search", "rebuild", "--fresh")
    assert "30 documents in the index, 0 changes waiting" in capsys.readouterr().out
    call_command("search", "status")
    said = capsys.readouterr().out
    assert "engine: elasticsearch" in said
    assert "documents: 30" in said
    assert f"version: {FORMAT}" in said
    Group.objects.filter(name="honey 3").update(name="changed behind our back")
    Group.objects.filter(name="honey 4").delete()
    Change.objects.all().delete()
    call_command("search", "check", "--repair")
    assert "1 stale, 0 superfluous" in capsys.readouterr().out
    call_command("search", "rebuild", "--engine", "embedded")
    assert "29 documents in the index" in capsys.readouterr().out
    assert EmbeddedEngine(Path(site.SEARCH_INDEX_DIR)).status().documents == 29


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_cluster_that_stops_answering_stops_and_comes_back(
    settings: Any, groups: Any, own_elasticsearch: Process, caplog: pytest.LogCaptureFixture
) -> None:
    server = own_elasticsearch
    settings.SEARCH_ENGINE = ENGINES["elasticsearch"]
    settings.ELASTICSEARCH_URL = server.url
    Group.objects.create(name="wild honey")
    assert answers_to("honey") == {"wild honey"}

    server.pause()
    start = time.monotonic()
    Group.objects.create(name="honey while it hangs")  # tasks of tests run at once, in the request
    assert time.monotonic() - start < 10
    assert_site_is_without_search()
    assert Change.objects.count() == 1
    server.go_on()
    call_command("run_due", verbosity=0)
    assert answers_to("honey") == {"wild honey", "honey while it hangs"}

    server.stop()
    Group.objects.get(name="wild honey").delete()
    Group.objects.create(name="honey while it is down")
    assert_site_is_without_search()
    call_command("run_due", verbosity=0)
    assert Change.objects.count() == 2
    server.start()
    call_command("run_due", verbosity=0)
    assert Change.objects.count() == 0
    assert answers_to("honey") == {"honey while it hangs", "honey while it is down"}
    assert "The change log waits" in caplog.text


def test_an_embedded_rebuild_of_yesterday_is_begun_anew(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index")
    fill(engine)
    interrupted(engine)
    folder = engine.folder / (engine.folder / "BUILDING").read_text()
    before = time.time() - KEPT.total_seconds() - 60
    os.utime(folder / "PROGRESS", (before, before))
    with engine.rebuild(wait=True) as fresh:
        assert fresh.done == {}
    assert not folder.exists()
