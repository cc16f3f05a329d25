"""What Elasticsearch keeps of a document: the fields of `encoding`, typed."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal

from elasticsearch.dsl import Document as StoredDocument
from elasticsearch.dsl import Keyword, Long, M, MetaField, Object, Text, mapped_field

from search.documents import Document

from .encoding import FORMAT, encoded


def _text(index_options: Literal["freqs", "positions"]) -> Any:
    """Terms with spaces between them. `whitespace` is built in: no cluster needs a plugin, or an analyzer of ours."""
    return mapped_field(Text(analyzer="whitespace", index_options=index_options), default=None)


def _words() -> Any:
    """Terms that are there or not: their number says nothing about a document."""
    return mapped_field(Text(analyzer="whitespace", index_options="docs", norms=False), default=None)


def _value(*, is_counted: bool = False) -> Any:
    return mapped_field(Keyword(doc_values=is_counted), default=None)


class IndexedDocument(StoredDocument):
    """A document of ours. How `encoding` names the groups of fields: POSITIONS, FREQUENCIES, WORDS, KEYWORDS."""

    title_exact: M[str] = _text("positions")
    body_exact: M[str] = _text("positions")

    title_loose: M[str] = _text("freqs")
    body_loose: M[str] = _text("freqs")

    other_exact: M[str] = _words()
    other_loose: M[str] = _words()
    author: M[str] = _words()
    suggest: M[str] = _words()

    key: M[list[str]] = _value()
    code: M[list[str]] = _value()
    audience: M[list[str]] = _value()
    not_for: M[list[str]] = _value()
    fresh: M[list[str]] = _value()
    merit: M[list[str]] = _value()
    type: M[list[str]] = _value(is_counted=True)
    language: M[list[str]] = _value(is_counted=True)
    languages: M[list[str]] = _value(is_counted=True)
    theme: M[list[str]] = _value(is_counted=True)
    country: M[list[str]] = _value(is_counted=True)
    tag: M[list[str]] = _value(is_counted=True)
    evidence: M[list[str]] = _value(is_counted=True)
    year: M[list[str]] = _value(is_counted=True)
    community: M[list[str]] = _value(is_counted=True)

    order: M[int] = mapped_field(Long(index=False), default=0)
    newest: M[int] = mapped_field(Long(index=False), default=0)
    stored: M[dict[str, Any]] = mapped_field(Object(enabled=False), default_factory=dict)

    # Of an index that is being filled: keys of what was written to the live one meanwhile, and how far it is. Any
    # version of this software finds them, whatever the format: never change these two.
    note: M[str] = mapped_field(Keyword(), default=None)
    progress: M[dict[str, Any]] = mapped_field(Object(enabled=False), default=None)

    class Meta:
        dynamic = MetaField(False)
        # The terms are in the index; nobody wants them back.
        _source = MetaField({"includes": ["stored", "progress"]})


def mapping() -> dict[str, Any]:
    """The mapping of an index of ours, with `_meta` that says what it was made with."""
    found = IndexedDocument._doc_type.mapping.to_dict()
    return found | {"_meta": {"format": FORMAT, "fingerprint": _fingerprint(found)}}


def fingerprint() -> str:
    """Changes when a field does, or the analysis."""
    return str(mapping()["_meta"]["fingerprint"])


def _fingerprint(fields: dict[str, Any]) -> str:
    # Sorted: the order of a mapping's keys means nothing, and differs.
    return hashlib.blake2b(json.dumps([FORMAT, fields], sort_keys=True).encode(), digest_size=12).hexdigest()


def source_of(document: Document) -> dict[str, Any]:
    """`document` as the body of an index request."""
    made = encoded(document)
    fields: dict[str, Any] = made.terms | made.values
    typed = IndexedDocument(**fields, order=made.order, newest=made.newest)
    # Past the typed document, which would wrap every list in it.
    return typed.to_dict() | {"stored": _clean(made.stored)}


def _clean(stored: dict[str, Any]) -> dict[str, Any]:
    """Without lone surrogates, which no UTF-8 has."""
    found: dict[str, Any] = json.loads(json.dumps(stored, ensure_ascii=False).encode("utf-8", "replace"))
    return found
