"""`manage.py setup_site`: the pages every site has, in every language of `RUTERO_LANGUAGES`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cms.outline import ensure_outline
from search import changes


class Command(BaseCommand):
    help = "Make the home page, library and communities in every language of the site. Changes nothing that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        with changes.without_draining():
            ensure_outline()
        changes.drain(wait=True)
