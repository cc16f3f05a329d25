"""`manage.py export_cases [FILE] [--language th]`: published, public cases as JSON lines."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError

from library.exporting import export_cases
from library.lines import write_line


class Command(BaseCommand):
    help = "Write the public cases as JSON lines, in the form that import_cases reads (docs/api.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="where to write (default: standard output)")
        parser.add_argument("--language", help="only this language")
        parser.add_argument(
            "--private",
            action="store_true",
            help="also exact places and notes on consent, for moving to another site: not a file for everybody",
        )

    def handle(self, *args: Any, file: str, language: str | None, private: bool, **options: Any) -> None:
        if language and language not in settings.LANGUAGE_CODES:
            raise CommandError(f"unknown language {language}; this site has {', '.join(settings.LANGUAGE_CODES)}")
        count = 0
        out = sys.stdout if file == "-" else Path(file).open("w", encoding="utf-8", newline="\n")  # noqa: SIM115
        try:
            for line in export_cases(user=AnonymousUser(), language=language, private=private):
                out.write(write_line(line) + "\n")
                count += 1
        finally:
            if out is not sys.stdout:
                out.close()
        self.stderr.write(f"{count} lines")
