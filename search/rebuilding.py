"""A fresh index beside the live one, and the comparison of index and database."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile, islice

from django.core.cache import cache

from . import changes, registry
from .documents import Document, DocumentSource, Key
from .engines import engine
from .engines.base import Rebuild, WriterBusy
from .models import Change

logger = logging.getLogger(__name__)

_BATCH = 500
_REACHED_EVERY = 20.0
"""Seconds. Noting how far a rebuild is takes up to one: helpers are waited for, a segment is written."""
_ASKED = "search.rebuild.asked"
_ASK_AGAIN_AFTER = 60  # seconds

Progress = Callable[[str, int], None]
"""Called with a kind and how many ids of it have been dealt with."""


def ask() -> None:
    """Have the index rebuilt by a task, soon. Many may ask: it is done once."""
    if cache.add(_ASKED, True, _ASK_AGAIN_AFTER):
        from .tasks import rebuild_index

        rebuild_index.enqueue()


def rebuild_if_needed() -> None:
    """Rebuild unless the index is fine by now or somebody is at it. Raises EngineUnavailable."""
    if engine().status().needs_rebuild:
        try:
            rebuild(wait=False)
        except WriterBusy:
            return
    cache.delete(_ASKED)


def rebuild(*, wait: bool = True, fresh: bool = False, on: str = "", progress: Progress | None = None) -> int:
    """Build a fresh index from the database while the live one answers, then swap; returns the documents in it.

    Goes on with a rebuild that was interrupted, unless `fresh`. `on` is the name of another engine than the site's
    (`engines.ENGINES`): the change log stays as it is, for the site's own.

    Raises WriterBusy when another rebuild runs and `wait` is False, EngineUnavailable.
    """
    chosen = engine(on)
    is_ours = chosen is engine()
    covered: list[int] = []
    with chosen.rebuild(wait=wait, fresh=fresh) as made:
        if is_ours and not made.done:
            # These are covered by what is read below; whatever is saved from now on has a row of its own.
            covered = list(Change.objects.values_list("pk", flat=True))
        for source in registry.sources():
            _read_into(made, source, progress)
        documents = made.publish(changes.read)
    logger.info("The search index was rebuilt: %d documents.", documents)
    for start in range(0, len(covered), _BATCH):
        Change.objects.filter(pk__in=covered[start : start + _BATCH]).delete()
    if is_ours:
        changes.drain()
    return documents


def _read_into(made: Rebuild, source: DocumentSource, progress: Progress | None) -> None:
    """All documents of `source`, but for those that an interrupted rebuild has written."""
    behind = made.done.get(source.kind, -1)
    ids = dropwhile(lambda number: number <= behind, source.ids())
    done, noted = 0, time.monotonic()
    for batch in _batches(ids):
        made.write(_readable(source, batch))
        done += len(batch)
        if time.monotonic() - noted >= _REACHED_EVERY:
            made.reached(source.kind, batch[-1])
            noted = time.monotonic()
        if progress:
            progress(source.kind, done)


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    """Lists of up to _BATCH ids."""
    left = iter(ids)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _readable(source: DocumentSource, ids: Sequence[int]) -> list[Document]:
    """The documents of `ids`; one that cannot be made is logged and left out, so that it does not stop the others."""
    try:
        return list(source.documents(ids))
    except Exception:
        if len(ids) == 1:
            logger.exception("%s:%d cannot be indexed.", source.kind, ids[0])
            return []
        return [document for number in ids for document in _readable(source, [number])]


@dataclass(slots=True)
class Comparison:
    """Keys in which database and index differ."""

    compared: int = 0
    missing: list[Key] = field(default_factory=list)
    """In the database only."""
    stale: list[Key] = field(default_factory=list)
    """In both, with another text."""
    superfluous: list[Key] = field(default_factory=list)
    """In the index only."""
    waiting: int = 0
    """Differences that the change log knows about: no fault, the next drain brings them."""

    @property
    def differences(self) -> list[Key]:
        return [*self.missing, *self.stale, *self.superfluous]


def compare() -> Comparison:
    """Compare every document of the database with the index, and the other way round. Raises EngineUnavailable."""
    waiting = set(Change.objects.values_list("kind", "object_id"))
    indexed = dict(engine().fingerprints())
    found = Comparison()
    for source in registry.sources():
        for ids in _batches(source.ids()):
            for document in _readable(source, ids):
                found.compared += 1
                there = indexed.pop(document.key, None)
                if there != document.fingerprint():
                    (found.missing if there is None else found.stale).append(document.key)
    found.superfluous = list(indexed)
    before = len(found.differences)
    found.missing, found.stale, found.superfluous = (
        [key for key in keys if key not in waiting] for keys in (found.missing, found.stale, found.superfluous)
    )
    found.waiting = before - len(found.differences)
    return found


def repair(found: Comparison) -> None:
    """Read the differing documents again."""
    for kind, number in found.differences:
        changes.record(kind, [number])
    changes.drain(wait=True)
