"""Elasticsearch 9: for a site on several machines, or one that has a cluster anyway. Same hits as the embedded engine.

    PREFIX-20261124-031500-a1b2c3-4002   an index: when it was begun, its FORMAT at the end
    PREFIX-read-4002, PREFIX-write-4002  aliases of the live one; swapped in one step
    PREFIX-building                      alias of the one a rebuild is filling, or was filling when it was killed

The aliases carry the format: a process of another version finds none and says so, in the middle of a deployment, too,
without a look at anything before each search. Notes of what is written to the live index meanwhile, and how far the
rebuild is, are documents in the index that is being filled, in no language and for no audience: they go with it, or as
soon as it is live.
"""

from __future__ import annotations

import contextlib
import logging
import re
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NoReturn, Self, TypeVar

from elasticsearch import Elasticsearch, NotFoundError, helpers
from elasticsearch.dsl import A, Search

from search import scoring, spelling
from search.conditions import AnyOf, Condition, any_value
from search.documents import Document, Key
from search.locks import Locks, SiteLocks

from .base import (
    AWAY,
    FARTHEST,
    KEPT,
    REBUILDING,
    Answer,
    Engine,
    EngineUnavailable,
    Frequencies,
    Rebuild,
    Request,
    Site,
    Status,
    Writer,
)
from .elastic_client import LOOK_WITHIN, SEARCH_WITHIN, WRITE_WITHIN, Cluster, NotThere
from .elastic_mapping import fingerprint, mapping, source_of
from .elastic_queries import facets_of, matching, searched
from .encoding import FORMAT, POSITIONS, decoded, key_of, name_of
from .populations import COUNT_UP_TO, FEW_DELETED, PLACES, places, populations

logger = logging.getLogger(__name__)

_FACTS_FOR = 30  # seconds
_MOST_COUNTED_LANGUAGES = 500
_CHUNK = 500  # documents a bulk request
_CHUNK_BYTES = 10_000_000
_TRIES_WHEN_BUSY = 4
_SCAN = 1_000
_CANDIDATES = 1_000
"""Spellings looked at in each field: more than any word has neighbours of one stroke."""
_PROGRESS = "progress"

Found = TypeVar("Found")


class DocumentsRefused(Exception):  # noqa: N818
    """Elasticsearch will not take these; trying again does not help. The message names them and says why."""


@dataclass(frozen=True, slots=True)
class _Index:
    """An index of this installation."""

    name: str
    format: int
    aliases: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What hardly changes between two searches."""

    languages: Mapping[str, int]
    """Documents by language."""
    shards: int
    until: float


class ElasticsearchEngine(Engine):
    """See the module."""

    @classmethod
    def for_site(cls, site: Site) -> Self:
        return cls(site, SiteLocks(site.folder, site.prefix))

    def __init__(self, site: Site, locks: Locks) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", site.prefix):
            raise ValueError("SEARCH_INDEX_PREFIX may have small letters, digits, - and _ in it, and begins with none")
        self.cluster = Cluster(site)
        self.locks = locks
        self.prefix = site.prefix
        self.read = f"{site.prefix}-read-{FORMAT}"
        self.write = f"{site.prefix}-write-{FORMAT}"
        self.building = f"{site.prefix}-building"
        self._shards = site.shards
        self._facts: _Facts | None = None
        # All requests of this engine go to the same copy of a shard: another may count deleted documents differently.
        self._copy = uuid.uuid4().hex

    # Which indices there are

    def indices(self, client: Elasticsearch) -> list[_Index]:
        """Of this installation, the oldest first. (`PREFIX-*` alone may be those of a site called `PREFIX-2`, too.)"""
        ours = re.compile(re.escape(self.prefix) + r"-\d{8}-\d{6}-[0-9a-f]{6}-(\d+)")
        found = client.indices.get_alias(index=f"{self.prefix}-*", expand_wildcards="all").body
        return [
            _Index(name, int(match[1]), frozenset(row["aliases"]))
            for name, row in sorted(found.items())
            if (match := ours.fullmatch(name))
        ]

    def _is_live(self, index: _Index) -> bool:
        return any(alias.startswith(f"{self.prefix}-read-") for alias in index.aliases)

    def _missing(self, client: Elasticsearch) -> NoReturn:
        """There is no index that this version can use: say what there is. Always raises EngineUnavailable."""
        formats = [index.format for index in self.indices(client) if self._is_live(index)]
        if FORMAT in formats:
            raise EngineUnavailable(AWAY, "the index has just been replaced")
        if any(one > FORMAT for one in formats):
            # Another, newer process made it, in the middle of a deployment: not ours to touch.
            raise EngineUnavailable(REBUILDING, f"the index has format {max(formats)}, this process reads {FORMAT}")
        why = f"the index has format {max(formats)}, this version writes {FORMAT}" if formats else "there is no index"
        raise EngineUnavailable(REBUILDING, why, wants_rebuild=True)

    def _read(self, ask: Callable[[Elasticsearch], Found], within: float = SEARCH_WITHIN) -> Found:
        """The answer of the live index. Asked once more when a rebuild replaced it under our hands."""
        client = self.cluster.client(within, retries=1)
        for _ in range(2):
            with contextlib.suppress(NotThere), self.cluster.asked():
                return ask(client)
            self.forget()
        with self.cluster.asked():
            return self._missing(client)

    # Reading

    def search(self, request: Request) -> Answer:
        return self._read(lambda client: self._search(client, request))

    def _search(self, client: Elasticsearch, request: Request) -> Answer:
        nothing = {facet: dict[str, int]() for facet in request.facets}
        plan = None
        if request.question is not None:
            plan = scoring.plan(request, self._frequencies(client, request))
            if not plan.clauses and not plan.constants:
                return Answer([], 0, nothing, plan.weights or {}, plan.unknown, plan.rare)
        begin, end = min(request.offset, FARTHEST), min(request.offset + request.limit, FARTHEST)
        search = searched(self._asking(client), request, plan)[begin:end]
        found = search.execute().to_dict()
        is_scored = plan is not None and not request.by_date
        hits = [decoded(hit["_source"]["stored"], hit["_score"] if is_scored else 0.0) for hit in found["hits"]["hits"]]
        facets = facets_of(found["aggregations"], request.facets) if request.facets else nothing
        total = found["hits"]["total"]["value"]
        return (
            Answer(hits, total, facets, plan.weights or {}, plan.unknown, plan.rare)
            if plan
            else Answer(hits, total, facets)
        )

    def _asking(self, client: Elasticsearch) -> Search[Any]:
        """A search in the live index. Half an answer is none: a shard that is away is an error."""
        options: dict[str, Any] = {"preference": self._copy, "allow_partial_search_results": False}
        if self._facts and self._facts.shards > 1:
            options["search_type"] = "dfs_query_then_fetch"
        return Search(using=client, index=self.read).params(**options)

    def _known(self, client: Elasticsearch) -> _Facts:
        if self._facts is None or self._facts.until < time.monotonic():
            search = self._asking(client)[:0]
            search.aggs.bucket("languages", A("terms", field="language", size=_MOST_COUNTED_LANGUAGES))
            found = search.execute().to_dict()
            languages = {row["key"]: row["doc_count"] for row in found["aggregations"]["languages"]["buckets"]}
            self._facts = _Facts(languages, found["_shards"]["total"], time.monotonic() + _FACTS_FOR)
        return self._facts

    def _frequencies(self, client: Elasticsearch, request: Request) -> Frequencies:
        facts = self._known(client)
        terms = scoring.terms_of(request)
        counted, overall = self._overall(client, terms, facts.shards)
        documents = sum(facts.languages.values())
        languages = request.filters.get("language", ())
        common = {one: max(overall.get(place, 0) for place in places(one)) for one in terms}
        population = populations(terms, facts.languages, languages, documents)
        rare = [one for one in terms if 0 < common[one] <= COUNT_UP_TO]
        if languages:
            common |= self._within(client, rare, languages)
        elif counted > documents * FEW_DELETED:
            common |= self._there(client, rare)
        within = {one: min(common[one], population[one]) for one in terms}
        return Frequencies(max(counted, documents), overall, within, population)

    def _overall(
        self, client: Elasticsearch, terms: Collection[tuple[str, str]], shards: int
    ) -> tuple[int, dict[tuple[str, str], int]]:
        """How many documents BM25 counts, and `(field, term)` → in how many of them the term is: both with deleted
        ones that wait for a merge, which no search or aggregation counts. The statistics that Elasticsearch gives for a
        made-up document have them.
        """
        by_analysis: dict[str, list[str]] = {}
        for analysed, term in terms:
            by_analysis.setdefault(analysed, []).append(term)
        asked = {f"{place}_{analysed}": " ".join(found) for analysed, found in by_analysis.items() for place in PLACES}
        documents = 0
        overall: dict[tuple[str, str], int] = {}
        for shard in range(shards if asked else 0):
            answer = client.termvectors(
                index=self.read,
                doc=asked,
                fields=list(asked),
                term_statistics=True,
                field_statistics=True,
                positions=False,
                offsets=False,
                payloads=False,
                preference=f"_shards:{shard}|{self._copy}",
            )
            counts = []
            for name, found in answer.body.get("term_vectors", {}).items():
                counts.append(found["field_statistics"]["doc_count"] if name.startswith("body_") else 0)
                for term, row in found["terms"].items():
                    overall[name, term] = overall.get((name, term), 0) + row.get("doc_freq", 0)
            documents += max(counts, default=0)
        return documents, overall

    def _within(
        self, client: Elasticsearch, terms: Collection[tuple[str, str]], languages: Collection[str]
    ) -> dict[tuple[str, str], int]:
        """`(analysis, term)` → documents in `languages` that have it."""
        conditions = [AnyOf(places(one)) for one in terms]
        counts = self._counts(client, conditions, only=any_value("language", languages))
        return dict(zip(terms, counts, strict=True))

    def _there(self, client: Elasticsearch, terms: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """`(analysis, term)` → documents that have it in body, title or another version: whichever are more."""
        counts = iter(self._counts(client, [AnyOf((place,)) for one in terms for place in places(one)]))
        return {one: max(islice(counts, len(PLACES))) for one in terms}

    def _counts(
        self, client: Elasticsearch, conditions: Sequence[Condition], *, only: Condition | None = None
    ) -> list[int]:
        """How many documents are like each of `conditions`."""
        if not conditions:
            return []
        search = self._asking(client)[:0]
        if only is not None:
            search = search.filter(matching(only))
        filters = {str(number): matching(condition) for number, condition in enumerate(conditions)}
        search.aggs.bucket("each", A("filters", filters=filters))
        buckets = search.execute().to_dict()["aggregations"]["each"]["buckets"]
        return [buckets[str(number)]["doc_count"] for number in range(len(conditions))]

    def similar(self, term: str, *, limit: int) -> list[str]:
        options = {
            "suggest_mode": "always",
            "prefix_length": 1,
            "max_edits": spelling.most_strokes(term),
            "min_word_length": 1,
            "max_term_freq": 1_000_000_000.0,
            "accuracy": 0.0,
            "string_distance": "damerau_levenshtein",
            "size": _CANDIDATES,
            "shard_size": _CANDIDATES,
        }
        found: set[str] = set()
        for suggested in self._read(lambda client: self._suggested(client, term, options)):
            found.update(suggested)
        return spelling.nearest(term, sorted(found), limit)

    def _suggested(self, client: Elasticsearch, term: str, options: Mapping[str, Any]) -> list[list[str]]:
        search = self._asking(client)[:0]
        for name in POSITIONS:
            search = search.suggest(name, term, term={**options, "field": name})
        rows = search.execute().to_dict()["suggest"]
        return [[option["text"] for word in rows[name] for option in word["options"]] for name in POSITIONS]

    def fingerprints(self) -> Iterator[tuple[Key, str]]:
        opened = self._read(lambda client: client.open_point_in_time(index=self.read, keep_alive="2m"), WRITE_WITHIN)
        client = self.cluster.client(WRITE_WITHIN, retries=1)
        point, after = opened["id"], None
        try:
            while True:
                with self.cluster.asked():
                    search = Search(using=client).extra(pit={"id": point, "keep_alive": "2m"}, track_total_hits=False)
                    search = search.source(["stored.kind", "stored.id", "stored.fingerprint"]).sort("_shard_doc")
                    if after is not None:
                        search = search.extra(search_after=after)
                    found = search[:_SCAN].execute().to_dict()
                point = found["pit_id"]
                for hit in found["hits"]["hits"]:
                    after = hit["sort"]
                    if stored := hit["_source"].get("stored"):  # else it is a note of a rebuild that was killed
                        yield (stored["kind"], stored["id"]), stored["fingerprint"]
                if len(found["hits"]["hits"]) < _SCAN:
                    return
        finally:
            with contextlib.suppress(EngineUnavailable), self.cluster.asked():
                client.close_point_in_time(id=point)

    def status(self) -> Status:
        try:
            return self._read(self._status)
        except EngineUnavailable as away:
            detail = {"why": str(away), "cluster": self.cluster.names}
            return Status("elasticsearch", away.reason, detail=detail, needs_rebuild=away.wants_rebuild)

    def _status(self, client: Elasticsearch) -> Status:
        self._facts = None
        facts = self._known(client)
        numbers = client.indices.stats(index=self.read, metric=["store"]).body["_all"]["total"]
        indices = self.indices(client)
        detail = {
            "cluster": self.cluster.names,
            "health": client.cluster.health(index=self.read).body["status"],
            "index": next(index.name for index in indices if self.read in index.aliases),
            "shards": facts.shards,
            "languages": dict(facts.languages),
            "is_rebuilding": any(self.building in index.aliases for index in indices),
        }
        size = numbers["store"]["size_in_bytes"]
        return Status("elasticsearch", "ready", sum(facts.languages.values()), size, str(FORMAT), detail)

    def warnings(self) -> list[str]:
        client = self.cluster.client(LOOK_WITHIN)
        try:
            with self.cluster.asked():
                live = [index for index in self.indices(client) if self._is_live(index)]
                if live and not any(self.read in index.aliases for index in live):
                    self._missing(client)
                for index in live:
                    made_with = self._meta(client, index.name).get("fingerprint")
                    if self.read in index.aliases and made_with != fingerprint():
                        return [f"The index {index.name} was made with another mapping than this version's."]
        except EngineUnavailable as away:
            return [str(away)]
        return []

    def _meta(self, client: Elasticsearch, name: str) -> dict[str, Any]:
        """What an index was made with."""
        found: dict[str, Any] = client.indices.get_mapping(index=name).body[name]["mappings"].get("_meta", {})
        return found

    # Writing

    @contextlib.contextmanager
    def writer(self, *, wait: bool) -> Iterator[Writer]:
        with self.locks("writer", wait=wait):
            # Whether it is there at all shows soon; writing may take longer.
            client = self.cluster.client(SEARCH_WITHIN, retries=1)
            with self.cluster.asked():
                if not client.indices.exists_alias(name=self.write):
                    self._missing(client)
            yield _Writer(self, self.cluster.client(WRITE_WITHIN))

    def put(
        self, client: Elasticsearch, alias: str, documents: Iterable[Document], deleted: Iterable[Key] = ()
    ) -> tuple[int, list[str]]:
        """Write through `alias`: how many went in, and which were refused and why. Raises EngineUnavailable."""
        actions: list[dict[str, Any]] = [{"_op_type": "delete", "_id": name_of(key)} for key in deleted]
        actions += ({"_id": name_of(one.key), "_source": source_of(one)} for one in documents)
        return self.send(client, alias, actions)

    def send(self, client: Elasticsearch, alias: str, actions: Iterable[dict[str, Any]]) -> tuple[int, list[str]]:
        """Bulk requests. What the cluster has no room for now is sent again, a little later each time; what it will
        never take is returned."""
        refused = []
        written = 0
        with self.cluster.asked():
            sent = helpers.streaming_bulk(
                client,
                actions,
                index=alias,
                require_alias=True,  # never makes an index by the way
                chunk_size=_CHUNK,
                max_chunk_bytes=_CHUNK_BYTES,
                max_retries=_TRIES_WHEN_BUSY,
                initial_backoff=0.5,
                max_backoff=8,
                raise_on_error=False,
            )
            for is_done, row in sent:
                done, result = next(iter(row.items()))
                if is_done:
                    written += done != "delete"
                    continue
                status, error = result.get("status"), result.get("error") or {}
                if done == "delete" and status == 404 and not error:
                    continue  # it was not there
                kind, reason = (error.get("type"), error.get("reason")) if isinstance(error, dict) else (error, "")
                if kind == "index_not_found_exception":
                    self._missing(client)
                if status is None or status == 429 or status >= 500:
                    raise EngineUnavailable(AWAY, f"Elasticsearch: {status}: {reason}")
                refused.append(f"{result.get('_id')}: {status}: {reason}")
        return written, refused

    def forget(self) -> None:
        """What was known of the index has changed."""
        self._facts = None

    @contextlib.contextmanager
    def rebuild(self, *, wait: bool, fresh: bool = False) -> Iterator[Rebuild]:
        with self.locks("rebuild", wait=wait):
            client = self.cluster.client(WRITE_WITHIN)
            with self.cluster.asked():
                name, done = ("", {}) if fresh else self._unfinished(client)
                for index in self.indices(client):
                    if index.name != name and not self._is_live(index):
                        client.indices.delete(index=index.name, ignore_unavailable=True)
                if not name:
                    name = self._begun(client)
            made = _Rebuild(self, client, name, done)
            try:
                yield made
            finally:
                if not made.is_live and not made.done:
                    with contextlib.suppress(EngineUnavailable), self.cluster.asked():
                        # Looked up: the request that made it live may have been done and its answer lost.
                        for index in self.indices(client):
                            if index.name == name and not self._is_live(index):
                                client.indices.delete(index=name, ignore_unavailable=True)

    def _begun(self, client: Elasticsearch) -> str:
        """A new, empty index; from here on every writer notes what it changes."""
        name = f"{self.prefix}-{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}-{FORMAT}"
        client.indices.create(
            index=name,
            aliases={self.building: {}},
            mappings=mapping(),
            settings={
                "number_of_shards": self._shards,
                "auto_expand_replicas": "0-1",  # a copy on another machine, where there is one
                "refresh_interval": "-1",  # nobody reads it yet
            },
        )
        return name

    def _unfinished(self, client: Elasticsearch) -> tuple[str, dict[str, int]]:
        """The index that an interrupted rebuild left and how far it is, when it is worth going on with."""
        for index in self.indices(client):
            if self.building not in index.aliases or self._is_live(index) or index.format != FORMAT:
                continue
            made_with = self._meta(client, index.name)
            with contextlib.suppress(NotFoundError):
                progress = client.get(index=index.name, id=_PROGRESS).body["_source"]["progress"]
                age = datetime.now(UTC) - datetime.fromisoformat(progress["at"])
                if age < KEPT and made_with.get("fingerprint") == fingerprint():
                    return index.name, dict(progress["done"])
        return "", {}


class _Writer(Writer):
    def __init__(self, engine: ElasticsearchEngine, client: Elasticsearch) -> None:
        self._engine = engine
        self._client = client

    def write(self, documents: Iterable[Document], deleted: Collection[Key] = ()) -> int:
        documents = list(documents)
        self._note([*deleted, *(document.key for document in documents)])
        try:
            written, refused = self._engine.put(self._client, self._engine.write, documents, deleted)
            with self._engine.cluster.asked():
                self._client.indices.refresh(index=self._engine.write)
        finally:
            self._engine.forget()
        if refused:
            raise DocumentsRefused("; ".join(refused[:5]))
        return written

    def _note(self, changed: Collection[Key]) -> None:
        """Tell a rebuild that is under way what it has to read again."""
        with self._engine.cluster.asked():
            if not changed or not self._client.indices.exists_alias(name=self._engine.building):
                return
        notes = ({"_id": f"note {name_of(key)}", "_source": {"note": name_of(key)}} for key in dict.fromkeys(changed))
        try:
            _, refused = self._engine.send(self._client, self._engine.building, notes)
        except EngineUnavailable as away:
            if away.reason == AWAY:
                raise
            return  # given up meanwhile
        if refused:
            raise DocumentsRefused("; ".join(refused[:5]))


class _Rebuild(Rebuild):
    def __init__(self, engine: ElasticsearchEngine, client: Elasticsearch, name: str, done: Mapping[str, int]) -> None:
        self._engine = engine
        self._client = client
        self._name = name
        self.done = done
        self.is_live = False

    def write(self, documents: Iterable[Document]) -> int:
        self._check()
        written, refused = self._engine.put(self._client, self._engine.building, documents)
        for why in refused:
            logger.error("Elasticsearch does not take %s", why)
        return written

    def _check(self) -> None:
        if self.is_live:
            raise ValueError("already published")

    def reached(self, kind: str, number: int) -> None:
        self._check()
        self.done = {**self.done, kind: number}
        progress = {"at": datetime.now(UTC).isoformat(), "done": self.done}
        self._engine.send(self._client, self._engine.building, [{"_id": _PROGRESS, "_source": {_PROGRESS: progress}}])

    def publish(self, read: Callable[[Collection[Key]], Iterable[Document]]) -> int:
        self._check()
        engine, client = self._engine, self._client
        with engine.locks("writer", wait=True), engine.cluster.asked():
            client.indices.refresh(index=self._name)
            notes = list(self._notes())
            for start in range(0, len(notes), _CHUNK):
                changed = {key_of(name) for name in notes[start : start + _CHUNK]}
                _, refused = engine.put(client, engine.building, read(changed), changed)
                for why in refused:
                    logger.error("Elasticsearch does not take %s", why)
            client.indices.refresh(index=self._name)
            client.indices.put_settings(index=self._name, settings={"index.refresh_interval": None})
            before = self._go_live()
            self.is_live = True
            engine.forget()
            # No search finds these, should we be killed before they are gone.
            own = [_PROGRESS, *(f"note {name}" for name in notes)]
            engine.send(client, engine.write, [{"_op_type": "delete", "_id": one} for one in own])
            client.indices.refresh(index=self._name)
        with engine.cluster.asked():
            for name in before:
                client.indices.delete(index=name, ignore_unavailable=True)
            return int(client.count(index=self._name).body["count"])

    def _notes(self) -> Iterator[str]:
        """Keys that were written to the live index since this rebuild began."""
        after: list[Any] | None = None
        while True:
            search = Search(using=self._client, index=self._name).filter("exists", field="note").sort("note")
            search = search.source(False).extra(track_total_hits=False)
            if after:
                search = search.extra(search_after=after)
            rows = search[:_SCAN].execute().to_dict()["hits"]["hits"]
            for row in rows:
                after = row["sort"]
                yield row["sort"][0]
            if len(rows) < _SCAN:
                return

    def _go_live(self) -> list[str]:
        """Move the aliases, in one step. Returns the indices that were live before and are not needed any more."""
        engine = self._engine
        before = [
            index
            for index in engine.indices(self._client)
            if index.name != self._name and engine._is_live(index) and index.format <= FORMAT
        ]
        actions: list[dict[str, Any]] = [
            {"remove": {"index": index.name, "alias": alias}} for index in before for alias in sorted(index.aliases)
        ]
        actions += [{"add": {"index": self._name, "alias": alias}} for alias in (engine.read, engine.write)]
        actions.append({"remove": {"index": self._name, "alias": engine.building}})
        self._client.indices.update_aliases(actions=actions)
        return [index.name for index in before]
