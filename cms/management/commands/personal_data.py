"""`manage.py personal_data`: what is decided about personal data, as docs/privacy.md has it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from privacy import documenting


class Command(BaseCommand):
    help = "Show what is decided about every table that points to a person, or write it into docs/privacy.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="into docs/privacy.md")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if write:
            documenting.write(settings.BASE_DIR / "docs" / "privacy.md")
        else:
            self.stdout.write(documenting.tables_text())
