"""What search knows of the world: documents, and the sources in other apps that make them.

An app says how its models become documents in its own `search_documents.py`, which `registry.discover()` imports.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

PUBLIC = "public"
MEMBERS = "members"
STAFF = "staff"

Key = tuple[str, int]
"""`(kind, id)` of a document."""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of plain text and the language it is written in."""

    language: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One findable thing in one language, as plain text. `(kind, id)` names it everywhere."""

    kind: str
    id: int
    language: str
    title: str
    body: tuple[Text, ...]
    audiences: tuple[str, ...]
    code: str = ""
    themes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    date: datetime | None = None
    languages: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """All languages that occur in it, its own first: a thread has replies in several."""
        if not self.languages:
            found = dict.fromkeys([self.language, *(text.language for text in self.body)])
            object.__setattr__(self, "languages", tuple(found))

    @property
    def key(self) -> Key:
        return self.kind, self.id

    def fingerprint(self) -> str:
        """Changes when anything does that is findable or shown: `search check` compares it with the index's."""
        unordered = {"audiences", "themes", "countries", "tags"}
        values = ((name, getattr(self, name)) for name in self.__dataclass_fields__)
        parts = [repr(sorted(value) if name in unordered else value) for name, value in values]
        return hashlib.blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """Where a hit leads for this reader, checked against the database and not against the index."""

    url: str


class DocumentSource(ABC):
    """How one kind of thing becomes documents. One instance a kind, registered in an app's `search_documents.py`."""

    kind: ClassVar[str]
    label: ClassVar[Any]
    """Plural, translatable: shown in the type facet."""
    touched_by: ClassVar[Mapping[Any, Callable[[Any], Iterable[int]]]]
    """Model class → function from a saved or deleted instance to the ids of the documents that it changes."""

    @abstractmethod
    def ids(self) -> Iterator[int]:
        """Ids of everything that should be in the index, ascending."""

    @abstractmethod
    def documents(self, ids: Sequence[int]) -> Iterator[Document]:
        """Documents for those of `ids` that should be in the index; the others are taken out of it."""

    @abstractmethod
    def links(self, ids: Sequence[int], *, user: Any, language: str) -> dict[int, Link]:
        """Links for those of `ids` that `user` may see now. A fixed number of queries."""
