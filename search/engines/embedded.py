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
from typing import Any, NoReturn, Self, TypeGuard

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA
from tantivy import Occur, Query

from search import scoring, spelling
from search.analysis import DEFAULT_LANGUAGE, LANGUAGES, base_language, script_of
from search.conditions import AllOf, AnyOf, Condition, Either, any_value
from search.documents import Document, Key
from search.locks import file_lock

from .base import (
    AWAY,
    COUNTED,
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
from .encoders import Encoders
from .encoding import FORMAT, FREQUENCIES, KEYWORDS, POSITIONS, WORDS, Encoded, decoded, encoded, key_of, name_of

logger = logging.getLogger(__name__)

_HEAP = 64_000_000  # bytes; Tantivy wants 15 MB a thread at least
_REBUILD_HEAP = 256_000_000
_REBUILD_THREADS = 2
_COUNT_UP_TO = 5_000
"""A term in more documents than this is not counted within a language: it would take longer than it is worth."""
_MOST_VALUES = 200
_MOST_SETS = 2_000
_MOST_COUNTED_LANGUAGES = 500
_EVERY = "1"

_SETS = {"languages": "language_set", "theme": "theme_set", "country": "country_set", "audience": "audience_set"}
"""Fields of which a document may have several values → fields with all of them as one. Counting one value a document
takes a third of the time that several take, and what nobody may see is a short list of sets."""
_APART = "\x1f"
_NOBODY = "\x01"
"""The set of a document without values."""
_JUDGED = {"merit": "merit_number", "fresh": "fresh_number"}
"""Fields with one value at most, which bonuses look at → the same as a number: added to the best hits only."""
_ROOM = 100
"""Hits beyond the page that are looked at for bonuses and ties."""
_ROUNDING = 1.000001
"""Tantivy's numbers have 24 bits."""
_WORTH_A_THREAD = 20_000  # documents


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in KEYWORDS:
        builder.add_text_field(
            name, fast=name in {"language", *COUNTED.values()}, tokenizer_name="raw", index_option="basic"
        )
    for fields, option in ((POSITIONS, "position"), (FREQUENCIES, "freq"), (WORDS, "basic")):
        for name in fields:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    # Every document has the one term of `every`: how often it occurs is how many documents BM25 counts, deleted ones
    # included until a merge drops them.
    builder.add_text_field("every", tokenizer_name="raw", index_option="basic")
    for name in _SETS.values():
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in _JUDGED.values():
        builder.add_integer_field(name, fast=True)
    # `order` breaks ties: the id first, then the kind.
    builder.add_integer_field("order", fast=True)
    builder.add_integer_field("newest", fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


SCHEMA = _schema()


def _number(value: str) -> int:
    """`2026-05` → 202605."""
    return int(value.replace("-", ""))


def _added(made: Encoded) -> tantivy.Document:
    added = tantivy.Document()
    for name, values in made.values.items():
        for value in values:
            added.add_text(name, value)
    for name, terms in made.terms.items():
        added.add_text(name, terms)
    for name, together in _SETS.items():
        added.add_text(together, _APART.join(sorted(made.values[name])) or _NOBODY)
    for name, number in _JUDGED.items():
        for value in made.values[name]:
            added.add_integer(number, _number(value))
    added.add_text("every", _EVERY)
    added.add_integer("order", made.order)
    added.add_integer("newest", made.newest)
    added.add_bytes("stored", json.dumps(made.stored, ensure_ascii=False).encode("utf-8", "replace"))
    return added


# A question as Tantivy's queries


def _matching(condition: Condition) -> Query:
    """`condition` as a query. What it scores is of no use."""
    if isinstance(condition, AnyOf):
        by_field: dict[str, list[str]] = {}
        for name, term in condition.places:
            by_field.setdefault(name, []).append(term)
        either = [
            Query.term_query(SCHEMA, name, terms[0], "basic")
            if len(terms) == 1
            else Query.term_set_query(SCHEMA, name, terms)
            for name, terms in by_field.items()
        ]
        if not either:
            return Query.empty_query()
        return either[0] if len(either) == 1 else Query.boolean_query([(Occur.Should, query) for query in either])
    if isinstance(condition, AllOf):
        return Query.boolean_query([(Occur.Must, _matching(part)) for part in condition.parts])
    if isinstance(condition, Either):
        return Query.boolean_query([(Occur.Should, _matching(part)) for part in condition.parts])
    words: list[str | tuple[int, str]] = list(condition.terms)
    return Query.phrase_query(SCHEMA, condition.field, words)


def _worth(condition: Condition, score: float) -> Query:
    return Query.const_score_query(_matching(condition), score)


def _is_about_audiences(condition: Condition) -> TypeGuard[AnyOf]:
    return isinstance(condition, AnyOf) and {name for name, _ in condition.places} == {"audience"}


def _is_judged(condition: Condition) -> TypeGuard[AnyOf]:
    return isinstance(condition, AnyOf) and len({name for name, _ in condition.places} & _JUDGED.keys()) == 1


@dataclass(frozen=True, slots=True)
class _Scored:
    """A question as Tantivy's queries."""

    wanted: Query
    """What a document must match."""
    bonuses: list[tuple[Occur, Query]]
    """What raises it above others."""
    judged: list[tuple[str, frozenset[int], float]]
    """The bonuses that only the best hits are looked at for: number field, values that bring it, and what it is worth.
    Every document that matches would have to be looked up in long lists otherwise."""


def _scored(plan: scoring.Plan) -> _Scored:
    terms = Query.boolean_query(
        [
            (Occur.Should, Query.boost_query(Query.term_query(SCHEMA, one.field, one.term, "freq"), one.factor))
            for one in plan.clauses
        ]
    )
    constants = Query.boolean_query([(Occur.Should, _worth(condition, score)) for condition, score in plan.constants])
    # Tantivy is fast at terms alone: nothing else may stand between them.
    found = [query for query, given in ((terms, plan.clauses), (constants, plan.constants)) if given]
    bonuses, judged = [], []
    for condition, score in plan.bonuses:
        if score > 0 and _is_judged(condition):
            values = frozenset(_number(value) for _, value in condition.places)
            judged.append((_JUDGED[condition.places[0][0]], values, score))
        elif score > 0:
            bonuses.append((Occur.Should, _worth(condition, score)))
    wanted = found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, query) for query in found])
    return _Scored(wanted, bonuses, judged)


def _most(judged: Iterable[tuple[str, frozenset[int], float]]) -> float:
    """What bonuses can bring a document at most: all of its field's one value that brings most, for every field."""
    best: dict[str, dict[int, float]] = {}
    for name, values, score in judged:
        for value in values:
            of_field = best.setdefault(name, {})
            of_field[value] = of_field.get(value, 0) + score
    return sum(max(of_field.values()) for of_field in best.values())


def _counted(searcher: tantivy.Searcher, query: Query, facets: Iterable[str]) -> dict[str, dict[str, int]]:
    """Facet → value → documents, those values that most of the documents have."""
    fields = {facet: COUNTED[facet] for facet in facets}
    found = searcher.aggregate(
        query,
        {
            facet: {"terms": {"field": _SETS.get(name, name), "size": _MOST_SETS if name in _SETS else _MOST_VALUES}}
            for facet, name in fields.items()
        },
    )
    counts: dict[str, dict[str, int]] = {}
    for facet, name in fields.items():
        if name not in _SETS:
            counts[facet] = {row["key"]: row["doc_count"] for row in found[facet]["buckets"]}
        elif found[facet].get("sum_other_doc_count"):
            # More different sets than are counted: value by value, then.
            wanted = {facet: {"terms": {"field": name, "size": _MOST_VALUES}}}
            counts[facet] = {
                row["key"]: row["doc_count"] for row in searcher.aggregate(query, wanted)[facet]["buckets"]
            }
        else:
            values: dict[str, int] = {}
            for row in found[facet]["buckets"]:
                for value in row["key"].split(_APART) if row["key"] != _NOBODY else ():
                    values[value] = values.get(value, 0) + row["doc_count"]
            ranked = sorted(values.items(), key=lambda item: (-item[1], item[0]))
            counts[facet] = dict(ranked[:_MOST_VALUES])
    return counts


def _by_script(languages: Mapping[str, int]) -> dict[str, int]:
    """Documents by language → by the script of the language (a document in two is counted twice)."""
    found: dict[str, int] = {}
    for code, count in languages.items():
        rules = LANGUAGES.get(base_language(code))
        script = rules.script if rules else ""
        found[script] = found.get(script, 0) + count
    return found


@dataclass(slots=True)
class _Opened:
    """The live generation as this process has it open, as of one commit: all that is known here is of `searcher`."""

    generation: str
    index: tantivy.Index
    stamp: tuple[int, int]
    process: int
    searcher: tantivy.Searcher = field(init=False)
    languages: dict[str, int] | None = field(default=None)
    audiences: list[tuple[str, frozenset[str], int]] = field(init=False)
    """Sets of audiences that documents have: as it is stored, as a set, and how many documents have it."""

    def __post_init__(self) -> None:
        self.searcher = self.index.searcher()
        self.audiences = [
            (stored, frozenset(stored.split(_APART)), count)
            for stored, count in self.searcher.terms_with_prefix(_SETS["audience"], "")
        ]

    def visible(self, audiences: Iterable[str]) -> tuple[Occur, Query] | None:
        """The clause that leaves what one of `audiences` may see; None when that is everything.

        Names those documents that are fewer, the visible or the hidden ones.
        """
        reader = frozenset(audiences)
        hidden = [(stored, count) for stored, found, count in self.audiences if reader.isdisjoint(found)]
        if not hidden:
            return None
        seen = [(stored, count) for stored, found, count in self.audiences if not reader.isdisjoint(found)]
        if sum(count for _, count in hidden) < sum(count for _, count in seen):
            return Occur.MustNot, Query.term_set_query(SCHEMA, _SETS["audience"], [stored for stored, _ in hidden])
        if not seen:
            return Occur.Must, Query.empty_query()
        found = Query.term_set_query(SCHEMA, _SETS["audience"], [stored for stored, _ in seen])
        return Occur.Must, Query.const_score_query(found, 0)

    def filters(self, request: Request, without: str = "") -> list[tuple[Occur, Query]]:
        """Clauses that a document must (not) match and that add nothing to its score."""
        wanted = []
        for condition in scoring.must(request, without):
            if not _is_about_audiences(condition):
                wanted.append((Occur.Must, _worth(condition, 0)))
            elif clause := self.visible(audience for _, audience in condition.places):
                wanted.append(clause)
        return wanted + [(Occur.MustNot, _matching(condition)) for condition in scoring.must_not(request, without)]


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
        number = re.search(r"os error (\d+)", str(error))
        if number and int(number[1]) != errno.ENOENT:
            # Too many open files, no permission, …: the machine is at fault, not the index.
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
            generation = self._current()
            try:
                return self._as_of_now(generation)
            except (_Broken, OSError, ValueError) as error:
                # A rebuild may have replaced and removed it since we looked.
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
        asked = _Scored(Query.const_score_query(Query.all_query(), 0), [], [])
        if request.question is not None:
            plan = scoring.plan(request, self._frequencies(opened, searcher, request))
            weights, unknown = plan.weights or {}, plan.unknown
            if not plan.clauses and not plan.constants:
                return Answer([], 0, {facet: {} for facet in request.facets}, weights, unknown)
            asked = _scored(plan)
        if request.facets and searcher.num_docs > _WORTH_A_THREAD:
            # Tantivy lets go of Python's lock: both passes run at once where there are two cores.
            with ThreadPoolExecutor(1) as beside:
                counting = beside.submit(self._counts, opened, asked.wanted, request)
                rows, total = self._rows(opened, asked, request)
                facets = counting.result()
        else:
            facets = self._counts(opened, asked.wanted, request)
            rows, total = self._rows(opened, asked, request)
        hits = [decoded(json.loads(searcher.doc(at).get_first("stored") or b"{}"), score) for score, at in rows]
        return Answer(hits, total, facets, weights, unknown)

    def _rows(
        self, opened: _Opened, asked: _Scored, request: Request
    ) -> tuple[list[tuple[float, tantivy.DocAddress]], int]:
        """Score and address of the hits on the page, and how many there are on all pages.

        Tantivy breaks ties by address, which a merge changes, and does not know the bonuses that are `judged`: of more
        hits than were asked for, those are taken that none behind them can reach.
        """
        by_date = request.by_date or request.question is None
        query = Query.boolean_query(
            [(Occur.Must, asked.wanted), *opened.filters(request), *(() if by_date else asked.bonuses)]
        )
        end = min(request.offset + request.limit, FARTHEST)
        if end <= request.offset:
            return [], self._total(opened, query)
        judged = [] if by_date else asked.judged
        most = _most(judged)
        look_at = end + _ROOM
        while True:
            result = opened.searcher.search(query, look_at, count=True, order_by_field="newest" if by_date else None)
            found, total = result.hits, result.count  # type: ignore[attr-defined]
            ranked = self._ranked(opened.searcher, found, judged)
            if len(found) < look_at:
                break
            reach = (found[-1][0] + most) * _ROUNDING if most else found[-1][0]
            if ranked[end - 1][0] > reach:
                break
            look_at = min(look_at * 4, total + 1)
        return [(0.0 if by_date else score, at) for score, _, at in ranked[request.offset : end]], total

    @staticmethod
    def _ranked(
        searcher: tantivy.Searcher,
        found: list[tuple[Any, tantivy.DocAddress]],
        judged: list[tuple[str, frozenset[int], float]],
    ) -> list[tuple[float, int, tantivy.DocAddress]]:
        """Score with the bonuses that are `judged`, order and address of hits, the best first, ties by order."""
        addresses = [at for _, at in found]
        scores = [score for score, _ in found]
        for name in {name for name, _, _ in judged}:
            for place, number in enumerate(searcher.fast_field_values(name, addresses)):
                if number is not None:
                    worth = sum(score for field, values, score in judged if field == name and number in values)
                    scores[place] = c_float(scores[place] + worth).value  # as Tantivy adds them up
        orders: list[Any] = searcher.fast_field_values("order", addresses)
        return sorted(zip(scores, orders, addresses, strict=True), key=lambda row: (-row[0], row[1]))

    @staticmethod
    def _total(opened: _Opened, query: Query) -> int:
        counted = opened.searcher.aggregate(query, {"total": {"value_count": {"field": "order"}}})
        return int(counted["total"]["value"])

    def _counts(self, opened: _Opened, wanted: Query, request: Request) -> dict[str, dict[str, int]]:
        """The facets: one pass for those without a chosen value, one more for each with one."""
        alone = [facet for facet in request.facets if request.filters.get(facet)]
        shared = [facet for facet in request.facets if facet not in alone]
        facets: dict[str, dict[str, int]] = {facet: {} for facet in request.facets}
        for counted, without in [(shared, ""), *(([facet], facet) for facet in alone)]:
            if counted:
                query = Query.boolean_query([(Occur.Must, wanted), *opened.filters(request, without)])
                facets |= _counted(opened.searcher, query, counted)
        return facets

    def _languages(self, opened: _Opened, searcher: tantivy.Searcher) -> dict[str, int]:
        """Documents by language, counted once a commit."""
        if opened.languages is None:
            wanted = {"language": {"terms": {"field": "language", "size": _MOST_COUNTED_LANGUAGES}}}
            rows = searcher.aggregate(Query.all_query(), wanted)["language"]["buckets"]
            opened.languages = {row["key"]: row["doc_count"] for row in rows}
        return opened.languages

    def _frequencies(self, opened: _Opened, searcher: tantivy.Searcher, request: Request) -> Frequencies:
        documents = searcher.num_docs
        counted = max(documents, searcher.doc_freq("every", _EVERY))
        languages = request.filters.get("language", ())
        by_language = self._languages(opened, searcher)
        by_script = _by_script(by_language)
        overall: dict[tuple[str, str], int] = {}
        within: dict[tuple[str, str], int] = {}
        population: dict[tuple[str, str], int] = {}
        for analysed, term in scoring.terms_of(request):
            names = [f"{place}_{analysed}" for place in ("body", "title", "other")]
            for name in names:
                overall[name, term] = searcher.doc_freq(name, term)
            common = max(overall[name, term] for name in names)
            if languages:
                among = min(documents, sum(by_language.get(code, 0) for code in languages))
                if 0 < common <= _COUNT_UP_TO:
                    has_it = _matching(AnyOf(tuple((name, term) for name in names)))
                    both = [(Occur.Must, has_it), (Occur.Must, _matching(any_value("language", languages)))]
                    common = searcher.search(Query.boolean_query(both), 1, count=True).count  # type: ignore[attr-defined]
            else:
                script = script_of(term[0])
                script = LANGUAGES[DEFAULT_LANGUAGE[script]].script if script in DEFAULT_LANGUAGE else script
                among = min(documents, by_script.get(script) or documents)
            within[analysed, term] = min(common, among)
            population[analysed, term] = among
        return Frequencies(counted, overall, within, population)

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
            "languages": self._languages(opened, searcher),
            "is_rebuilding": bool(_read(self.folder / "BUILDING")),
        }
        return Status("embedded", "ready", searcher.num_docs, size, str(FORMAT), numbers)

    # Writing

    @contextlib.contextmanager
    def writer(self, *, wait: bool) -> Iterator[Writer]:
        with file_lock(self.folder / "writer.lock", wait=wait):
            writer = _EmbeddedWriter(self.folder, self.folder / self._live().generation)
            try:
                yield writer
            finally:
                writer.close()

    @contextlib.contextmanager
    def rebuild(self, *, wait: bool, fresh: bool = False) -> Iterator[Rebuild]:
        with file_lock(self.folder / "rebuild.lock", wait=wait):
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
            self._writer = tantivy.Index.open(str(self._folder)).writer(_HEAP, 1)
        changed = list(deleted)
        written = 0
        try:
            for key in deleted:
                self._writer.delete_documents_by_term("key", name_of(key))
            for document in documents:
                self._writer.delete_documents_by_term("key", name_of(document.key))
                self._writer.add_document(_added(encoded(document)))
                changed.append(document.key)
                written += 1
            self._note(changed)
            self._writer.commit()
        except BaseException:
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
            self._writer.wait_merging_threads()
            self._writer = None


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
            if self._may_be_there:
                writer.delete_documents_by_term("key", made.key)
            writer.add_document(_added(made))

    def reached(self, kind: str, number: int) -> None:
        if self._writer is None:
            raise ValueError("already published")
        self._take(self._writer, everything=True)
        self._writer.commit()
        self.done = {**self.done, kind: number}
        _replace(self._folder / "PROGRESS", json.dumps({"format": FORMAT, "done": self.done}))

    def publish(self, read: Callable[[Collection[Key]], Iterable[Document]]) -> int:
        if self._writer is None:
            raise ValueError("already published")
        self._take(self._writer, everything=True)
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None
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
            self._writer.rollback()
            self._writer.wait_merging_threads()
            self._writer = None
