"""How fast the library's pages are with many cases: fills a fresh SQLite database and asks for pages.

    python tests/bench/library_pages.py [--practices 10000] [--keep FOLDER]

Prints a table and asserts nothing. `--keep` leaves the database in a folder, and measures again what it finds there.
The load of the machine is printed beside the times, because it is in them.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

LANGUAGES = ("en", "th", "vi", "lo")
COUNTRIES = ("BD", "BT", "CN", "FJ", "ID", "IN", "KH", "KI", "LA", "LK", "MM", "MN", "NP", "PG", "PH", "TH", "TO", "VN")
PAGES = {
    "the library": "/{}/library/",
    "page 300 of it": "/{}/library/?page=300",
    "narrowed by theme and countries": "/{}/library/?theme=finance-ict&country=LA&country=TH",
    "narrowed by evidence and language": "/{}/library/?evidence=good&lang=vi",
    "the map": "/{}/library/map/",
    "the home page": "/{}/",
}
ROUNDS = 7


def fill(practices: int) -> None:
    """Published cases in four languages, written past the models; then the shelf, as `manage.py shelve` does."""
    from django.utils import timezone
    from wagtail.models import Locale, Page

    from library.models import CasePage, Country, Theme
    from library.shelving import shelve_all
    from library.tree import library_index

    chance = random.Random(1)
    shelves = {code: library_index(code) for code in LANGUAGES}
    locales = {code: Locale.objects.get(language_code=code) for code in LANGUAGES}
    themes = list(Theme.objects.all())
    known = set(Country.objects.values_list("pk", flat=True))
    countries = [code for code in COUNTRIES if code in known]
    now = timezone.now()
    content_type = CasePage(title="x").content_type
    for first in range(0, practices, 500):
        cases, facts = [], []
        for number in range(first, min(first + 500, practices)):
            key, code = uuid.UUID(int=chance.getrandbits(128)), f"B-{number:06}"
            day = date(2010, 1, 1) + timedelta(days=chance.randrange(5000))
            evidence = chance.choice(["", "experience", "promising", "good"])
            latitude, longitude = round(chance.uniform(-20, 50), 4), round(chance.uniform(65, 180), 4)
            precision = chance.choice(["village", "district", "country"])
            fact = (
                chance.sample(themes, k=chance.choice([1, 1, 2])),
                chance.sample(countries, k=chance.choice([1, 1, 1, 2])),
            )
            for language in LANGUAGES:
                shelf = shelves[language]
                cases.append(
                    CasePage(
                        path=Page._get_path(shelf.path, shelf.depth + 1, number + 1), depth=shelf.depth + 1,
                        url_path=f"{shelf.url_path}{code.lower()}/", title=f"Practice {number}", draft_title="",
                        slug=code.lower(), code=code, locale=locales[language], translation_key=key, live=True,
                        first_published_at=now, content_type=content_type, body="[]", published_on=day,
                        summary="What they do, in a sentence. " * 4, evidence_level=evidence,
                        latitude=latitude, longitude=longitude, place_precision=precision,
                    )
                )  # fmt: skip
                facts.append(fact)
        start = (Page.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        fields = [field.attname for field in Page._meta.concrete_fields]
        for pk, case in enumerate(cases, start=start):
            case.pk = case.page_ptr_id = case.id = pk
        Page.objects.bulk_create(
            [Page(**{name: getattr(case, name) for name in fields}) for case in cases], batch_size=100
        )
        own = list(CasePage._meta.local_concrete_fields)
        for some in range(0, len(cases), 100):
            CasePage._base_manager._insert(cases[some : some + 100], fields=own, using="default")
        for relation, place, column in (("themes", 0, "theme_id"), ("countries", 1, "country_id")):
            through: Any = getattr(CasePage, relation).through
            through.objects.bulk_create(
                through(**{"casepage_id": case.pk, column: getattr(one, "pk", one)})
                for case, fact in zip(cases, facts, strict=True)
                for one in fact[place]
            )
    for shelf in shelves.values():
        Page.objects.filter(pk=shelf.pk).update(numchild=practices)
    start_time = time.perf_counter()
    shelve_all()
    say("the shelf written anew", f"{time.perf_counter() - start_time:6.1f} s")


def say(name: str, value: str) -> None:
    print(f"{name:40} {value}   (load {os.getloadavg()[0]:.1f})", flush=True)  # noqa: T201


def measure() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    for language in ("en", "lo"):
        for name, address in PAGES.items():
            taken, used = [], []
            client.get(address.format(language))
            for _round in range(ROUNDS):
                start, before = time.perf_counter(), time.process_time()
                response = client.get(address.format(language))
                taken.append((time.perf_counter() - start) * 1000)
                used.append((time.process_time() - before) * 1000)
                assert response.status_code == 200, response.status_code
            with CaptureQueriesContext(connection) as queries:
                client.get(address.format(language))
            middle = len(taken) // 2
            say(
                f"{name} ({language})",
                f"{sorted(taken)[middle]:6.0f} ms   processor {sorted(used)[middle]:6.0f} ms   {len(queries)} queries",
            )


@contextmanager
def installation(kept: str) -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="rutero-bench-") as folder:
        place = Path(kept or folder).resolve()
        place.mkdir(parents=True, exist_ok=True)
        os.environ["DATABASE_URL"] = f"sqlite:///{place}/db.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
        import django
        from django.conf import settings

        django.setup()
        settings.ALLOWED_HOSTS = ["testserver"]
        yield


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
