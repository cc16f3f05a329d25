"""`manage.py import_discussions FILE.jsonl [--source NAME] [--dry-run] [--strict]`: see docs/api.md for the format."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from community.discussion_lines import read_line
from community.management.imports import ImportCommand


class Command(ImportCommand):
    help = "Import threads from JSON lines (docs/api.md). A second run changes nothing; nobody is notified."
    source = "discussions"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a file of JSON lines, or - for standard input")
        super().add_arguments(parser)

    def handle(self, *args: Any, file: str, source: str, strict: bool, dry_run: bool, **options: Any) -> None:
        try:
            lines = sys.stdin.buffer if file == "-" else Path(file).open("rb")  # noqa: SIM115
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        with lines:
            found = (read_line(raw, line) for line, raw in enumerate(lines, start=1) if raw.strip())
            self.take(found, source=source, strict=strict, dry_run=dry_run)
