"""The engine out of the box: Tantivy, in a folder beside the database. No other service, any number of processes.

    SEARCH_INDEX_DIR/
        CURRENT           the name of the live generation; replaced atomically
        generation-…/     a Tantivy index and FORMAT, the version of schema and analysis it was made with
        BUILDING          the name of the generation a rebuild is filling, or was filling when it was killed: its
                          PROGRESS says how far that is written, and the next rebuild goes on there
        CHANGED           keys written to the live index since that rebuild began: it reads them again at its end
        writer.lock       held (flock) by the one process that writes; the kernel frees it when the process dies
        rebuild.lock      the same for rebuilds

A reader looks at two file times before each search, which is how it sees another process's commit at once.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import math
import os
import re
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from ctypes import c_float
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, Self

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA
from tantivy import Occur, Query

from search import scoring, spelling
from search.conditions import AnyOf, Condition, any_value
from search.documents import Document, Key
from search.locks import file_lock

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
    WriterBusy,
)
from .embedded_fields import EVERY, SCHEMA, added, term_of
from .embedded_queries import Judged, Scored, Visibility, counted, filters, matching, most, scored
from .embedded_queries import total as total_of
from .encoders import Encoders
from .encoding import FORMAT, POSITIONS, decoded, encoded, key_of, name_of
from .populations import COUNT_UP_TO, FEW_DELETED, Term, places, populations

logger = logging.getLogger(__name__)

_HEAP = 64_000_000  # bytes; Tantivy wants 15 MB a thread at least
_REBUILD_HEAP = 256_000_000
_REBUILD_THREADS = 2
_MOST_COUNTED_LANGUAGES = 500
_ROOM = 60
"""Hits beyond the page that are looked at for bonuses and ties."""
_ROUNDING = 1.000001
"""Tantivy's numbers have 24 bits."""
_WORTH_A_THREAD = 20_000  # documents


@dataclass(slots=True)
class _Opened:
    """The live generation as this process has it open, as of one commit: all that is known here is of `searcher`."""

    generation: str
    index: tantivy.Index
    stamp: tuple[int, int]
    process: int
    searcher: tantivy.Searcher = field(init=False)
    visibility: Visibility = field(init=False)
    languages: dict[str, int] | None = field(default=None)
    scales: dict[str, float] = field(default_factory=dict)
    """Field in ALIKE → what a term of it scores in a document, per idf."""

    def __post_init__(self) -> None:
        self.searcher = self.index.searcher()
        self.visibility = Visibility(self.searcher)

    def matching(self, wanted: Query, request: Request, without: str = "") -> list[tuple[Occur, Query]]:
        return [(Occur.Must, wanted), *filters(self.visibility, request, without)]


def _replace(path: Path, text: str) -> None:
    """Write a small file so that readers see the old text or the new, and a power cut leaves one of them."""
    fresh = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path) -> str:
    """The text of a small file; "" when there is none."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


class _Broken(Exception):  # noqa: N818
    """A generation that cannot be used; the message says why."""


def _is_of_machine(error: BaseException) -> bool:
    """Too many open files, no permission, no room, …: the machine is at fault, not the index."""
    if isinstance(error, OSError):
        return error.errno not in (errno.ENOENT, errno.ENOTDIR)
    number = re.search(r"os error (\d+)", str(error))
    return number is not None and int(number[1]) not in (errno.ENOENT, errno.ENOTDIR)


@contextlib.contextmanager
def _of_machine() -> Iterator[None]:
    """What goes wrong with files in here leaves the index as it was, and is nobody's document's fault."""
    try:
        yield
    except OSError as error:
        raise EngineUnavailable(AWAY, str(error)) from error


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    """The same for what Tantivy does while it writes: a thread of its own that found no room on the disk says only
    that it was killed."""
    try:
        with _of_machine():
            yield
    except ValueError as error:
        raise EngineUnavailable(AWAY, str(error)) from error


def _open(folder: Path) -> tantivy.Index:
    """Raises _Broken for an index of an older format or one that Tantivy cannot read, EngineUnavailable for a newer."""
    made_with = _read(folder / "FORMAT")
    if not made_with.isdigit() or int(made_with) < FORMAT:
        raise _Broken(f"format {made_with or 'unknown'}, this version writes {FORMAT}")
    if int(made_with) > FORMAT:
        # Another, newer process made it, in the middle of a deployment: not ours to touch.
        raise EngineUnavailable(REBUILDING, f"the index has format {made_with}, this process reads {FORMAT}")
    try:
        index = tantivy.Index.open(str(folder))
        index.config_reader(reload_policy="manual")
        index.reload()
        index.searcher()
    except BaseException as error:
        # Tantivy panics on some damaged files, and a panic is no Exception in Python.
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        if _is_of_machine(error):
            raise EngineUnavailable(AWAY, str(error)) from error
        raise _Broken(f"cannot be read: {error}") from error
    return index


class EmbeddedEngine(Engine):
    """See the module."""

    @classmethod
    def for_site(cls, site: Site) -> Self:
        return cls(site.folder)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._opened: _Opened | None = None
        self._guard = threading.Lock()

    # Reading

    def _current(self) -> str:
        generation = _read(self.folder / "CURRENT")
        if not generation:
            raise EngineUnavailable(REBUILDING, "there is no index", wants_rebuild=True)
        return generation

    def _stamp(self, generation: str) -> tuple[int, int]:
        """Changes with every commit: Tantivy replaces meta.json."""
        found = os.stat(self.folder / generation / "meta.json")
        return found.st_mtime_ns, found.st_ino

    def _live(self) -> _Opened:
        """The live generation, as of now."""
        while True:
            with _of_machine():
                generation = self._current()
            try:
                return self._as_of_now(generation)
            except (_Broken, OSError, ValueError) as error:
                if _is_of_machine(error):
                    raise EngineUnavailable(AWAY, str(error)) from error
                # A rebuild may have replaced and removed it since we looked.
                with _of_machine():
                    if self._current() == generation:
                        self._set_aside(generation, str(error))

    def _as_of_now(self, generation: str) -> _Opened:
        with self._guard:
            opened, self._opened = self._opened, None
            stamp = self._stamp(generation)
            if opened is None or opened.generation != generation or opened.process != os.getpid():
                opened = _Opened(generation, _open(self.folder / generation), stamp, os.getpid())
            elif opened.stamp != stamp:
                opened.index.reload()
                opened = _Opened(generation, opened.index, stamp, opened.process)
            self._opened = opened
            return opened

    def _set_aside(self, generation: str, why: str) -> NoReturn:
        """Take a broken generation out of use, once, whoever notices first. Always raises EngineUnavailable."""
        try:
            with file_lock(self.folder / "rebuild.lock", wait=False):
                if _read(self.folder / "CURRENT") == generation:
                    aside = self.folder / f"aside-{generation}"
                    logger.error("The search index %s %s. It is set aside and rebuilt.", self.folder / generation, why)
                    (self.folder / "CURRENT").unlink()
                    for old in self.folder.glob("aside-*"):
                        shutil.rmtree(old, ignore_errors=True)
                    with contextlib.suppress(OSError):
                        (self.folder / generation).rename(aside)
        except WriterBusy:
            raise EngineUnavailable(REBUILDING, why) from None
        raise EngineUnavailable(REBUILDING, why, wants_rebuild=True)

    def search(self, request: Request) -> Answer:
        opened = self._live()
        searcher = opened.searcher
        weights: Mapping[str, float] = {}
        unknown: tuple[str, ...] = ()
        rare: tuple[str, ...] = ()
        asked = Scored(Query.const_score_query(Query.all_query(), 0))
        if request.question is not None:
            frequencies = self._frequencies(opened, request)
            plan = scoring.plan(request, frequencies)
            weights, unknown, rare = plan.weights or {}, plan.unknown, plan.rare
            if not plan.clauses and not plan.constants:
                return Answer([], 0, {facet: {} for facet in request.facets}, weights, unknown, rare)
            asked = scored(plan, frequencies, lambda name, term: self._scale(opened, frequencies, name, term))
        # One pass counts the facets without a chosen value, one more each of those with one.
        passes = [(facet, [facet]) for facet in request.facets if request.filters.get(facet)]
        if shared := [facet for facet in request.facets if not request.filters.get(facet)]:
            passes.insert(0, ("", shared))

        def count(without: str, facets: list[str]) -> dict[str, dict[str, int]]:
            query = Query.boolean_query(opened.matching(asked.wanted, request, without))
            return counted(searcher, query, facets)

        facets: dict[str, dict[str, int]] = {facet: {} for facet in request.facets}
        if passes and searcher.num_docs > _WORTH_A_THREAD:
            # Tantivy lets go of Python's lock: they run at once where there are cores.
            with ThreadPoolExecutor(len(passes)) as beside:
                counting = [beside.submit(count, *one) for one in passes]
                rows, total = self._rows(opened, asked, request)
                for found in counting:
                    facets |= found.result()
        else:
            rows, total = self._rows(opened, asked, request)
            for one in passes:
                facets |= count(*one)
        hits = [decoded(json.loads(searcher.doc(at).get_first("stored") or b"{}"), score) for score, at in rows]
        return Answer(hits, total, facets, weights, unknown, rare)

    def _rows(
        self, opened: _Opened, asked: Scored, request: Request
    ) -> tuple[list[tuple[float, tantivy.DocAddress]], int]:
        """Score and address of the hits on the page, and how many there are on all pages.

        Tantivy breaks ties by address, which a merge changes, and is not told of the bonuses that are `judged`: of
        more hits than were asked for, those are taken that none behind them can reach.
        """
        by_date = request.by_date or request.question is None
        judged = [] if by_date else asked.judged
        bonuses = [] if by_date else [(Occur.Should, bonus) for bonus in asked.bonuses]
        query = Query.boolean_query([*opened.matching(asked.wanted, request), *bonuses])
        end = min(request.offset + request.limit, FARTHEST)
        if end <= request.offset:
            return [], total_of(opened.searcher, query)
        look_at = end + _ROOM
        while True:
            result = opened.searcher.search(query, look_at, count=True, order_by_field="newest" if by_date else None)
            found, total = result.hits, result.count  # type: ignore[attr-defined]
            ranked = self._ranked(opened.searcher, found, judged)
            if len(found) < look_at:
                break
            reach = (found[-1][0] + most(judged)) * _ROUNDING if judged else found[-1][0]
            if ranked[end - 1][0] > reach:
                break
            look_at = min(look_at * 4, total + 1)
        return [(0.0 if by_date else score, at) for score, _, at in ranked[request.offset : end]], total

    @staticmethod
    def _ranked(
        searcher: tantivy.Searcher, found: list[tuple[Any, tantivy.DocAddress]], judged: list[Judged]
    ) -> list[tuple[float, int, tantivy.DocAddress]]:
        """Score with the bonuses that are `judged`, order and address of hits: the best first, ties by order."""
        addresses = [at for _, at in found]
        scores = [score for score, _ in found]
        for name in {one.field for one in judged}:
            for place, number in enumerate(searcher.fast_field_values(name, addresses)):
                more = sum(one.score for one in judged if one.field == name and number in one.values)
                scores[place] = c_float(scores[place] + more).value  # as Tantivy adds them up
        orders: list[Any] = searcher.fast_field_values("order", addresses)
        return sorted(zip(scores, orders, addresses, strict=True), key=lambda row: (-row[0], row[1]))

    @staticmethod
    def _scale(opened: _Opened, frequencies: Frequencies, name: str, term: str) -> float:
        if name not in opened.scales:
            hits = opened.searcher.search(Query.term_query(SCHEMA, name, term_of(name, term), "basic"), 1).hits
            if not hits:
                return 1.0  # all that had it were deleted
            opened.scales[name] = hits[0][0] / scoring.idf(frequencies.documents, frequencies.overall[name, term])
        return opened.scales[name]

    @staticmethod
    def _languages(opened: _Opened) -> dict[str, int]:
        """Documents by language, counted once a commit."""
        if opened.languages is None:
            wanted = {"language": {"terms": {"field": "language", "size": _MOST_COUNTED_LANGUAGES}}}
            rows = opened.searcher.aggregate(Query.all_query(), wanted)["language"]["buckets"]
            opened.languages = {row["key"]: row["doc_count"] for row in rows}
        return opened.languages

    def _frequencies(self, opened: _Opened, request: Request) -> Frequencies:
        searcher = opened.searcher
        documents = searcher.num_docs
        as_bm25_counts = max(documents, searcher.doc_freq("every", EVERY))
        languages = request.filters.get("language", ())
        terms = scoring.terms_of(request)
        population = populations(terms, self._languages(opened), languages, documents)
        overall: dict[Term, int] = {}
        within: dict[Term, int] = {}
        for one in terms:
            for name, term in places(one):
                overall[name, term] = searcher.doc_freq(name, term_of(name, term))
            common = max(overall[place] for place in places(one))
            if 0 < common <= COUNT_UP_TO:
                if languages:
                    common = self._count(opened, AnyOf(places(one)), any_value("language", languages))
                elif as_bm25_counts > documents * FEW_DELETED:
                    common = max(self._count(opened, AnyOf((place,))) for place in places(one))
            within[one] = min(common, population[one])
        return Frequencies(as_bm25_counts, overall, within, population)

    @staticmethod
    def _count(opened: _Opened, *conditions: Condition) -> int:
        """How many documents are like all of `conditions`; deleted ones are none."""
        return total_of(opened.searcher, Query.boolean_query([(Occur.Must, matching(one)) for one in conditions]))

    def fingerprints(self) -> Iterator[tuple[Key, str]]:
        searcher = self._live().searcher
        last, seen = -1, set[Key]()
        while True:
            beyond = Query.range_query(SCHEMA, "order", tantivy.FieldType.Integer, lower_bound=last)
            rows = searcher.search(beyond, 2_000, count=False, order_by_field="order", order=tantivy.Order.Asc).hits
            fresh = 0
            this_time = set[Key]()
            for order, at in rows:
                stored = json.loads(searcher.doc(at).get_first("stored") or b"{}")
                key = (stored["kind"], stored["id"])
                this_time.add(key)
                last = order
                if key not in seen:
                    fresh += 1
                    yield key, stored["fingerprint"]
            seen = this_time
            if not fresh:
                return

    def similar(self, term: str, *, limit: int) -> list[str]:
        searcher = self._live().searcher
        found = {one for name in POSITIONS for one, _ in searcher.terms_with_prefix(name, term[:1])}
        near = process.extract(
            term, list(found), scorer=OSA.distance, score_cutoff=spelling.most_strokes(term), limit=None, processor=None
        )
        return spelling.nearest(term, [one for one, _, _ in near], limit)

    def status(self) -> Status:
        size = 0
        for path in self.folder.rglob("*"):
            with contextlib.suppress(OSError):
                size += path.stat().st_size if path.is_file() else 0
        try:
            opened = self._live()
        except EngineUnavailable as away:
            detail = {"why": str(away)}
            return Status("embedded", away.reason, bytes=size, detail=detail, needs_rebuild=away.wants_rebuild)
        searcher = opened.searcher
        numbers = {
            "folder": str(self.folder / opened.generation),
            "segments": searcher.num_segments,
            "languages": self._languages(opened),
            "is_rebuilding": bool(_read(self.folder / "BUILDING")),
        }
        return Status("embedded", "ready", searcher.num_docs, size, str(FORMAT), numbers)

    # Writing

    @contextlib.contextmanager
    def writer(self, *, wait: bool) -> Iterator[Writer]:
        with contextlib.ExitStack() as held:
            with _of_machine():
                held.enter_context(file_lock(self.folder / "writer.lock", wait=wait))
            writer = _EmbeddedWriter(self.folder, self.folder / self._live().generation)
            held.callback(writer.close)
            yield writer

    @contextlib.contextmanager
    def rebuild(self, *, wait: bool, fresh: bool = False) -> Iterator[Rebuild]:
        with contextlib.ExitStack() as held, _of_machine():
            held.enter_context(file_lock(self.folder / "rebuild.lock", wait=wait))
            current = _read(self.folder / "CURRENT")
            generation = "" if fresh else self._unfinished(current)
            if not generation:
                self._forget_rebuild()
            for leftover in self.folder.glob("generation-*"):
                if leftover.name not in (current, generation):
                    shutil.rmtree(leftover, ignore_errors=True)
            if not generation:
                generation = f"generation-{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}"
                (self.folder / generation).mkdir()
                # From here on every writer notes what it changes: whatever is read below may be stale when it does.
                _replace(self.folder / "BUILDING", generation)
            made = _EmbeddedRebuild(self, generation)
            try:
                yield made
            finally:
                made.close()
                if _read(self.folder / "CURRENT") != generation and not made.done:
                    self._forget_rebuild()
                    shutil.rmtree(self.folder / generation, ignore_errors=True)

    def _unfinished(self, current: str) -> str:
        """The generation that an interrupted rebuild left, when it is worth going on with; else ""."""
        generation = _read(self.folder / "BUILDING")
        if not generation or generation == current:
            return ""
        made_with, _ = _progress(self.folder / generation)
        return generation if made_with == FORMAT and _age(self.folder / generation) < KEPT.total_seconds() else ""

    def _forget_rebuild(self) -> None:
        (self.folder / "BUILDING").unlink(missing_ok=True)
        (self.folder / "CHANGED").unlink(missing_ok=True)


def _progress(folder: Path) -> tuple[int, dict[str, int]]:
    """The format that an unfinished generation is written in, 0 when nothing is; and how far each kind is written."""
    try:
        found = json.loads(_read(folder / "PROGRESS") or "{}")
        return int(found.get("format", 0)), {kind: int(last) for kind, last in found.get("done", {}).items()}
    except (ValueError, AttributeError):
        return 0, {}


def _age(folder: Path) -> float:
    """Seconds since a rebuild last got on in this generation."""
    for path in (folder / "PROGRESS", folder):
        with contextlib.suppress(OSError):
            return time.time() - path.stat().st_mtime
    return math.inf


class _EmbeddedWriter(Writer):
    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder
        self._writer: tantivy.IndexWriter | None = None

    def write(self, documents: Iterable[Document], deleted: Collection[Key] = ()) -> int:
        if self._writer is None:
            with _writing():
                self._writer = tantivy.Index.open(str(self._folder)).writer(_HEAP, 1)
        changed = list(deleted)
        written = 0
        try:
            for key in deleted:
                self._writer.delete_documents_by_term("key", name_of(key))
            for document in documents:
                made = added(encoded(document))
                with _writing():
                    self._writer.delete_documents_by_term("key", name_of(document.key))
                    self._writer.add_document(made)
                changed.append(document.key)
                written += 1
            with _writing():
                self._note(changed)
                self._writer.commit()
        except BaseException:
            with _writing():
                self._writer.rollback()
            raise
        return written

    def _note(self, changed: Sequence[Key]) -> None:
        """Tell a rebuild that is under way what it has to read again."""
        building = _read(self._root / "BUILDING")
        # One that nobody will go on with any more must not fill the disk with notes.
        if changed and building and _age(self._root / building) < 2 * KEPT.total_seconds():
            with (self._root / "CHANGED").open("a", encoding="utf-8") as file:
                file.write("".join(f"{name_of(key)}\n" for key in changed))

    def close(self) -> None:
        if self._writer is not None:
            # Without waiting, merges would be thrown away and small commits pile up as segments.
            writer, self._writer = self._writer, None
            with _writing():
                writer.wait_merging_threads()


class _EmbeddedRebuild(Rebuild):
    def __init__(self, engine: EmbeddedEngine, generation: str) -> None:
        self._engine = engine
        self._generation = generation
        self._folder = engine.folder / generation
        _, self.done = _progress(self._folder)
        # What was committed after the last progress was noted is written again.
        self._may_be_there = bool(self.done)
        self._index = tantivy.Index(SCHEMA, str(self._folder))
        self._writer: tantivy.IndexWriter | None = self._index.writer(_REBUILD_HEAP, _REBUILD_THREADS)
        self._encoders = Encoders()

    def write(self, documents: Iterable[Document]) -> int:
        if self._writer is None:
            raise ValueError("already published")
        written = self._encoders.add(documents)
        self._take(self._writer)
        return written

    def _take(self, writer: tantivy.IndexWriter, *, everything: bool = False) -> None:
        for made in self._encoders.take(everything=everything):
            document = added(made)
            with _writing():
                if self._may_be_there:
                    writer.delete_documents_by_term("key", made.key)
                writer.add_document(document)

    def reached(self, kind: str, number: int) -> None:
        if self._writer is None:
            raise ValueError("already published")
        self._take(self._writer, everything=True)
        with _writing():
            self._writer.commit()
        self.done = {**self.done, kind: number}
        _replace(self._folder / "PROGRESS", json.dumps({"format": FORMAT, "done": self.done}))

    def publish(self, read: Callable[[Collection[Key]], Iterable[Document]]) -> int:
        if self._writer is None:
            raise ValueError("already published")
        self._take(self._writer, everything=True)
        writer, self._writer = self._writer, None
        with _writing():
            writer.commit()
            writer.wait_merging_threads()
        root = self._engine.folder
        with file_lock(root / "writer.lock", wait=True):
            changed = {key_of(line) for line in _read(root / "CHANGED").splitlines()}
            if changed:
                late = _EmbeddedWriter(root, self._folder)
                try:
                    late.write(read(changed), changed)
                finally:
                    late.close()
            _replace(self._folder / "FORMAT", str(FORMAT))
            before = _read(root / "CURRENT")
            _replace(root / "CURRENT", self._generation)
            self._engine._forget_rebuild()
            (self._folder / "PROGRESS").unlink(missing_ok=True)
        if before and before != self._generation:
            # Processes that have it open keep reading their mapped files until they look at CURRENT again.
            shutil.rmtree(root / before, ignore_errors=True)
        self._index.reload()
        return self._index.searcher().num_docs

    def close(self) -> None:
        self._encoders.close()
        if self._writer is not None:
            writer, self._writer = self._writer, None
            with _writing():
                writer.rollback()
                writer.wait_merging_threads()
