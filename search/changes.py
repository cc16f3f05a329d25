"""The change log that keeps the engine true.

Saving never talks to an engine: it leaves a row in the same transaction (`record`), and after the commit a task
drains the log into the engine. Engine away, process killed, deploy in the middle: the rows wait. A row is deleted only
when the engine has committed what it stands for, so a batch that is done twice is the worst that can happen.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from . import registry
from .documents import Document, Key
from .engines import engine
from .engines.base import EngineUnavailable, Writer, WriterBusy
from .models import Change

logger = logging.getLogger(__name__)

_BATCH = 500
"""Documents a commit: few enough to hold in memory, enough that the commit (some 15 ms) does not count."""
_MOST_FAILURES = 100
_PATIENCE = 0.05  # seconds between two looks at a lock that somebody else holds

_held: ContextVar[list[bool] | None] = ContextVar("search.changes.held", default=None)


def record(kind: str, ids: Iterable[int]) -> None:
    """Note that the documents `(kind, id)` may have changed or gone. Call it in the transaction that changes them."""
    rows = [Change(kind=kind, object_id=number) for number in dict.fromkeys(ids)]
    if not rows:
        return
    Change.objects.bulk_create(rows)
    held = _held.get()
    if held is not None:
        held[:] = [True]
    elif not _is_coming():
        transaction.on_commit(_ask_for_drain, robust=True)


def _is_coming() -> bool:
    """Whether this transaction will ask for a drain already: one task a transaction, not one a row."""
    return any(callback is _ask_for_drain for _, callback, _ in transaction.get_connection().run_on_commit)


def _ask_for_drain() -> None:
    from .tasks import drain_changes

    drain_changes.enqueue()


@contextmanager
def without_draining() -> Iterator[None]:
    """For bulk work: rows are recorded, one drain is asked for at the end. Call `drain(wait=True)` inside or after."""
    if _held.get() is not None:
        yield
        return
    recorded: list[bool] = []
    token = _held.set(recorded)
    try:
        yield
    finally:
        _held.reset(token)
        if recorded and not _is_coming():
            transaction.on_commit(_ask_for_drain, robust=True)


def drain(*, wait: bool = False) -> int:
    """Bring the engine up to date; returns how many log rows were dealt with.

    One process drains at a time. Without `wait`, a second one leaves at once: the first looks at the log again after
    it let go of the lock, so nothing is stranded. With `wait` (for commands) it makes an index where there is none,
    returns when the log is empty, and raises EngineUnavailable.
    """
    from . import rebuilding

    if wait:
        rebuilding.rebuild_if_needed()
    handled = 0
    failed: set[int] = set()
    while Change.objects.exclude(pk__in=failed).exists():
        try:
            with engine().writer(wait=False) as writer:
                handled += _drain_into(writer, failed)
        except WriterBusy:
            if not wait:
                return handled
            time.sleep(_PATIENCE)
        except EngineUnavailable as away:
            if wait:
                raise
            if away.wants_rebuild:
                rebuilding.ask()
            else:
                logger.warning("The change log waits: %s", away)
            return handled
        if len(failed) >= _MOST_FAILURES:
            logger.error("%d rows of the change log could not be indexed; the rest waits.", len(failed))
            return handled
    return handled


def _drain_into(writer: Writer, failed: set[int]) -> int:
    """Empty the log into `writer`, batch by batch. Rows that cannot be indexed stay, and are added to `failed`."""
    handled = 0
    while len(failed) < _MOST_FAILURES:
        rows = list(Change.objects.exclude(pk__in=failed).order_by("pk")[:_BATCH])
        if not rows:
            break
        done = rows
        try:
            _write(writer, rows)
        except EngineUnavailable:
            raise
        except Exception:
            logger.exception("A batch of %d changes failed; trying them one by one.", len(rows))
            done = [row for row in rows if _write_alone(writer, row, failed)]
        # Exactly these: whatever was saved since has a row of its own.
        handled += Change.objects.filter(pk__in=[row.pk for row in done]).delete()[0]
    return handled


def _write(writer: Writer, rows: Sequence[Change]) -> None:
    keys = {(row.kind, row.object_id) for row in rows}
    documents = list(read(keys))
    writer.write(documents, keys - {document.key for document in documents})


def _write_alone(writer: Writer, row: Change, failed: set[int]) -> bool:
    try:
        _write(writer, [row])
    except EngineUnavailable:
        raise
    except Exception:
        logger.exception("%s cannot be indexed; its row stays in the change log.", row)
        failed.add(row.pk)
        return False
    return True


def read(keys: Collection[Key]) -> Iterator[Document]:
    """The documents of `keys` as they are in the database now; those that are gone, or of a kind nobody makes, less."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, number in keys:
        by_kind[kind].append(number)
    made = {source.kind: source for source in registry.sources()}
    for kind, ids in by_kind.items():
        if kind in made:
            for start in range(0, len(ids), _BATCH):
                yield from made[kind].documents(sorted(ids)[start : start + _BATCH])
