"""`manage.py import_cases FILE.jsonl [--publish] [--dry-run] [--strict]`: see docs/api.md for the format."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from library.importing import RefusedError, Report, import_cases
from library.models import ChangeLevel
from search import changes
from search.engines.base import EngineUnavailable

SHOWN = 50  # notes printed before the rest is only counted; bad lines are all printed


class Command(BaseCommand):
    help = "Import cases from JSON lines (docs/api.md). A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a file of JSON lines, or - for standard input")
        parser.add_argument("--publish", action="store_true", help="publish what is imported (else: drafts)")
        parser.add_argument("--dry-run", action="store_true", help="check and compare, write nothing")
        parser.add_argument("--strict", action="store_true", help="import nothing when any line is bad")
        parser.add_argument(
            "--change",
            choices=ChangeLevel.values,
            default=ChangeLevel.SMALL,
            help="how much changed originals matter to their translations (default: small)",
        )

    def handle(
        self, *args: Any, file: str, publish: bool, dry_run: bool, strict: bool, change: str, **options: Any
    ) -> None:
        try:
            source: BinaryIO = sys.stdin.buffer if file == "-" else Path(file).open("rb")  # noqa: SIM115
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        refused = False
        with source:
            try:
                report = import_cases(
                    self._watched(source),
                    publish=publish,
                    dry_run=dry_run,
                    strict=strict,
                    level=change,
                    progress=self._progress,
                )
            except RefusedError as error:
                report, refused = error.report, True
        self._say(report, dry_run=dry_run)
        if refused:
            raise CommandError("nothing was imported (--strict)")
        if not dry_run:
            self.stdout.write("search index …")
            try:
                changes.drain(wait=True)
            except EngineUnavailable as error:
                self.stdout.write(f"the cases are imported; they will be found when search is back ({error})")
            else:
                self.stdout.write("search index is up to date")

    def _watched(self, source: BinaryIO) -> Iterator[bytes]:
        yield from source

    def _progress(self, count: int) -> None:
        self.stderr.write(f"  {count} lines\r", ending="")

    def _say(self, report: Report, *, dry_run: bool) -> None:
        self.stderr.write("")
        for row in report.problems:
            self.stderr.write(str(row))
        for row in report.notes[:SHOWN]:
            self.stderr.write(f"note: {row}")
        if len(report.notes) > SHOWN:
            self.stderr.write(f"note: … and {len(report.notes) - SHOWN} more")
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{report.created} {would}created, {report.updated} {would}updated, {report.unchanged} unchanged, "
            f"{len({row.line for row in report.problems})} bad lines"
        )
