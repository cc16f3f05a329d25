"""How fast editors' list of cases is with many, in a fresh SQLite database filled as `library_pages.py` does it.

    python tests/bench/admin_pages.py [--practices 10000] [--keep FOLDER]

Prints a table and asserts nothing. `--keep` leaves the database in a folder, and measures again what it finds there.
"""

from __future__ import annotations

import argparse
import time

from library_pages import LANGUAGES, fill, installation, say

PAGES = {
    "all cases": "",
    "page 800 of them": "?p=800",
    "by title": "?ordering=title",
    "by code, last first": "?ordering=-code",
    "by language": "?ordering=locale",
    "of one language": "?language={locale}",
    "of one theme and country": "?themes={theme}&countries=LA",
    "good practices that hold": "?evidence_level=good&standing=current&status=live",
    "in review": "?status=review",
    "a part of a title": "?q=tice+77",
    "a word that is nowhere": "?q=ที่ไม่มี",
}
ROUNDS = 5


def measure() -> None:
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from wagtail.models import Locale

    from library.models import Theme

    editor, _created = get_user_model().objects.get_or_create(
        email="editor@example.org", defaults={"is_superuser": True, "is_staff": True}
    )
    client = Client()
    client.force_login(editor)
    facts = {"locale": Locale.objects.get(language_code=LANGUAGES[1]).pk, "theme": Theme.objects.all()[0].pk}
    for name, query in PAGES.items():
        address = reverse("cases:index") + query.format(**facts)
        taken, used = [], []
        client.get(address)
        for _round in range(ROUNDS):
            start, before = time.perf_counter(), time.process_time()
            response = client.get(address)
            taken.append((time.perf_counter() - start) * 1000)
            used.append((time.process_time() - before) * 1000)
            assert response.status_code == 200, response.status_code
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        slowest = max(queries, key=lambda query: float(query["time"]))
        middle = ROUNDS // 2
        say(
            name,
            f"{sorted(taken)[middle]:6.0f} ms   processor {sorted(used)[middle]:6.0f} ms   {len(queries)} queries, "
            f"the slowest {float(slowest['time']) * 1000:.0f} ms",
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--practices", type=int, default=10_000)
    parser.add_argument("--keep", default="", help="folder of the database")
    arguments = parser.parse_args()
    with installation(arguments.keep):
        from django.core.management import call_command
        from django.db import transaction

        from library.models import CasePage

        call_command("migrate", verbosity=0)
        call_command("setup_site", verbosity=0)
        if not CasePage.objects.exists():
            with transaction.atomic():
                fill(arguments.practices)
        measure()


if __name__ == "__main__":
    main()
