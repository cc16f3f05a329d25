"""A document in Tantivy: its fields, what they are good for, and how one is put together."""

from __future__ import annotations

import json
from collections.abc import Iterable

import tantivy

from .base import COUNTED
from .encoding import FREQUENCIES, KEYWORDS, POSITIONS, WORDS, Encoded

ALIKE = ("other_exact", "other_loose")
"""Fields of which a term scores the same in every document that has it. To Tantivy they are bytes, which have no
length: then it is a score among others, where a constant would make every other score slower."""

SETS = {name: f"{name}_set" for name in COUNTED.values() if name not in {"type", "tag"}}
"""Fields of which a document may have several values, or none → fields with all of them as one. Counting one value a
document takes a third of the time, or less. (A kind is one anyway; sets of tags are as many as documents.)"""
SEEN_BY = "seen_by"
"""A document's audiences and the languages it is not for, as one: those nobody may see are few such terms."""
APART = "\x1f"
NOT_FOR = "\x1e"
NONE = "\x01"
"""The set of a document without values."""

JUDGED = {"merit": "merit_number", "fresh": "fresh_number"}
"""Fields with one value at most, which bonuses look at → the same as a number: added to the best hits only."""

EVERY = "1"
"""The one term of `every` in every document: how often it occurs is how many documents BM25 counts, deleted ones
included until a merge drops them."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in KEYWORDS:
        builder.add_text_field(
            name, fast=name in {"language", *COUNTED.values()}, tokenizer_name="raw", index_option="basic"
        )
    for fields, option in ((POSITIONS, "position"), (FREQUENCIES, "freq"), (WORDS, "basic")):
        for name in fields:
            if name not in ALIKE:
                builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    for name in ALIKE:
        builder.add_bytes_field(name, indexed=True)
    for name in ("every", SEEN_BY):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in SETS.values():
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    # `order` breaks ties: the id first, then the kind.
    for name in ("order", "newest", *JUDGED.values()):
        builder.add_integer_field(name, fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


SCHEMA = _schema()


def term_of(name: str, term: str) -> str | bytes:
    """`term` as Tantivy has it in the field `name`."""
    return term.encode("utf-8", "replace") if name in ALIKE else term


def number_of(value: str) -> int:
    """`2026-05` → 202605."""
    return int(value.replace("-", ""))


def added(made: Encoded) -> tantivy.Document:
    """The document as a Tantivy index takes it."""
    document = tantivy.Document()
    for name, values in made.values.items():
        for value in values:
            document.add_text(name, value)
    for name, terms in made.terms.items():
        if name not in ALIKE:
            document.add_text(name, terms)
            continue
        for term in terms.encode("utf-8", "replace").split(b" ") if terms else ():
            document.add_bytes(name, term)
    document.add_text("every", EVERY)
    document.add_text(SEEN_BY, NOT_FOR.join((_set(made.values["audience"]), _set(made.values["not_for"]))))
    for name, together in SETS.items():
        document.add_text(together, _set(made.values[name]) or NONE)
    for name, number in JUDGED.items():
        for value in made.values[name]:
            document.add_integer(number, number_of(value))
    document.add_integer("order", made.order)
    document.add_integer("newest", made.newest)
    document.add_bytes("stored", json.dumps(made.stored, ensure_ascii=False).encode("utf-8", "replace"))
    return document


def _set(values: Iterable[str]) -> str:
    return APART.join(sorted(values))


def values_of(stored: str) -> frozenset[str]:
    """The values that were put together as one."""
    return frozenset(stored.split(APART)) if stored not in ("", NONE) else frozenset()
