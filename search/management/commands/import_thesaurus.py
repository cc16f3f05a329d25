"""`manage.py import_thesaurus FILE`, or `--rekey`: see docs/thesaurus.md."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.importing_terms import FORMATS, Report, UnreadableFileError, import_terms, rekey
from search.languages import parse_list

BETWEEN = 5  # seconds between two lines of progress where there is no terminal
SHOWN = 50  # problems printed before the rest is only counted


class Command(BaseCommand):
    help = "Imports terms: SKOS or SKOS-XL (RDF/XML, Turtle, N-Triples), CSV or TSV. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help=f"{', '.join(FORMATS)}; may be packed as .gz or .zip")
        parser.add_argument("--format", choices=sorted(set(FORMATS.values())), help="when the file's name does not say")
        parser.add_argument("--languages", help="of the labels, such as en,th,lo,vi (default: those of the site)")
        parser.add_argument(
            "--source", help="what the file is called in later imports (default: its name without .nt, .zip, …)"
        )
        parser.add_argument("--dry-run", action="store_true", help="read and compare, write nothing")
        parser.add_argument("--rekey", action="store_true", help="compute anew what labels are found by")

    def handle(self, *args: Any, file: str | None, rekey: bool, **options: Any) -> None:
        if rekey == bool(file):
            raise CommandError("Give either a file or --rekey.")
        self._last = ""
        self._shown = time.monotonic()
        if rekey:
            self._rekey()
        else:
            self._import(Path(file or ""), **options)

    def _rekey(self) -> None:
        changed = rekey(progress=self._progress)
        self._end_progress()
        self.stdout.write(f"{changed} labels have other keys now.")

    def _import(self, path: Path, **options: Any) -> None:
        try:
            languages = parse_list(options["languages"]) if options["languages"] is not None else None
        except ValueError as error:
            raise CommandError(f"--languages: {str(error).replace('RUTERO_LANGUAGES', 'it')}") from error
        try:
            report = import_terms(
                path,
                file_format=options["format"],
                languages=languages,
                source=options["source"],
                dry_run=options["dry_run"],
                progress=self._progress,
            )
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error
        finally:
            self._end_progress()
        self._say(report, dry_run=options["dry_run"])

    def _say(self, report: Report, *, dry_run: bool) -> None:
        for problem in report.problems[:SHOWN]:
            self.stderr.write(str(problem))
        if report.unreadable > SHOWN:
            self.stderr.write(f"… and {report.unreadable - min(SHOWN, len(report.problems))} more")
        for what, count in sorted(report.notes.items()):
            self.stderr.write(f"left out: {count} {what}" if not what.startswith("column") else f"left out: {what}")
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{report.concepts} concepts with {report.labels} labels. "
            f"Concepts: {report.concepts_new} {would}new, {report.concepts_removed} {would}removed. "
            f"Labels: {report.labels_new} {would}new, {report.labels_changed} {would}changed, "
            f"{report.labels_removed} {would}removed, {report.labels_kept} left as an editor has them. "
            f"Relations: {report.relations_new} {would}new, {report.relations_removed} {would}removed. "
            f"{report.unreadable} lines were not readable."
        )
        if report.unreadable:
            self.stdout.write("Nothing was removed: what stood in the lines that were not readable is unknown.")
        if report.broke_off:
            raise CommandError("The file could not be read to its end.")
        if not report.concepts:
            raise CommandError("There is no concept with a label in these languages in the file.")

    def _progress(self, what: str, count: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{what}: {count}   ", ending="")
        elif time.monotonic() - self._shown >= BETWEEN:
            self.stderr.write(f"{what}: {count}")
            self._shown = time.monotonic()
        self._last = what

    def _end_progress(self) -> None:
        if self.stderr.isatty() and self._last:
            self.stderr.write("")
