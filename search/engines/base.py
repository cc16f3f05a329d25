"""What an engine must do: keep documents, find them, count them. Everything about language is decided before.

Text reaches an engine as terms (`analysis`), a query as weighted terms (`scoring`). An engine knows no user and no
page: it gets the audiences of the reader and filters by them, always.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from search.analysis import Question
from search.conditions import Condition
from search.documents import Document, Key, Text, Version
from search.expansion import Expansion

VALUES: dict[str, Callable[[Document], tuple[str, ...]]] = {
    "type": lambda document: (document.kind,),
    "language": lambda document: (document.language,),
    "languages": lambda document: document.languages,
    "theme": lambda document: document.themes,
    "country": lambda document: document.countries,
    "tag": lambda document: document.tags,
    "evidence": lambda document: (document.evidence,) if document.evidence else (),
    "year": lambda document: (str(document.date.year),) if document.date else (),
    "community": lambda document: document.communities,
}
"""What documents can be filtered and counted by."""

FACETS = ("type", "language", "theme", "country", "tag", "evidence", "year", "community")

COUNTED = {facet: "languages" if facet == "language" else facet for facet in FACETS}
"""Facet → the field that is counted: a thing counts in every language it can be had in, and is found in one."""

FARTHEST = 10_000
"""Hits that can be paged to, as in Elasticsearch's `max_result_window`."""

KEPT = timedelta(days=1)
"""An unfinished rebuild that has not moved for longer is begun anew."""

REBUILDING = "rebuilding"
AWAY = "away"


class EngineUnavailable(Exception):  # noqa: N818 - says what is, not who erred
    """The engine cannot answer or take changes now. `reason` is REBUILDING or AWAY; nothing was lost."""

    def __init__(self, reason: str, detail: str = "", *, wants_rebuild: bool = False) -> None:
        super().__init__(f"search is {reason}" + (f": {detail}" if detail else ""))
        self.reason = reason
        self.wants_rebuild = wants_rebuild
        """Nobody is rebuilding yet: whoever catches this asks for it (`rebuilding.ask`)."""


class WriterBusy(Exception):  # noqa: N818
    """Another process writes to the index now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of an engine.

    `question` None finds everything, newest first; a question without words finds nothing. `filters` maps a facet to
    the values that will do (any of them). `facets` are counted, each with all filters but its own. Documents are like
    every one of `required` and none of `excluded`.
    """

    audiences: frozenset[str]
    question: Question | None = None
    expansions: tuple[Expansion, ...] = ()
    """Looked for with the question: a document that matches one of them only is found, too."""
    required: tuple[Condition, ...] = ()
    excluded: tuple[Condition, ...] = ()
    codes: tuple[str, ...] = ()
    """Words of the question that may be a document's code, case folded: such a document comes first."""
    starts: str = ""
    """A term of `suggesting`: only documents that begin like this."""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reader: str = ""
    """Of things in several languages, the version for readers of this one; "" or a chosen language: all versions."""
    today: date | None = None
    """What talk is fresh is seen from here; None: age does not matter."""
    by_date: bool = False
    """Newest first instead of best first."""
    facets: tuple[str, ...] = ()
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found, with what was stored of it for showing."""

    kind: str
    id: int
    language: str
    code: str
    title: str
    texts: tuple[Text, ...]
    """In the order of the document's body."""
    date: datetime | None
    score: float
    versions: tuple[Version, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.kind, self.id


@dataclass(frozen=True, slots=True)
class Answer:
    """`hits` of the page asked for, best first, ties by id; `total` of all; facet → value → count.

    `weights` says how much each exact and loose term of the question mattered (highest 1): highlights use it.
    `unknown` are its words that no document in the languages asked for has, in any form, whoever may see it; `rare`
    those that few have (`scoring.RARE`). Neither is for the reader: see `correcting.unknown_to`.
    """

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]]
    weights: Mapping[str, float] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    rare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How common terms are, counted in documents."""

    documents: int
    """Documents in the whole index, as the engine's own BM25 counts them."""
    overall: Mapping[tuple[str, str], int]
    """`(field, term)` → documents with it in the whole index, as the engine's own BM25 counts them."""
    within: Mapping[tuple[str, str], int]
    """`(analysis, term)` → documents with it, in body or title, among those of the languages asked for."""
    population: Mapping[tuple[str, str], int]
    """`(analysis, term)` → those documents: of the language, or of all languages in the term's script."""


@dataclass(frozen=True, slots=True)
class Status:
    """Numbers for `manage.py search status`. `bytes` on disk; `version` of the index; `state` is what it can do."""

    engine: str
    state: str
    documents: int = 0
    bytes: int = 0
    version: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    needs_rebuild: bool = False
    """There is no usable index and nobody is making one."""


class Writer(ABC):
    """The one that may change the index, while its context lasts."""

    @abstractmethod
    def write(self, documents: Iterable[Document], deleted: Collection[Key] = ()) -> int:
        """Take `deleted` out, put `documents` in place of what was there under their keys; return how many went in.

        Durable and found by all when it returns. Documents that cannot be made leave everything as it was; a process
        that is killed in the middle may have written a part, which does no harm when it is written again.
        """


class Rebuild(ABC):
    """A fresh index that is being filled beside the live one. When it is broken off, even by `kill -9`, the next one
    within KEPT goes on where `reached` was called last."""

    done: Mapping[str, int]
    """Kind → id up to which documents were written before this rebuild was interrupted: go on behind it."""

    @abstractmethod
    def write(self, documents: Iterable[Document]) -> int:
        """Add documents; returns how many."""

    @abstractmethod
    def reached(self, kind: str, number: int) -> None:
        """All of `kind` up to the id `number` were written. Durable, with them, when it returns."""

    @abstractmethod
    def publish(self, read: Callable[[Collection[Key]], Iterable[Document]]) -> int:
        """Catch up with what changed since the beginning (`read` gives those documents anew), then go live.

        Returns the number of documents in the index.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What engines need to know of the installation they work for."""

    folder: Path
    """For files of search: an index, locks."""
    url: str = ""
    """Of the service that searches; several, comma-separated, when it has several nodes."""
    api_key: str = ""
    ca_certs: str = ""
    """A file; "" for those that the system trusts."""
    prefix: str = "rutero"
    """Of everything that belongs to this installation in the service."""
    shards: int = 1


class Engine(ABC):
    """One search engine. Safe to use from several threads and processes at once."""

    @classmethod
    @abstractmethod
    def for_site(cls, site: Site) -> Self:
        """The engine of an installation. Asks nothing of a service yet. Raises ValueError when something is missing."""

    @abstractmethod
    def writer(self, *, wait: bool) -> AbstractContextManager[Writer]:
        """The right to write. Raises WriterBusy when another process has it (unless `wait`), EngineUnavailable."""

    @abstractmethod
    def rebuild(self, *, wait: bool, fresh: bool = False) -> AbstractContextManager[Rebuild]:
        """A fresh index, or the one that an interrupted rebuild left, unless `fresh`. Raises WriterBusy as above."""

    @abstractmethod
    def search(self, request: Request) -> Answer:
        """Raises EngineUnavailable."""

    @abstractmethod
    def fingerprints(self) -> Iterator[tuple[Key, str]]:
        """Every document in the index with its `Document.fingerprint()`. Raises EngineUnavailable."""

    @abstractmethod
    def similar(self, term: str, *, limit: int) -> list[str]:
        """Exact terms of titles and bodies that begin like `term` and are one or two strokes away from it
        (`spelling.strokes`), nearest first. Not filtered by audience: whoever shows one checks first that the reader
        may see where it is from. Raises EngineUnavailable.
        """

    @abstractmethod
    def status(self) -> Status:
        """Never raises EngineUnavailable: it says so."""

    def warnings(self) -> list[str]:
        """What somebody should look at, for `manage.py check`. Takes a second at most and never raises."""
        return []
