"""One at a time: threads, processes, machines."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection, transaction

from search.engines.base import WriterBusy
from search.locks import FileLocks, Locks, SiteLocks


def is_free(locks: Locks, name: str) -> bool:
    try:
        with locks(name, wait=False):
            return True
    except WriterBusy:
        return False


def test_a_file_lock_holds_for_others_and_ends_with_its_process(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from search.locks import FileLocks\n"
        f"with FileLocks(Path({str(tmp_path)!r}))('writer', wait=True): print('held', flush=True); time.sleep(60)"
    )
    locks = FileLocks(tmp_path)
    assert is_free(locks, "writer")
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert not is_free(locks, "writer")
        assert is_free(locks, "rebuild")
        os.kill(holder.pid, signal.SIGKILL)
    assert is_free(locks, "writer")


def test_who_waits_gets_it_next(tmp_path: Path) -> None:
    locks = FileLocks(tmp_path)
    order: list[str] = []

    def wait() -> None:
        with locks("writer", wait=True):
            order.append("waited")

    with locks("writer", wait=False):
        waiting = threading.Thread(target=wait)
        waiting.start()
        waiting.join(0.2)
        order.append("first")
    waiting.join(10)
    assert order == ["first", "waited"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_machines_of_one_site_are_kept_apart_by_its_database(tmp_path: Path) -> None:
    """Each with a folder of its own. SQLite's file is on one machine: there the folder is the same."""
    here, there = SiteLocks(tmp_path / "here", "rutero"), SiteLocks(tmp_path / "there", "rutero")
    other_site = SiteLocks(tmp_path / "other", "other")
    is_shared = connection.vendor == "postgresql"
    with here("writer", wait=False):
        assert is_free(there, "writer") is not is_shared
        assert not is_free(here, "writer")
        assert is_free(other_site, "writer")
        assert is_free(there, "rebuild")
    assert is_free(there, "writer")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_transaction_that_fails_neither_frees_a_lock_nor_keeps_it(tmp_path: Path) -> None:
    here, there = SiteLocks(tmp_path / "here", "rutero"), SiteLocks(tmp_path / "there", "rutero")
    is_shared = connection.vendor == "postgresql"
    with here("writer", wait=False):
        with transaction.atomic():
            transaction.set_rollback(True)
        assert is_free(there, "writer") is not is_shared
    with pytest.raises(ValueError, match="in the middle"), here("writer", wait=False):
        raise ValueError("in the middle")
    assert is_free(here, "writer")
    assert is_free(there, "writer")
