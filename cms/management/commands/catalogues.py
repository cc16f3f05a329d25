"""`manage.py catalogues compile|update|check`: the translations of the interface, without GNU gettext."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale

from cms.catalogues.checking import check_catalogues, check_sources
from cms.catalogues.compiling import compile_catalogues
from cms.catalogues.extracting import ExtractionError, extract_messages
from cms.catalogues.pofiles import CatalogueError
from cms.catalogues.updating import update_catalogues


class Command(BaseCommand):
    help = "Compiles, updates or checks the gettext catalogues in locale/ (docs/translating.md)."
    requires_system_checks = []  # no database, no templates: it runs before anything else is there

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("compile", help="write the .mo files Django loads, for catalogues that changed")
        update = actions.add_parser("update", help="merge the messages of code and templates into the catalogues")
        update.add_argument("--new", metavar="LANGUAGE", help="start a catalogue for this language, e.g. km or zh-hans")
        actions.add_parser("check", help="list what is missing or wrong; exit 1 if anything is")

    def handle(self, *, action: str, **options: object) -> None:
        root = Path(settings.BASE_DIR)
        try:
            getattr(self, f"_{action}")(root, root / "locale", **options)
        except (CatalogueError, ExtractionError) as error:
            raise CommandError(str(error)) from error

    def _compile(self, root: Path, locale_folder: Path, **_options: object) -> None:
        for file in compile_catalogues(locale_folder):
            self.stdout.write(f"{file.relative_to(root)}: compiled")

    def _update(self, root: Path, locale_folder: Path, *, new: str | None, **_options: object) -> None:
        messages = extract_messages(root)
        for done in update_catalogues(locale_folder, messages, new_language=to_locale(new) if new else None):
            self.stdout.write(
                f"{done.file.relative_to(root)}: {done.total} messages, {done.added} new, {done.dropped} dropped,"
                f" {done.untranslated} to translate{'' if done.changed else '; unchanged'}"
            )

    def _check(self, root: Path, locale_folder: Path, **_options: object) -> None:
        messages = extract_messages(root)
        problems = [*check_sources(root, messages), *check_catalogues(locale_folder, messages)]
        for problem in problems:
            self.stdout.write(str(problem).replace(f"{root}/", ""))
        if problems:
            raise CommandError(f"Problems in the catalogues: {len(problems)}. See docs/translating.md")
        self.stdout.write(f"{len(messages.entries)} messages, all right in every catalogue")
