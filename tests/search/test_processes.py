"""Several processes on one site, and one that is killed: what was saved is found all the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, code: str) -> subprocess.Popen[str]:
    """A process on the small site in `folder`, with Django set up, that runs `code`."""
    lines = ["import django", "django.setup()", "from django.contrib.auth.models import Group", *code.splitlines()]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.search.small_site",
        "SMALL_SITE": str(folder),
    }
    return subprocess.Popen(
        [sys.executable, "-c", "\n".join(lines)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small site with empty tables; its tests work on copies."""
    folder = tmp_path_factory.mktemp("migrated")
    code = """
from django.core.management import call_command
call_command('migrate', verbosity=0)
Group.objects.all().delete()
"""
    out, errors = start(folder, code).communicate(timeout=120)
    assert not errors, out + errors
    return folder


@pytest.fixture
def small_site(tmp_path: Path, migrated: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """`small_site("python code")` starts a process on a small site of this test's own."""
    folder = tmp_path / "small"
    shutil.copytree(migrated, folder)
    shutil.rmtree(folder / "index", ignore_errors=True)
    started: list[subprocess.Popen[str]] = []

    def go(code: str) -> subprocess.Popen[str]:
        started.append(start(folder, code))
        return started[-1]

    yield go
    for process in started:
        process.kill()
        process.communicate()


REPORT = """
from search import changes, rebuilding
from search.models import Change
changes.drain(wait=True)
found = rebuilding.compare()
print(found.compared, len(found.differences), Change.objects.count())
"""


def report(small_site: Callable[..., subprocess.Popen[str]]) -> str:
    out, errors = small_site(REPORT).communicate(timeout=60)
    assert "Traceback" not in errors, errors
    return out.strip()


def test_several_processes_save_at_once_and_all_of_it_is_found(
    small_site: Callable[..., subprocess.Popen[str]],
) -> None:
    code = "import os\nfor n in range(25):\n    Group.objects.create(name=f'{os.getpid()} {n}')\n"
    processes = [small_site(code) for _ in range(3)]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        assert "Traceback" not in errors, errors
    assert report(small_site) == "75 0 0"


@pytest.mark.parametrize(
    "place",
    ["before the engine commits", "after the engine committed", "in the middle of a rebuild", "between two batches"],
)
def test_a_process_killed_in_the_middle_has_lost_nothing(
    small_site: Callable[..., subprocess.Popen[str]], place: str
) -> None:
    code = f"""
import os, signal
from search import changes, rebuilding
from search.engines import embedded
place = {place!r}
rebuilding.rebuild()
with changes.without_draining():
    for n in range(10):
        Group.objects.create(name=f'group {{n}}')
    Group.objects.first().delete()
    die = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
    real = embedded._EmbeddedWriter.write
    if place == "before the engine commits":
        embedded._EmbeddedWriter._note = die
    elif place == "after the engine committed":
        embedded._EmbeddedWriter.write = lambda *a, **k: (real(*a, **k), die())
    elif place == "between two batches":
        changes._BATCH = 4
        done = []
        embedded._EmbeddedWriter.write = lambda *a, **k: die() if done else done.append(real(*a, **k))
    else:
        embedded._EmbeddedRebuild.publish = die
        rebuilding.rebuild()
    changes.drain(wait=True)
"""
    process = small_site(code)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -9, errors
    assert report(small_site) == "9 0 0"
