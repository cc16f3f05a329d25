"""What search knows of the world: documents, and the sources in other apps that make them.

An app says how its models become documents in its own `search_documents.py`, which `registry.discover()` imports.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

PUBLIC = "public"
MEMBERS = "members"
STAFF = "staff"

Key = tuple[str, int]
"""`(kind, id)` of a document."""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of plain text and the language it is written in.

    `anchor` leads to it on the page of its document (a URL fragment), `author` wrote it: for a post that is quoted.
    """

    language: str
    value: str
    anchor: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """Another language version of a document: found with it, and shown in its place to who reads that language."""

    id: int
    language: str
    title: str
    texts: tuple[Text, ...] = ()


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
    evidence: str = ""
    communities: tuple[str, ...] = ()
    """Slugs."""
    authors: tuple[str, ...] = ()
    """Names of people who wrote it: `by:name` finds it."""
    date: datetime | None = None
    merit: int = 0
    """How well it is proven, from 0 (nobody has said) to 3."""
    is_talk: bool = False
    """Grows old: what was said lately is worth more than the same said long ago."""
    versions: tuple[Version, ...] = ()
    """The other language versions of the same thing, those that everybody may see who sees this one."""
    not_for: tuple[str, ...] = ()
    """Languages whose readers find another version instead, unless they ask for this one's language: see `grouped`."""

    @property
    def key(self) -> Key:
        return self.kind, self.id

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages it can be had in, its own first."""
        return tuple(dict.fromkeys([self.language, *(version.language for version in self.versions)]))

    def fingerprint(self) -> str:
        """Changes when anything does that is findable or shown: `search check` compares it with the index's."""
        unordered = {"audiences", "themes", "countries", "tags", "communities", "authors", "not_for"}
        values = ((name, getattr(self, name)) for name in self.__dataclass_fields__)
        parts = [repr(sorted(value) if name in unordered else value) for name, value in values]
        return hashlib.blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def grouped(documents: Sequence[Document], languages: Sequence[str]) -> Iterator[Document]:
    """The same documents, language versions of one thing, each knowing of the others.

    A reader of any of `languages` (the site's, the most common first) finds exactly one of them: the version in that
    language, or else the one in the first of `languages`. Versions with other audiences than a document's own are
    not mentioned in it: nobody learns of a text they may not see.
    """
    order = {code: at for at, code in enumerate(languages)}
    for document in documents:
        family = sorted(
            (one for one in documents if set(one.audiences) == set(document.audiences)),
            key=lambda one: (order.get(one.language, len(order)), one.language, one.id),
        )
        own_rank = family.index(document)
        theirs = {one.language for one in family if one is not document}
        if len(family) == 1:
            yield document
            continue
        not_for = theirs if own_rank == 0 else {code for code in (*languages, *theirs) if code != document.language}
        yield replace(
            document,
            versions=tuple(Version(one.id, one.language, one.title, one.body) for one in family if one is not document),
            not_for=tuple(sorted(not_for)),
        )


@dataclass(frozen=True, slots=True)
class Link:
    """Where a hit leads for this reader, checked against the database and not against the index."""

    url: str
    is_outdated: bool = False
    """A translation whose original has come to mean something else since."""


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

    def address_of_text(self, url: str, anchor: str) -> str:
        """Where on the page at `url` the text with this `anchor` is."""
        return f"{url}#{anchor}"
