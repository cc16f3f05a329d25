"""`make test`: everything that CI runs, in order, and what was left out and why.

What a machine lacks (a browser, PostgreSQL, Maven and a Java for Elasticsearch) is installed when this process may
install packages. What is lacking still is skipped with a line that says so; with `CI=true` that is a failure.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests import audit, elasticsearch

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
FONTS = ["fonts-noto-core"]
# What WeasyPrint draws the PDFs of cases with.
PDF_LIBRARIES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libfontconfig1"]

# The verb modules: what they promise is checked by types, too.
TYPED = [
    "cms/admin_doors.py",
    "cms/forgetting.py",
    "cms/front.py",
    "cms/languages.py",
    "cms/middleware.py",
    "cms/outline.py",
    "cms/permissions.py",
    "cms/person_roles.py",
    "cms/roles.py",
    "community/accepting.py",
    "community/activity.py",
    "community/addresses.py",
    "community/api",
    "community/appointing.py",
    "community/approving.py",
    "community/asking.py",
    "community/attaching.py",
    "community/attachment_scans.py",
    "community/attachment_texts.py",
    "community/audit_words.py",
    "community/auditing.py",
    "community/belonging.py",
    "community/cards.py",
    "community/changing.py",
    "community/channels.py",
    "community/choosing.py",
    "community/claiming.py",
    "community/counting.py",
    "community/crediting.py",
    "community/discussing.py",
    "community/discussion_lines.py",
    "community/feeds.py",
    "community/flagging.py",
    "community/following.py",
    "community/hidden.py",
    "community/hiding.py",
    "community/holding.py",
    "community/importing.py",
    "community/inviting.py",
    "community/joining.py",
    "community/lists.py",
    "community/locking.py",
    "community/mail_archive.py",
    "community/mail_decoding.py",
    "community/mail_headers.py",
    "community/mail_text.py",
    "community/mailing.py",
    "community/marking.py",
    "community/merging.py",
    "community/moderating.py",
    "community/moderation_queue.py",
    "community/moments.py",
    "community/moving.py",
    "community/notification_cards.py",
    "community/notifying.py",
    "community/pacing.py",
    "community/pinning.py",
    "community/policies.py",
    "community/polling.py",
    "community/posting.py",
    "community/reading.py",
    "community/reasons.py",
    "community/rendering.py",
    "community/repeating.py",
    "community/restraining.py",
    "community/rights.py",
    "community/sniffing.py",
    "community/signing.py",
    "community/splitting.py",
    "community/tagging.py",
    "community/tokens.py",
    "community/undoing.py",
    "community/views/finding.py",
    "community/views/contributions.py",
    "community/views/e_discussions.py",
    "community/views/kind_parts.py",
    "community/views/reading_part.py",
    "community/views/thread_lists.py",
    "community/views/thread_parts.py",
    "library/adaptations.py",
    "library/adapting.py",
    "library/answering.py",
    "library/atlas.py",
    "library/attachments.py",
    "library/cards.py",
    "library/checking.py",
    "library/choosing.py",
    "library/citing.py",
    "library/completeness.py",
    "library/contact_data.py",
    "library/contacting.py",
    "library/describing.py",
    "library/disclosing.py",
    "library/document_scans.py",
    "library/exporting.py",
    "library/extracting.py",
    "library/facts.py",
    "library/folders.py",
    "library/glossary.py",
    "library/handwork.py",
    "library/harvesting.py",
    "library/importing.py",
    "library/keeping.py",
    "library/letters.py",
    "library/line_breaks.py",
    "library/lineage.py",
    "library/lines.py",
    "library/marks.py",
    "library/nominating.py",
    "library/notices.py",
    "library/openness.py",
    "library/pacing.py",
    "library/parsing.py",
    "library/parts.py",
    "library/people_cards.py",
    "library/people_documents.py",
    "library/photos.py",
    "library/places.py",
    "library/points.py",
    "library/policies.py",
    "library/practices.py",
    "library/previews.py",
    "library/printing.py",
    "library/reading_for_review.py",
    "library/reading_parts.py",
    "library/reads.py",
    "library/remembering.py",
    "library/reviewing.py",
    "library/scanning.py",
    "library/sections.py",
    "library/sent_from_here.py",
    "library/shelf.py",
    "library/shelving.py",
    "library/standing.py",
    "library/template_rows.py",
    "library/tree.py",
    "library/truth.py",
    "library/units.py",
    "library/verb_form.py",
    "library/views/browsing.py",
    "library/views/building_blocks.py",
    "library/views/cases.py",
    "library/views/cases_to_look_after.py",
    "library/views/directory.py",
    "library/views/harvest.py",
    "library/views/mapping.py",
    "library/views/organisations.py",
    "library/views/people.py",
    "library/views/reading.py",
    "library/views/template.py",
    "library/views/unread.py",
    "library/visibility.py",
    "library/wordings.py",
    "people",
    "privacy",
    "search",
]


class Run:
    """Runs steps one after the other and remembers how each went."""

    def __init__(self) -> None:
        self.results: list[tuple[str, str, float]] = []
        self.skips: list[str] = []
        self.out_of_reach: list[str] = []

    def step(self, name: str, command: list[str], **environment: str) -> bool:
        print(f"\n=== {name}", flush=True)  # noqa: T201
        start = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False).returncode
        self.results.append((name, "ok" if code == 0 else f"FAILED ({code})", time.monotonic() - start))
        return code == 0

    def skip(self, what: str, why: str) -> None:
        line = f"skipped: {what}: {why}"
        print(f"\n=== {line}", flush=True)  # noqa: T201
        self.skips.append(line)

    def cannot_ask(self, what: str, why: str) -> None:
        """Something of the network's that is not there: said, and no failure, as it is not the code's fault."""
        line = f"needs the network: {what}: {why}"
        print(f"\n=== {line}", flush=True)  # noqa: T201
        self.out_of_reach.append(line)

    def finish(self) -> int:
        print("\n=== summary")  # noqa: T201
        for name, result, seconds in self.results:
            print(f"{seconds:6.0f} s  {result:12}  {name}")  # noqa: T201
        for line in (*self.skips, *self.out_of_reach):
            print(f"          {line}")  # noqa: T201
        failed = [name for name, result, _seconds in self.results if result != "ok"]
        if IN_CI and self.skips:
            print("CI runs everything: the skips above are failures")  # noqa: T201
            return 1
        return 1 if failed else 0


def installed(names: tuple[str, ...]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def apt_install(*packages: str) -> bool:
    """Install Debian packages, where this process may."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            return False
    return True


def draws_pdfs() -> bool:
    """Whether WeasyPrint finds the libraries it draws with."""

    def found() -> bool:
        done = subprocess.run([PYTHON, "-c", "import weasyprint"], capture_output=True, check=False)
        return done.returncode == 0

    return found() or (apt_install(*PDF_LIBRARIES) and found())


def find_browser() -> str | None:
    found = installed(CHROMIUM_NAMES)
    if not found and apt_install("chromium", *FONTS):
        found = installed(CHROMIUM_NAMES)
    return found


def find_postgres() -> Path | None:
    """The folder with initdb and pg_ctl of a PostgreSQL server."""

    def folders() -> Iterator[Path]:
        if path := shutil.which("initdb"):
            yield Path(path).resolve().parent
        yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)

    def found() -> Path | None:
        return next((f for f in folders() if (f / "initdb").exists() and (f / "pg_ctl").exists()), None)

    return found() or (found() if apt_install("postgresql") else None)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL server of its own on a Unix socket; gives its DATABASE_URL."""
    with tempfile.TemporaryDirectory(prefix="rutero-pg-") as name:
        base = Path(name)
        base.chmod(0o755)
        data, socket = base / "data", base / "socket"
        socket.mkdir()
        runner: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(base, "nobody")
            shutil.chown(socket, "nobody")
            runner = ["runuser", "-u", "nobody", "--"]
        subprocess.run(
            [*runner, str(folder / "initdb"), "-D", str(data), "-U", "rutero", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        options = f"-k {socket} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=50"
        control = [*runner, str(folder / "pg_ctl"), "-D", str(data), "-w", "-l", str(data / "log")]
        subprocess.run([*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL)
        try:
            yield f"postgres://rutero@/postgres?host={socket}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def search_server(run: Run) -> Iterator[dict[str, str]]:
    """The Elasticsearch that all tests share, as their environment has it; nothing when it cannot run here."""
    if not elasticsearch.given_url():
        if not elasticsearch.is_fetched() and not installed(("mvn",)):
            apt_install("maven")
        if not elasticsearch.find_java():
            # Debian 12 has 17 only: there, JAVA_HOME of another one is needed.
            apt_install("openjdk-21-jre-headless")
    with ExitStack() as running:
        try:
            url = running.enter_context(elasticsearch.server())
        except elasticsearch.CannotRun as lacking:
            run.skip("tests on Elasticsearch", str(lacking))
            yield {}
            return
        yield {"RUTERO_TEST_ELASTICSEARCH_URL": url}


def lint(run: Run) -> None:
    run.step("ruff check", [str(BIN / "ruff"), "check", "."])
    run.step("ruff format", [str(BIN / "ruff"), "format", "--check", "."])
    templates = [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("templates/**/*.html"))]
    run.step("djhtml", [str(BIN / "djhtml"), "--check", *templates])
    run.step("import arrows", [str(BIN / "lint-imports"), "--no-cache"])
    run.step("types", [str(BIN / "mypy"), *TYPED])


def checks(run: Run) -> None:
    run.step("compile catalogues", [PYTHON, "manage.py", "catalogues", "compile"])
    run.step("catalogues complete", [PYTHON, "manage.py", "catalogues", "check"])
    run.step("migrations complete", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"])
    with tempfile.TemporaryDirectory(prefix="rutero-deploy-") as data:
        run.step(
            "check --deploy",
            [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            DJANGO_SETTINGS_MODULE="cms.settings.production",
            SECRET_KEY="x" * 10 + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLM",
            ALLOWED_HOSTS="rutero.example",
            BASE_URL="https://rutero.example",
            RUTERO_DATA=data,
        )


def audits(run: Run) -> None:
    """Packages with known holes, and keys or tokens that somebody committed."""
    run.step("secrets", [PYTHON, "-m", "tests.secret_scan"])
    if not find_spec("pip_audit"):
        run.skip("audit of packages", "pip-audit is not installed")
        return
    try:
        command = audit.command()
    except audit.OutOfReachError as reason:
        run.cannot_ask("audit of packages", str(reason))
    else:
        run.step("audit of packages", command)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lint-only", action="store_true")
    arguments = parser.parse_args()
    run = Run()
    lint(run)
    if arguments.lint_only:
        return run.finish()
    checks(run)
    audits(run)
    if not draws_pdfs():
        run.skip("tests of PDFs", "Pango is not there and could not be installed")
    pytest = [PYTHON, "-m", "pytest", "-q"]
    with search_server(run) as environment:
        run.step("tests on SQLite", [*pytest, "-n", "2", "-m", "not browser"], **environment)
        if server := find_postgres():
            with postgres(server) as url:
                environment["DATABASE_URL"] = url
                # What asks no database (analysis, engines, parsers, styles) has just been tested.
                those = ["-n", "2", "-m", "not browser", "--database-only"]
                run.step("tests on PostgreSQL", [*pytest, *those], **environment)
        else:
            run.skip("tests on PostgreSQL", "there is no PostgreSQL server and it could not be installed")
    if browser := find_browser():
        run.step("tests in a browser", [*pytest, "-m", "browser"], CHROMIUM=browser)
    else:
        run.skip("tests in a browser", "there is no Chromium and it could not be installed")
    return run.finish()


if __name__ == "__main__":
    sys.exit(main())
