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


def start(folder: Path, code: str, **settings: str) -> subprocess.Popen[str]:
    """A process on the small site in `folder`, with Django set up, that runs `code`. `settings`: of `small_site`."""
    lines = ["import django", "django.setup()", "from django.contrib.auth.models import Group", *code.splitlines()]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.search.small_site",
        "SMALL_SITE": str(folder),
        **settings,
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


@pytest.fixture(params=["embedded", "elasticsearch"])
def small_site(
    request: pytest.FixtureRequest, tmp_path: Path, migrated: Path
) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """`small_site("python code")` starts a process on a small site of this test's own, on either engine."""
    settings = {}
    if request.param == "elasticsearch":
        settings["SMALL_SITE_ELASTICSEARCH"] = request.getfixturevalue("elasticsearch_url")
        settings["SMALL_SITE_PREFIX"] = request.getfixturevalue("index_prefix")
    folder = tmp_path / "small"
    shutil.copytree(migrated, folder)
    shutil.rmtree(folder / "index", ignore_errors=True)
    started: list[subprocess.Popen[str]] = []

    def go(code: str) -> subprocess.Popen[str]:
        started.append(start(folder, code, **settings))
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


ENGINES = """
import os, signal
from django.conf import settings
from search import changes, rebuilding
from search.engines import elasticsearch, embedded
from search.models import Change
if settings.ELASTICSEARCH_URL:
    Writer, Rebuild, swap = elasticsearch._Writer, elasticsearch._Rebuild, (elasticsearch._Rebuild, "_go_live")
    is_swap = lambda *a: True
else:
    Writer, Rebuild, swap = embedded._EmbeddedWriter, embedded._EmbeddedRebuild, (embedded, "_replace")
    is_swap = lambda path, text: path.name == "CURRENT"
die = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
groups = lambda: Group.objects.order_by("pk")
"""


@pytest.mark.parametrize(
    "place",
    ["before the engine commits", "after the engine committed", "in the middle of a rebuild", "between two batches"],
)
def test_a_process_killed_in_the_middle_has_lost_nothing(
    small_site: Callable[..., subprocess.Popen[str]], place: str
) -> None:
    code = f"""{ENGINES}
place = {place!r}
rebuilding.rebuild()
with changes.without_draining():
    for n in range(10):
        Group.objects.create(name=f'group {{n}}')
    Group.objects.first().delete()
    real = Writer.write
    if place == "before the engine commits":
        Writer._note = die
    elif place == "after the engine committed":
        Writer.write = lambda *a, **k: (real(*a, **k), die())
    elif place == "between two batches":
        changes._BATCH = 4
        done = []
        Writer.write = lambda *a, **k: die() if done else done.append(real(*a, **k))
    else:
        Rebuild.publish = die
        rebuilding.rebuild()
    changes.drain(wait=True)
"""
    process = small_site(code)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -9, errors
    assert report(small_site) == "9 0 0"


@pytest.mark.parametrize(
    "place", ["when 60 % is written", "before the new index goes live", "when the new index has gone live"]
)
def test_a_rebuild_killed_anywhere_goes_on_and_misses_nothing(
    small_site: Callable[..., subprocess.Popen[str]], place: str
) -> None:
    code = f"""{ENGINES}
place = {place!r}
rebuilding._BATCH = 10
rebuilding._REACHED_EVERY = 0
with changes.without_draining():
    for n in range(100):
        Group.objects.create(name=f'group {{n}}')
changes.drain(wait=True)

def meanwhile(kind, done):
    if done == 40:  # what is written already changes, and what is not
        for group in (groups()[5], groups()[95]):
            group.name += " renamed"
            group.save()
        groups()[7].delete()
        groups()[96].delete()
        Group.objects.create(name="new")
        changes.drain()
    if done == 60 and "60" in place:
        die()

real = getattr(*swap)

def swapped(*arguments):
    if is_swap(*arguments) and "before" in place:
        die()
    real(*arguments)
    if is_swap(*arguments) and "has gone" in place:
        die()

setattr(*swap, swapped)
rebuilding.rebuild(progress=meanwhile)
"""
    process = small_site(code)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -9, errors
    # Somebody saves before the next rebuild, too.
    code = f"""{ENGINES}
first = groups()[2]
first.name = "saved between two rebuilds"
first.save()
groups()[3].delete()
changes.drain()
read = []
rebuilding._BATCH = 10
documents = rebuilding.rebuild(progress=lambda kind, done: read.append(done))
print(documents, read[-1] if read else 0)
"""
    out, errors = small_site(code).communicate(timeout=60)
    documents, read = map(int, out.split())
    assert documents == 98, errors
    if "has gone" in place:
        assert read == 98
    else:
        assert read <= 50, "it began anew"
    assert report(small_site) == "98 0 0"
