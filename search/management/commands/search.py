"""`manage.py search rebuild|check|status|learn`."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from search import changes, rebuilding
from search.engines import ENGINES, engine
from search.engines.base import EngineUnavailable
from search.lexicon import learning
from search.models import Change


class Command(BaseCommand):
    help = "Rebuilds the search index, compares it with the database, says how it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        rebuild = commands.add_parser(
            "rebuild",
            help="Build a fresh index beside the live one and swap; nobody notices. Goes on where one was interrupted.",
        )
        rebuild.add_argument("--fresh", action="store_true", help="Begin anew, whatever an interrupted one left.")
        rebuild.add_argument("--engine", choices=sorted(ENGINES), default="", help="Build the index of this engine.")
        check = commands.add_parser("check", help="Compare index and database both ways; exit 1 when they differ.")
        check.add_argument("--repair", action="store_true", help="Read again what differs.")
        status = commands.add_parser("status", help="State, documents, size, version, and how far behind.")
        status.add_argument("--json", action="store_true", help="For programs.")
        learn = commands.add_parser("learn", help="Learn from texts in two languages which words translate which.")
        learn.add_argument("--full", action="store_true", help="Also from what has not changed since the last time.")

    def handle(self, *args: Any, command: str, **options: Any) -> None:
        try:
            getattr(self, f"_{command}")(**options)
        except EngineUnavailable as away:
            raise CommandError(f"The search engine is not there: {away}") from away

    def _rebuild(self, *, fresh: bool, **options: Any) -> None:
        try:
            documents = rebuilding.rebuild(fresh=fresh, on=options["engine"], progress=self._progress)
        except ValueError as lacking:
            raise CommandError(str(lacking)) from lacking
        self._end_progress()
        waiting = Change.objects.count()
        self.stdout.write(f"{documents} documents in the index, {waiting} changes waiting.")

    def _check(self, *, repair: bool, **options: Any) -> None:
        changes.drain(wait=True)
        found = rebuilding.compare()
        self.stdout.write(
            f"{found.compared} documents compared: {len(found.missing)} missing, {len(found.stale)} stale, "
            f"{len(found.superfluous)} superfluous in the index; {found.waiting} known to the change log."
        )
        for name in ("missing", "stale", "superfluous"):
            for kind, number in getattr(found, name)[:10]:
                self.stdout.write(f"  {name}: {kind}:{number}")
        if not found.differences:
            return
        if not repair:
            self.stdout.write("Run it with --repair to mend this.")
            sys.exit(1)
        rebuilding.repair(found)
        left = rebuilding.compare()
        self.stdout.write(f"Mended {len(found.differences) - len(left.differences)}.")
        if left.differences:
            raise CommandError(f"{len(left.differences)} documents still differ; the log says why.")

    def _learn(self, *, full: bool, **options: Any) -> None:
        learned = learning.learn(full=full, wait=True, progress=self.stderr.write)
        pairs = ", ".join("–".join(pair) for pair in learned.pairs) or "nothing new"
        self.stdout.write(f"Learned {pairs}: {learned.translations} translations, {learned.names} possible names.")

    def _status(self, **options: Any) -> None:
        now = engine().status()
        oldest = Change.objects.first()
        behind = (timezone.now() - oldest.created).total_seconds() if oldest else 0.0
        report = {
            "engine": now.engine,
            "state": now.state,
            "documents": now.documents,
            "bytes": now.bytes,
            "version": now.version,
            "changes_waiting": Change.objects.count(),
            "oldest_change_seconds": round(behind, 1),
            **now.detail,
        }
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for name, value in report.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {value}")

    def _progress(self, kind: str, done: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{kind}: {done}", ending="")
        elif done % 5_000 < 500:
            self.stderr.write(f"{kind}: {done}")

    def _end_progress(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("")
