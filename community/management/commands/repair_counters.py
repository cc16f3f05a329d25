"""`manage.py repair_counters`: numbers of replies and participants, and last posts, counted anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from community.counting import repair


class Command(BaseCommand):
    help = "Count every thread's replies and participants anew, and say how many were wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{repair()} threads were wrong and are right now.")
