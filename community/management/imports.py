"""What the two commands that import talk have in common."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable

from django.core.management.base import BaseCommand, CommandError

from community.importing import LONGEST_SOURCE, RefusedError, Report, ThreadRead, import_threads
from library.lines import Problem
from search import changes
from search.engines.base import EngineUnavailable


class ImportCommand(BaseCommand):
    source = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--source", default=self.source, help=f"names the archive its ids belong to (default: {self.source})"
        )
        parser.add_argument("--dry-run", action="store_true", help="check and compare, write nothing")
        parser.add_argument("--strict", action="store_true", help="import nothing when anything is bad")

    def take(self, found: Iterable[ThreadRead | list[Problem]], *, source: str, strict: bool, dry_run: bool) -> None:
        """Import, and say what was done. Nobody is notified."""
        if not source or len(source) > LONGEST_SOURCE:
            raise CommandError(f"--source has 1 to {LONGEST_SOURCE} characters")
        try:
            report, refused = (
                import_threads(found, source=source, strict=strict, dry_run=dry_run, progress=self._progress),
                False,
            )
        except RefusedError as error:
            report, refused = error.report, True
        self._say(report, dry_run=dry_run)
        if refused:
            raise CommandError("nothing was imported (--strict)")
        if not dry_run:
            try:
                changes.drain(wait=True)
            except EngineUnavailable as error:
                self.stdout.write(f"the posts are imported; they will be found when search is back ({error})")
            else:
                self.stdout.write("search index is up to date")

    def _progress(self, count: int) -> None:
        self.stderr.write(f"  {count} threads\r", ending="")

    def _say(self, report: Report, *, dry_run: bool) -> None:
        for row in report.problems:
            self.stderr.write(str(row))
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{report.threads} threads {would}started, {report.posts} posts {would}written, {report.known} were there, "
            f"{len({row.line for row in report.problems})} bad"
        )
