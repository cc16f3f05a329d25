"""A real Elasticsearch for the tests: the official build for integration tests, from Maven Central.

    with server() as url: ...          one server for all test processes of this person, stopped after the last of them
    with own_server() as process: ...  one that a test may stop and start as it likes

ELASTICSEARCH_URL or RUTERO_TEST_ELASTICSEARCH_URL given: that server instead. Needs `mvn` for the first download and a
Java of version 21 or newer (JAVA_HOME, the path, /usr/lib/jvm). Nothing is written into the checkout: the download is
kept in RUTERO_CACHE (~/.cache/rutero).

The shared server lives as long as somebody holds `in-use` in the cache folder locked: the kernel lets go of it when a
test process dies, however it dies, and the server's keeper (this module, run as a program) then stops the server.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

VERSION = "9.2.0"  # the newest of this build that Maven Central has
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
OLDEST_JAVA = 21
START_WITHIN = 300  # seconds; ten are usual, on a machine with nothing else to do
UNPRIVILEGED = "nobody"

ROOT = Path(__file__).resolve().parent.parent


class CannotRun(Exception):  # noqa: N818
    """This machine lacks what the server needs; the message says what."""


def cache_folder() -> Path:
    given = os.environ.get("RUTERO_CACHE")
    base = Path(given) if given else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rutero"
    folder = base / "elasticsearch"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def given_url() -> str:
    """The address of a server that somebody else runs, or ""."""
    return os.environ.get("RUTERO_TEST_ELASTICSEARCH_URL") or os.environ.get("ELASTICSEARCH_URL") or ""


# What it needs


def find_java() -> Path | None:
    """The home of a Java that can run the server."""
    homes = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    if on_path := shutil.which("java"):
        homes.append(Path(on_path).resolve().parent.parent)
    homes += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    return next((home for home in homes if _java_version(home) >= OLDEST_JAVA), None)


def _java_version(home: Path) -> int:
    """21 for `openjdk version "21.0.3"`; 0 for what is no Java."""
    try:
        said = subprocess.run([home / "bin" / "java", "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def is_fetched() -> bool:
    return _zip_file().exists()


def _zip_file() -> Path:
    return cache_folder() / f"elasticsearch-{VERSION}.zip"


def distribution() -> Path:
    """The zip file, fetched when it is not there yet. Raises CannotRun."""
    path = _zip_file()
    if path.exists():
        return path
    if not shutil.which("mvn"):
        raise CannotRun("there is no mvn to fetch Elasticsearch with")
    with tempfile.TemporaryDirectory(dir=cache_folder()) as name:
        done = subprocess.run(
            ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={name}"],
            cwd=name, capture_output=True, text=True, check=False,
        )  # fmt: skip
        fetched = Path(name) / path.name
        if done.returncode or not zipfile.is_zipfile(fetched):
            raise CannotRun(f"Elasticsearch could not be fetched: {done.stdout[-500:]}{done.stderr[-500:]}")
        fetched.rename(path)
    return path


# One server


@dataclass
class Process:
    """A server of ours in `folder`. `start` after `stop` is the same cluster again, at the same address."""

    folder: Path
    java: Path
    port: int
    pid: int = field(default=0, init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns when it answers. Raises CannotRun."""
        home = self.folder / f"elasticsearch-{VERSION}"
        said = self.folder / "output"
        runner = ["runuser", "-u", UNPRIVILEGED, "--"] if os.geteuid() == 0 else []
        environment = {
            "PATH": os.environ["PATH"],
            "ES_JAVA_HOME": str(self.java),
            "ES_JAVA_OPTS": "-Xms512m -Xmx512m",
            "HOME": str(self.folder),
        }
        with said.open("ab") as output:
            started = subprocess.Popen(
                [*runner, str(home / "bin" / "elasticsearch"), "-p", str(self.folder / "pid")],
                env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + START_WITHIN
        while not answers(self.url):
            if started.poll() or time.monotonic() > end:
                self.stop()
                raise CannotRun(f"Elasticsearch did not start: {said.read_text(errors='replace')[-2_000:]}")
            time.sleep(0.2)
        self.pid = int((self.folder / "pid").read_text())

    def stop(self) -> None:
        with contextlib.suppress(FileNotFoundError, ValueError):
            self.pid = int((self.folder / "pid").read_text())
        if self.pid:
            for sent in (signal.SIGCONT, signal.SIGTERM):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, sent)
            end = time.monotonic() + 30
            while _is_alive(self.pid):
                if time.monotonic() > end:
                    os.kill(self.pid, signal.SIGKILL)
                time.sleep(0.1)
        self.pid = 0

    def pause(self) -> None:
        """It keeps its connections and answers nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.pid, signal.SIGCONT)


def _is_alive(pid: int) -> bool:
    """Whether it runs: one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=3) as answer:
            return answer.status == 200
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


SETTINGS = """\
cluster.name: rutero-tests
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: 0
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
path.data: {folder}/data
path.logs: {folder}/logs
"""


@contextlib.contextmanager
def own_server() -> Iterator[Process]:
    """A server, stopped and cleared away at the end. Raises CannotRun."""
    java = find_java()
    if java is None:
        raise CannotRun(f"there is no Java of version {OLDEST_JAVA} or newer")
    source = distribution()
    with tempfile.TemporaryDirectory(prefix="rutero-elasticsearch-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        # The zip's own tool: Python's forgets which files can be run.
        shutil.unpack_archive(source, folder)
        home = folder / f"elasticsearch-{VERSION}"
        for program in (home / "bin").iterdir():
            program.chmod(0o755)
        process = Process(folder, java, _free_port())
        settings = SETTINGS.format(port=process.port, folder=folder)
        (home / "config" / "elasticsearch.yml").write_text(settings, encoding="utf-8")
        if os.geteuid() == 0:  # Elasticsearch refuses to run as root
            subprocess.run(["chown", "-R", UNPRIVILEGED, name], check=True)
        try:
            process.start()
            yield process
        finally:
            process.stop()


# One server for many


@contextlib.contextmanager
def _flock(path: Path, how: int) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a server. Raises CannotRun."""
    if url := given_url():
        yield url
        return
    folder = cache_folder()
    with contextlib.ExitStack() as held:
        with _flock(folder / "start", fcntl.LOCK_EX):
            held.enter_context(_flock(folder / "in-use", fcntl.LOCK_SH))  # waits for one that is being stopped
            url = _read(folder / "url")
            if not url or not answers(url):
                url = _started(folder)
        yield url


def _started(folder: Path) -> str:
    """Have a keeper start a server, and wait for it."""
    (folder / "url").unlink(missing_ok=True)
    said = folder / "output"
    with said.open("wb") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.elasticsearch"],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    while not (url := _read(folder / "url")):
        if keeper.poll() is not None:
            raise CannotRun(said.read_text(errors="replace")[-2_000:])
        time.sleep(0.2)
    return url


def _keep() -> None:
    """Start a server, say where it is, and stop it when nobody uses it any more."""
    folder = cache_folder()
    with own_server() as process:
        written = folder / "url.new"
        written.write_text(process.url, encoding="utf-8")
        written.rename(folder / "url")
        with _flock(folder / "in-use", fcntl.LOCK_EX):
            (folder / "url").unlink(missing_ok=True)
            process.stop()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


if __name__ == "__main__":
    try:
        _keep()
    except CannotRun as lacking:
        sys.exit(str(lacking))
