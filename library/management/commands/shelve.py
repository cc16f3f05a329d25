"""`manage.py shelve`: the rows that the library's lists, counts and map are made of, written anew from the cases."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from library.shelving import shelve_all


class Command(BaseCommand):
    help = "Write the library's shelf anew. Needed only after changes made past the site, e.g. by SQL."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{shelve_all()} practices on the shelf")
