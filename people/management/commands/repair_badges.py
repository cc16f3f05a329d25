"""`manage.py repair_badges`: what lists show of people's badges, found anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from people.badges import repair


class Command(BaseCommand):
    help = "Find the badges of every profile anew, and say how many were wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"The badges of {repair()} profiles were wrong and are right now.")
