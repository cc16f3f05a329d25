"""`make demo`: prepare this folder's installation as far as it is not, then serve it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import django
import wagtail
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from cms.demo.people import accounts_text


class Command(BaseCommand):
    help = "Migrate, load the demonstration, build the index, collect static files, and serve. Safe to run again."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Rutero: data in {settings.DATA_DIR}")
        call_command("catalogues", "compile", verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        self._static()
        call_command("load_demo", if_empty=True, verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
        self.stdout.write(accounts_text())
        self.stdout.write(f"Letters are shown at http://127.0.0.1:{settings.PORT}/demo/mail/")
        self.stdout.flush()
        call_command("serve")

    def _static(self) -> None:
        """Collect when something changed: with Wagtail's admin it takes longer than everything else here."""
        marker = Path(settings.STATIC_ROOT) / ".collected"
        digest = hashlib.sha256(f"{django.__version__} {wagtail.__version__}".encode())
        sources = [*settings.BASE_DIR.glob("*/static/**/*"), *settings.BASE_DIR.glob("cms/styles/*.css")]
        for path in sorted(path for path in sources if path.is_file()):
            digest.update(path.name.encode() + path.read_bytes())
        fingerprint = digest.hexdigest()
        if marker.exists() and marker.read_text(encoding="ascii") == fingerprint:
            return
        self.stdout.write("collecting static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
        marker.write_text(fingerprint, encoding="ascii")
