"""A temporary SQLite file between the file that is read and the database.

Triples come in any order: the text of a SKOS-XL label may stand a million triples after the concept. So everything that
matters is written down, and read again concept by concept. Memory stays the same however long the file is.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Self

_BUFFER = 5_000
_CACHE = 64_000  # KiB

_TABLES = """
    CREATE TABLE identity (name TEXT PRIMARY KEY, uri TEXT, code TEXT) WITHOUT ROWID;
    CREATE TABLE label (concept TEXT, rank INTEGER, language TEXT, text TEXT);
    CREATE TABLE xl_label (concept TEXT, rank INTEGER, node TEXT);
    CREATE TABLE xl_text (node TEXT, language TEXT, text TEXT);
    CREATE TABLE relation (kind TEXT, concept TEXT, other TEXT);
    CREATE TABLE excluded (concept TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE known (name TEXT PRIMARY KEY, id INTEGER) WITHOUT ROWID;
    CREATE TABLE known_id (id INTEGER PRIMARY KEY);
    CREATE TABLE kept (kind TEXT, concept INTEGER, other INTEGER, PRIMARY KEY (kind, concept, other)) WITHOUT ROWID;
"""

_INSERTS = {
    "identity": "INSERT OR IGNORE INTO identity VALUES (?, ?, ?)",
    "label": "INSERT INTO label VALUES (?, ?, ?, ?)",
    "xl_label": "INSERT INTO xl_label VALUES (?, ?, ?)",
    "xl_text": "INSERT INTO xl_text VALUES (?, ?, ?)",
    "relation": "INSERT INTO relation VALUES (?, ?, ?)",
    "excluded": "INSERT OR IGNORE INTO excluded VALUES (?)",
    "known": "INSERT OR REPLACE INTO known VALUES (?, ?)",
    "known_id": "INSERT OR IGNORE INTO known_id VALUES (?)",
    "kept": "INSERT OR IGNORE INTO kept VALUES (?, ?, ?)",
}

KINDS = ("preferred", "alternative", "hidden")
"""By rank: the strongest first."""


@dataclass(slots=True)
class Entry:
    """A concept as the file has it. `labels`: (language, text, kind), preferred ones first, each text once a language.

    `code` is the concept's identity when the file says so (tables); else it is "".
    """

    name: str
    uri: str
    code: str
    labels: list[tuple[str, str, str]] = field(default_factory=list)


class Spool:
    """`with Spool() as spool:` the file goes away at the end."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="rutero-terms-")
        # Nothing in it outlives this process: no journal, no waiting for the disk.
        self._db = sqlite3.connect(Path(self._folder.name) / "spool.sqlite3", isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", f"cache_size=-{_CACHE}"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("PRAGMA temp_store=FILE")
        self._db.executescript(_TABLES)
        self._waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in _INSERTS}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        self._folder.cleanup()

    def _put(self, table: str, *row: object) -> None:
        waiting = self._waiting[table]
        waiting.append(row)
        if len(waiting) >= _BUFFER:
            self._write(table)

    def _write(self, table: str) -> None:
        if waiting := self._waiting[table]:
            self._db.execute("BEGIN")
            self._db.executemany(_INSERTS[table], waiting)
            self._db.execute("COMMIT")
            waiting.clear()

    def _settle(self) -> None:
        for table in _INSERTS:
            self._write(table)

    def identify(self, name: str, *, uri: str, code: str) -> None:
        self._put("identity", name, uri, code)

    def label(self, concept: str, kind: str, language: str, text: str) -> None:
        self._put("label", concept, KINDS.index(kind), language, text)

    def xl_label(self, concept: str, kind: str, node: str) -> None:
        self._put("xl_label", concept, KINDS.index(kind), node)

    def xl_text(self, node: str, language: str, text: str) -> None:
        self._put("xl_text", node, language, text)

    def relate(self, concept: str, kind: str, other: str) -> None:
        """`kind`: broader, narrower (kept as broader the other way round), or related (kept once)."""
        if concept == other:
            return
        if kind == "narrower" or (kind == "related" and other < concept):
            concept, other = other, concept
        self._put("relation", "related" if kind == "related" else "broader", concept, other)

    def exclude(self, concept: str) -> None:
        """It has labels, but is no concept (or no longer one)."""
        self._put("excluded", concept)

    def entries(self) -> Iterator[Entry]:
        """Every concept that has a label, in the order of names."""
        self._settle()
        self._db.execute("CREATE INDEX IF NOT EXISTS xl_text_node ON xl_text (node)")
        # One row of a table may name a concept by its code, another by code and URI.
        self._db.execute(
            """
            UPDATE label SET concept = named.whole FROM (
                SELECT short.name, min(long.name) AS whole FROM identity short JOIN identity long
                ON long.code = short.code AND long.uri <> '' WHERE short.uri = '' GROUP BY short.name
            ) AS named WHERE label.concept = named.name
            """
        )
        rows = self._db.cursor().execute(
            """
            SELECT concept, rank, language, text FROM (
                SELECT concept, rank, language, text, rowid AS place FROM label
                UNION ALL
                SELECT xl_label.concept, xl_label.rank, xl_text.language, xl_text.text, xl_label.rowid
                FROM xl_label JOIN xl_text ON xl_text.node = xl_label.node
            ) WHERE concept NOT IN (SELECT concept FROM excluded) ORDER BY concept, rank, place
            """
        )
        for name, group in groupby(rows, key=itemgetter(0)):
            named = self._db.execute("SELECT uri, code FROM identity WHERE name = ?", [name]).fetchone()
            uri, code = named or (name, "")
            entry = Entry(name, uri, code)
            seen: set[tuple[str, str]] = set()
            preferred: set[str] = set()
            for _name, rank, language, text in group:
                if (language, text) in seen:
                    continue
                seen.add((language, text))
                kind = KINDS[rank]
                # SKOS allows one a language; files have more, and each of them is a name.
                if kind == "preferred" and language in preferred:
                    kind = "alternative"
                preferred |= {language} if kind == "preferred" else set()
                entry.labels.append((language, text, kind))
            yield entry

    def has(self, uri: str) -> bool:
        """Whether a table names a concept by this URI."""
        return self._db.execute("SELECT 1 FROM identity WHERE name = ?", [uri]).fetchone() is not None

    def known(self, name: str, concept_id: int) -> None:
        """The concept `name` is the row `concept_id`; a negative one is a row that a dry run does not make."""
        self._put("known", name, concept_id)
        self._put("known_id", concept_id)

    def are_known(self, ids: Iterable[int]) -> set[int]:
        """Which of these rows are concepts of the file."""
        self._settle()
        return {
            number for number in ids if self._db.execute("SELECT 1 FROM known_id WHERE id = ?", [number]).fetchone()
        }

    def relations(self, size: int) -> Iterator[list[tuple[str, str, str, int | None, int | None]]]:
        """Lists of up to `size` (kind, name, other name, row, other row); a row is None when it has no label here."""
        self._settle()
        rows = self._db.cursor().execute(
            """
            SELECT DISTINCT relation.kind, relation.concept, relation.other, one.id, two.id
            FROM relation
            LEFT JOIN known one ON one.name = relation.concept LEFT JOIN known two ON two.name = relation.other
            WHERE relation.concept NOT IN (SELECT concept FROM excluded)
            AND relation.other NOT IN (SELECT concept FROM excluded)
            ORDER BY relation.concept, relation.kind, relation.other
            """
        )
        while batch := rows.fetchmany(size):
            yield batch

    def keep(self, kind: str, concept: int, other: int) -> None:
        self._put("kept", kind, concept, other)

    def are_kept(self, relations: Iterable[tuple[str, int, int]]) -> set[tuple[str, int, int]]:
        self._settle()
        query = "SELECT 1 FROM kept WHERE kind = ? AND concept = ? AND other = ?"
        return {relation for relation in relations if self._db.execute(query, relation).fetchone()}
