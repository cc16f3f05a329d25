"""`manage.py load_demo`: the demonstration's people, cases, communities and pages. A second run changes nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.demo.loading import load_demo
from cms.demo.people import accounts_text
from search import changes


class Command(BaseCommand):
    help = "Load the demonstration. A second run changes nothing and takes a second."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where it was loaded before")

    def handle(self, *args: Any, if_empty: bool, **options: Any) -> None:
        if not settings.DEMO_MAIL:
            raise CommandError(
                "The demonstration has an administrator whose password everybody knows: load it with the settings of "
                "development or of the demonstration only."
            )
        with changes.without_draining():
            done = load_demo(again=not if_empty)
        self.stdout.write(done)
        changes.drain(wait=True)
        self.stdout.write(accounts_text())
