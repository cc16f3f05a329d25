"""One at a time, across threads, processes and machines."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from .engines.base import WriterBusy


class Locks(Protocol):
    def __call__(self, name: str, *, wait: bool) -> AbstractContextManager[None]:
        """Hold the lock called `name`. Raises WriterBusy when somebody else does, unless `wait`.

        Nobody holds a lock twice: a thread that waits for one it has waits for ever.
        """


@contextmanager
def file_lock(path: Path, *, wait: bool) -> Iterator[None]:
    """For all processes of this machine. The kernel frees it when the process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WriterBusy(path.name) from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def database_lock(name: str, *, wait: bool) -> Iterator[None]:
    """For all machines that share a PostgreSQL database, which frees it when the connection ends. SQLite has none, and
    needs none: its file is on one machine.

    The connection is the lock's own: the lock outlives every transaction, and goes even when one is broken. (PgBouncer
    must give it a session: `pool_mode = session`.)
    """
    shared = connections[DEFAULT_DB_ALIAS]
    if shared.vendor != "postgresql":
        yield
        return
    number = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)
    own = shared.copy()
    try:
        with own.cursor() as cursor:
            # The server may be set to cut off who waits long or says nothing: not this one.
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET idle_session_timeout = 0")
            cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_lock(%s)", [number])
            if cursor.fetchone()[0] is False:
                raise WriterBusy(name)
            try:
                yield
            finally:
                with suppress(DatabaseError):  # the connection is gone, and the lock with it
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
    finally:
        own.close()


@dataclass(frozen=True, slots=True)
class FileLocks:
    """Files in `folder`."""

    folder: Path

    def __call__(self, name: str, *, wait: bool) -> AbstractContextManager[None]:
        return file_lock(self.folder / f"{name}.lock", wait=wait)


@dataclass(frozen=True, slots=True)
class SiteLocks:
    """Files in `folder`, and locks of the site's database, which are called `prefix` and their name."""

    folder: Path
    prefix: str

    @contextmanager
    def __call__(self, name: str, *, wait: bool) -> Iterator[None]:
        with ExitStack() as held:
            held.enter_context(file_lock(self.folder / f"{name}.lock", wait=wait))
            held.enter_context(database_lock(f"{self.prefix} {name}", wait=wait))
            yield
