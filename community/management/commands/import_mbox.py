"""`manage.py import_mbox FILE --community SLUG [--language CODE]`: a mailing list's archive (docs/communities.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from community.mail_archive import threads_in
from community.management.imports import ImportCommand
from community.models import Community


class Command(ImportCommand):
    help = "Import a mailing list's archive as threads. A second run adds what is new; nobody is notified."
    source = "mail"  # a message id is unique in the world: archives may overlap

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="an mbox file")
        parser.add_argument("--community", required=True, help="slug of the community the threads shall be in")
        parser.add_argument(
            "--language", default="", choices=settings.LANGUAGE_CODES, help="of all texts (default: guessed of each)"
        )
        super().add_arguments(parser)

    def handle(self, *args: Any, file: str, community: str, language: str, **options: Any) -> None:
        if not Community.objects.filter(slug=community).exists():
            raise CommandError(f"there is no community called {community}")
        try:
            archive = Path(file).open("rb")  # noqa: SIM115
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        with archive:
            found = threads_in(archive, community=community, language=language)
            self.take(found, source=options["source"], strict=options["strict"], dry_run=options["dry_run"])
