"""Documents encoded by several processes at once: a rebuild has nothing else to wait for.

Each helper is a Python of its own that knows neither Django nor a database: it reads batches of documents from its
input and writes them, encoded, to its output, until its input ends, as it does when we are killed. (The processes of
`multiprocessing` would run our main program anew, and a daemonic one may not have any.)

    python -m search.engines.encoders        a helper; started by `Encoders`
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from search.documents import Document

from .encoding import Encoded, encoded

logger = logging.getLogger(__name__)

_BATCH = 100
_AHEAD = 4
"""Batches a helper that are encoded before they are asked for."""
_ALONE = 2_000
"""Documents that are encoded without help: it takes a second until helpers are of use."""
_MOST = 8


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Encoders:
    """`add` documents, `take` them encoded, in their order. `close` at the end. For one thread."""

    def __init__(self, *, helpers: int | None = None, alone: int = _ALONE) -> None:
        """`helpers` processes at most, one a core unless given; the first `alone` documents are encoded here."""
        cores = _cores()
        self._count = min(cores if cores > 1 else 0, _MOST) if helpers is None else helpers
        self._alone = alone
        self._waiting: deque[Future[list[Encoded]] | list[Encoded]] = deque()
        self._idle: SimpleQueue[subprocess.Popen[bytes] | None] = SimpleQueue()
        self._started: list[subprocess.Popen[bytes]] = []
        self._threads: ThreadPoolExecutor | None = None

    def add(self, documents: Iterable[Document]) -> int:
        """How many there were. Documents that cannot be made raise here, those that cannot be encoded in `take`."""
        left = iter(documents)
        count = 0
        while batch := list(islice(left, _BATCH)):
            count += len(batch)
            if not self._count or self._alone > 0:
                self._alone -= len(batch)
                self._waiting.append(list(map(encoded, batch)))
                continue
            if self._threads is None:
                self._start()
            assert self._threads is not None  # noqa: S101
            self._waiting.append(self._threads.submit(self._have_encoded, batch))
        return count

    def take(self, *, everything: bool = False) -> Iterator[Encoded]:
        """The next of those added: as many as there are, but for those few that helpers should always have ahead."""
        while self._waiting:
            first = self._waiting[0]
            if isinstance(first, Future):
                if not everything and not first.done() and len(self._waiting) <= _AHEAD * self._count:
                    return
                first = first.result()
            self._waiting.popleft()
            yield from first

    def close(self) -> None:
        """What was not taken is dropped."""
        for one in self._waiting:
            if isinstance(one, Future):
                one.cancel()
        self._waiting.clear()
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None
        for helper in self._started:
            if helper.stdin:
                helper.stdin.close()
            if helper.stdout:
                helper.stdout.close()
            helper.wait()
        self._started.clear()

    def _start(self) -> None:
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="encoders")
        root = str(Path(__file__).resolve().parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        for _ in range(self._count):
            try:
                helper = subprocess.Popen(  # noqa: S603 - this module in another process
                    [sys.executable, "-m", __name__],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                )
            except OSError as error:
                logger.warning("No help with the index: %s", error)
                self._idle.put(None)
            else:
                self._started.append(helper)
                self._idle.put(helper)

    def _have_encoded(self, batch: list[Document]) -> list[Encoded]:
        """In a thread: by a helper, or here when it is gone (out of memory, …)."""
        helper = self._idle.get()
        try:
            if helper is not None and helper.stdin and helper.stdout:
                try:
                    pickle.dump(batch, helper.stdin, pickle.HIGHEST_PROTOCOL)
                    helper.stdin.flush()
                    done: list[Encoded] | Exception = pickle.load(helper.stdout)  # noqa: S301 - our own process
                except (OSError, EOFError, pickle.UnpicklingError) as error:
                    logger.warning("A process that helped with the index is gone: %r", error)
                    helper.kill()
                    helper = None
                else:
                    if isinstance(done, Exception):
                        raise done
                    return done
        finally:
            self._idle.put(helper)
        return list(map(encoded, batch))


def _help(batches: BinaryIO, results: BinaryIO) -> None:
    while True:
        try:
            batch = pickle.load(batches)  # noqa: S301 - our own parent
        except EOFError:
            return
        try:
            done: list[Encoded] | Exception = list(map(encoded, batch))
        except Exception as error:
            done = error
        pickle.dump(done, results, pickle.HIGHEST_PROTOCOL)
        results.flush()


if __name__ == "__main__":
    # Whatever prints must not print into the results.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        sys.stdout = sys.stderr
        _help(sys.stdin.buffer, output)
