"""From the spool into the database, a batch a transaction: other people post meanwhile."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from search.models import Concept, ConceptLabel, ConceptRelation, Kind
from search.models.concept import AGROVOC

from .report import Report
from .spool import Entry, Spool

BATCH = 600
"""Labels or relations a transaction; some 0.1 s."""
PAUSE = 0.02
"""Seconds between two transactions: SQLite hands its one write lock to whoever asks first."""
_READ = 2_000
_LONGEST_CODE = Concept._meta.get_field("code").max_length or 80
_LONGEST_URI = Concept._meta.get_field("uri").max_length or 255

Progress = Callable[[str, int], None]
_T = TypeVar("_T")


@dataclass(slots=True)
class _Work:
    """What one batch writes."""

    concepts: list[Concept] = field(default_factory=list)
    named: list[Concept] = field(default_factory=list)
    labels: list[ConceptLabel] = field(default_factory=list)
    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    gone: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.concepts or self.named or self.labels or self.kinds or self.gone)


class Merger:
    """Brings the entries of one source into the thesaurus.

    It changes and removes nothing but what came from the same `source`, in these `languages`, and was not reviewed.
    """

    def __init__(
        self,
        spool: Spool,
        report: Report,
        *,
        source: str,
        languages: tuple[str, ...],
        dry_run: bool,
        progress: Progress,
    ) -> None:
        self._spool = spool
        self._report = report
        self._source = source
        self._languages = languages
        self._dry_run = dry_run
        self._progress = progress
        self._codes: set[str] = set()  # of this batch
        self._imagined = 0

    def merge(self) -> None:
        for entries in _batches(self._spool.entries()):
            self._take(entries)
            self._progress("concepts", self._report.concepts)
        for relations in self._spool.relations(BATCH):
            self._relate(relations)
            self._progress("relations", self._report.relations_new)
        if not (self._report.unreadable or self._report.broke_off):
            self._remove_labels()
            self._remove_relations()

    # Concepts and labels

    def _take(self, entries: list[Entry]) -> None:
        work = _Work()
        self._codes.clear()
        concepts = self._concepts_of(entries, work)
        rows = defaultdict(list)
        # By concept alone: with languages SQLite would take another index, and read all labels.
        found = ConceptLabel.objects.filter(concept_id__in={c.pk for c in concepts.values() if c.pk})
        for label in found.order_by("pk").defer(*ConceptLabel.KEYS):
            if label.language in self._languages:
                rows[label.concept_id].append(label)
        merged: dict[int, list[tuple[str, str, str]]] = {}
        for entry in entries:
            # Two names in a file may be one concept, by its code and by its URI.
            merged.setdefault(id(concepts[entry.name]), []).extend(entry.labels)
        for concept in {id(c): c for c in concepts.values()}.values():
            self._compare(concept, merged[id(concept)], rows[concept.pk] if concept.pk else [], work)
        self._report.concepts += len(merged)
        if not self._dry_run:
            self._write(work)
        self._report.concepts_new += len(work.concepts)
        for entry in entries:
            number = concepts[entry.name].pk
            if number is None:
                self._imagined -= 1
                number = self._imagined
            self._spool.known(entry.name, number)

    def _concepts_of(self, entries: list[Entry], work: _Work) -> dict[str, Concept]:
        """The concept of each entry by its name in the file, the missing ones made but not saved."""
        uris = [entry.uri for entry in entries if entry.uri]
        codes = [entry.code for entry in entries if entry.code]
        by_uri = {c.uri: c for c in Concept.objects.filter(uri__in=uris)}
        by_code = {c.code: c for c in Concept.objects.filter(code__in=codes)}
        # One concept is one object, however it was found.
        by_code |= {c.code: c for c in by_uri.values()}
        concepts = {}
        for entry in entries:
            uri = entry.uri if len(entry.uri) <= _LONGEST_URI else ""
            concept = by_uri.get(uri) if uri else None
            if concept is None and entry.code:
                concept = by_code.get(entry.code)
                if concept is not None and uri and concept.uri and self._spool.has(concept.uri):
                    concept = None  # the file has another concept of this name
                if concept is not None and uri and not concept.uri:
                    concept.uri = uri
                    by_uri[uri] = concept
                    if concept.pk:
                        work.named.append(concept)
            if concept is None:
                concept = Concept(code=self._free_code(entry), uri=uri)
                work.concepts.append(concept)
                by_code[concept.code] = concept
                if uri:
                    by_uri[uri] = concept
            concepts[entry.name] = concept
        return concepts

    def _free_code(self, entry: Entry) -> str:
        code = entry.code or slugify(entry.uri.removeprefix(AGROVOC).rstrip("/#").rpartition("/")[2].rpartition("#")[2])
        code = code[:_LONGEST_CODE]
        if not code or code in self._codes or Concept.objects.filter(code=code).exists():
            digest = blake2b((entry.uri or entry.name).encode(), digest_size=6).hexdigest()
            code = f"{code[: _LONGEST_CODE - 13]}-{digest}".lstrip("-")
        self._codes.add(code)
        return code

    def _compare(
        self, concept: Concept, wanted: list[tuple[str, str, str]], rows: list[ConceptLabel], work: _Work
    ) -> None:
        known = {(row.language, row.imported_as or row.text): row for row in rows}
        # An editor may have given a label the very text that the file has for another one.
        known |= {(row.language, row.text): row for row in rows}
        has_preferred = {row.language for row in rows if row.kind == Kind.PREFERRED and not self._is_ours(row)}
        met = set()
        place = max((row.sort_order or 0 for row in rows), default=-1) + 1
        seen: set[tuple[str, str]] = set()
        for language, text, given in wanted:
            if (language, text) in seen:
                continue
            seen.add((language, text))
            self._report.labels += 1
            row = known.get((language, text))
            kind = given
            if kind == Kind.PREFERRED:
                if language in has_preferred and not (row and row.kind == kind and not self._is_ours(row)):
                    kind = Kind.ALTERNATIVE
                has_preferred.add(language)
            if row is None:
                work.labels.append(
                    ConceptLabel(
                        concept=concept, language=language, text=text, kind=kind, source=self._source, sort_order=place
                    )
                )
                place += 1
                self._report.labels_new += 1
                continue
            met.add(row.pk)
            if not self._is_ours(row):
                self._report.labels_kept += row.text != text or row.kind != kind
            elif row.kind != kind:
                work.kinds[kind].append(row.pk)
                self._report.labels_changed += 1
        if not (self._report.unreadable or self._report.broke_off):
            gone = [row.pk for row in rows if row.pk not in met and self._is_ours(row)]
            work.gone += gone
            self._report.labels_removed += len(gone)

    def _is_ours(self, row: ConceptLabel) -> bool:
        return row.source == self._source and not row.is_reviewed and not row.imported_as

    def _write(self, work: _Work) -> None:
        for label in work.labels:
            label.set_keys()  # most of the time goes here, so before the database is locked
        if not work:
            return
        mine = ConceptLabel.objects.filter(source=self._source, is_reviewed=False)
        with transaction.atomic():
            # In bulk, so without signals: nobody has to hear of forty thousand concepts one by one.
            Concept.objects.bulk_create(work.concepts)
            Concept.objects.bulk_update(work.named, ["uri"])
            mine.filter(pk__in=work.gone).delete()
            for kind, rows in work.kinds.items():
                mine.filter(pk__in=rows).update(kind=kind)
            for label in work.labels:
                label.concept_id = label.concept.pk
            # An editor may have added the same a moment ago.
            ConceptLabel.objects.bulk_create(work.labels, ignore_conflicts=True)
        _let_others_write()

    # Relations

    def _relate(self, batch: list[tuple[str, str, str, int | None, int | None]]) -> None:
        missing = {one for _, one, _, row, _ in batch if not row} | {two for _, _, two, _, row in batch if not row}
        there = dict(Concept.objects.filter(uri__in=missing).values_list("uri", "pk")) if missing else {}
        wanted = [(kind, row or there.get(one), other or there.get(two)) for kind, one, two, row, other in batch]
        whole = [(kind, one, two) for kind, one, two in wanted if one and two and one != two]
        ids = {number for _, one, two in whole for number in (one, two)}
        about = ConceptRelation.objects.filter(concept_id__in=ids, other_id__in=ids)
        existing = set(about.values_list("kind", "concept_id", "other_id"))
        existing |= {(kind, two, one) for kind, one, two in existing if kind == ConceptRelation.Kind.RELATED}
        for relation in whole:
            self._spool.keep(*relation)
        new = [
            ConceptRelation(kind=kind, concept_id=one, other_id=two, source=self._source)
            for kind, one, two in whole
            if (kind, one, two) not in existing
        ]
        self._report.relations_new += len(new)
        if new and not self._dry_run:
            with transaction.atomic():
                ConceptRelation.objects.bulk_create(new, ignore_conflicts=True)
            _let_others_write()

    # What has left the file

    def _remove_labels(self) -> None:
        """Labels of concepts that are not in the file at all."""
        ours = ConceptLabel.objects.filter(source=self._source, is_reviewed=False, imported_as="")
        for rows in _read_by_pk(ours.values_list("pk", "concept_id", "language")):
            known = self._spool.are_known({concept for _, concept, _ in rows})
            gone = [
                (number, concept)
                for number, concept, language in rows
                if concept not in known and language in self._languages
            ]
            self._report.labels_removed += len(gone)
            for part in _parts(gone):
                self._delete([number for number, _ in part], {concept for _, concept in part})

    def _delete(self, labels: list[int], concepts: set[int]) -> None:
        if self._dry_run:
            return
        with transaction.atomic():
            ConceptLabel.objects.filter(pk__in=labels, source=self._source, is_reviewed=False).delete()
            empty = Concept.objects.filter(pk__in=concepts, labels=None)
            self._report.concepts_removed += empty.count()
            empty.delete()
        _let_others_write()

    def _remove_relations(self) -> None:
        ours = ConceptRelation.objects.filter(source=self._source)
        for rows in _read_by_pk(ours.values_list("pk", "kind", "concept_id", "other_id")):
            kept = self._spool.are_kept(row[1:] for row in rows)
            gone = [row[0] for row in rows if row[1:] not in kept]
            self._report.relations_removed += len(gone)
            for part in _parts(gone):
                if not self._dry_run:
                    with transaction.atomic():
                        ConceptRelation.objects.filter(pk__in=part).delete()
                    _let_others_write()


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    labels = 0
    for entry in entries:
        batch.append(entry)
        labels += len(entry.labels)
        if labels >= BATCH:
            yield batch
            batch, labels = [], 0
    if batch:
        yield batch


def _parts(items: list[_T]) -> Iterator[list[_T]]:
    return (items[at : at + BATCH] for at in range(0, len(items), BATCH))


def _read_by_pk(rows: QuerySet[Any, Any]) -> Iterator[list[Any]]:
    """Lists of rows whose first value is the key: no cursor stays open while others write and we delete."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:_READ]):
        yield batch
        last = batch[-1][0]


def _let_others_write() -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(PAUSE)
