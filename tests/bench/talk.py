"""How fast communities are with many posts: fills a fresh SQLite database and asks for pages and the API.

    python tests/bench/talk.py [--posts 100000] [--keep FOLDER]

Threads have 10 posts, but for one of a tenth of all posts; half are in one community. Prints a table and asserts
nothing. The load of the machine is printed beside the times, because it is in them. `--keep` leaves the database in a
folder, and measures again what it finds there.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.library_pages import installation, say

TEXTS = {
    "en": "We keep the bees in the forest, two hours from the village, and the honey is thick after the rain. ",
    "th": "เราเลี้ยงผึ้งในป่าห่างจากหมู่บ้านสองชั่วโมง น้ำผึ้งข้นหลังฝนตก ",
    "vi": "Chúng tôi nuôi ong trong rừng, cách làng hai giờ đi bộ, và mật đặc lại sau cơn mưa. ",
    "lo": "ພວກເຮົາລ້ຽງເຜິ້ງໃນປ່າ ຫ່າງຈາກບ້ານສອງຊົ່ວໂມງ ນ້ຳເຜິ້ງຂຸ້ນຫຼັງຝົນຕົກ ",
}
LANGUAGES = tuple(TEXTS)
A_THREAD = 10
IMPORTED = 2_000
ROUNDS = 7


def fill(posts: int) -> None:
    """People, communities, threads and posts, written past the verbs."""
    from cms.models import User
    from community import rendering
    from community.models import Community, Membership, Post, Thread

    chance = random.Random(1)
    people = User.objects.bulk_create(
        [User(email=f"person-{n}@bench.example", name=f"Person {n}", password="!") for n in range(1_000)]
    )
    spaces = [Community.objects.create(slug=f"space-{n}", languages=[]) for n in range(20)]
    Membership.objects.bulk_create(
        [Membership(community=space, user=person) for space in spaces for person in people[:200]], batch_size=500
    )
    html = {code: rendering.render(text * 4) for code, text in TEXTS.items()}
    begin = datetime(2015, 1, 1, tzinfo=UTC)
    sizes = [posts // 10] + [A_THREAD] * ((posts - posts // 10) // A_THREAD)
    at = begin
    for first in range(0, len(sizes), 1_000):
        threads, planned = [], []
        for size in sizes[first : first + 1_000]:
            at += timedelta(minutes=5)
            language = chance.choice(LANGUAGES)
            authors = [chance.choice(people) for _ in range(size)]
            moments = [at + timedelta(minutes=n) for n in range(size)]
            threads.append(
                Thread(
                    community=spaces[0] if chance.random() < 0.5 else chance.choice(spaces), language=language,
                    title=TEXTS[language][:60], author=authors[0], created_at=at, last_post_at=moments[-1],
                    last_author=authors[-1], reply_count=size - 1, participant_count=len(set(authors)),
                )
            )  # fmt: skip
            planned.append((language, authors, moments))
        Thread.objects.bulk_create(threads, batch_size=500)
        Post.objects.bulk_create(
            (
                Post(
                    thread=thread, author=author, language=language, text=TEXTS[language] * 4, html=html[language],
                    renderer_version=rendering.VERSION, created_at=moment,
                )
                for thread, (language, authors, moments) in zip(threads, planned, strict=True)
                for author, moment in zip(authors, moments, strict=True)
            ),
            batch_size=1_000,
        )  # fmt: skip


def lines() -> Iterator[dict[str, Any]]:
    """What `import_discussions` reads."""
    at = datetime(2014, 1, 1, tzinfo=UTC)
    for number in range(IMPORTED // A_THREAD):
        language = LANGUAGES[number % 4]
        posts = [
            {"id": f"{number}-{n}", "at": (at + timedelta(hours=n)).isoformat(), "text": TEXTS[language] * 4,
             "author": {"name": f"Person {n}", "email": f"person-{n}@bench.example"}}
            for n in range(A_THREAD)
        ]  # fmt: skip
        yield {"community": "space-1", "title": f"{TEXTS[language][:40]} {number}", "posts": posts}


def measure_import() -> None:
    from community.discussion_lines import read_line
    from community.importing import import_threads

    raw = [json.dumps(line).encode() for line in lines()]
    start, before = time.perf_counter(), time.process_time()
    report = import_threads((read_line(one, n) for n, one in enumerate(raw, start=1)), source="bench")
    taken, used = time.perf_counter() - start, time.process_time() - before
    if report.posts:
        say("import_discussions", f"{report.posts / taken:6.0f} posts/s   processor {report.posts / used:6.0f} posts/s")
    mails = io.BytesIO()
    for number, line in enumerate(lines()):
        for post in line["posts"]:
            head = f"Message-ID: <{post['id']}@x>\nReferences: <{number}-0@x>\nSubject: {line['title']}\n"
            when = "From a at b  Tue Mar  4 10:00:00 2014\nDate: Tue, 4 Mar 2014 10:00:00 +0700\n"
            mails.write((when + head + "\n" + post["text"] + "\n\n").encode())
    from community.mail_archive import threads_in

    start, before = time.perf_counter(), time.process_time()
    report = import_threads(threads_in(mails, community="space-1"), source="bench mail")
    taken, used = time.perf_counter() - start, time.process_time() - before
    if report.posts:
        say("import_mbox", f"{report.posts / taken:6.0f} posts/s   processor {report.posts / used:6.0f} posts/s")


def measure() -> None:
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cms.models import User
    from community.models import Post, Thread

    long = Thread.objects.order_by("-reply_count").select_related("community")[0]
    usual = Thread.objects.filter(community=long.community, reply_count=A_THREAD - 1).order_by("pk")[0]
    in_order = Thread.objects.filter(community__slug="space-0").order_by("-last_post_at")
    deep = in_order[in_order.count() * 9 // 10]
    after = f"{deep.last_post_at.isoformat()}~{deep.pk}".replace("+", "%2B")
    space, last = f"/en/communities/{long.community.slug}", Post.objects.filter(thread=long).last()
    pages = {
        "list of threads": "/en/communities/space-0/",
        "the same, nine tenths down": f"/en/communities/space-0/?after={after}",
        "a thread of 10": f"{space}/{usual.pk}/",
        f"a thread of {long.reply_count + 1:,}, first page": f"{space}/{long.pk}/",
        "the same, at its last post": f"{space}/{long.pk}/?post={last.pk if last else 0}",
        "all communities": "/en/communities/",
        "API: threads": "/api/v1/threads?community=space-0",
        "API: threads, nine tenths down": f"/api/v1/threads?community=space-0&after={after}",
        "API: posts of the long thread": f"/api/v1/threads/{long.pk}/posts",
    }
    for who in ("visitor", "member"):
        client = Client()
        if who == "member":
            client.force_login(User.objects.get(email="person-1@bench.example"))
        for name, address in pages.items():
            if who == "member" and name.startswith("API"):
                continue
            cache.clear()
            client.get(address)
            taken, used = [], []
            for _round in range(ROUNDS):
                start, before = time.perf_counter(), time.process_time()
                response = client.get(address)
                taken.append((time.perf_counter() - start) * 1000)
                used.append((time.process_time() - before) * 1000)
                assert response.status_code == 200, (address, response.status_code)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            middle = ROUNDS // 2
            say(
                f"{name} ({who})",
                f"{sorted(taken)[middle]:6.0f} ms   processor {sorted(used)[middle]:6.0f} ms   {len(queries)} queries",
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--keep", default="", help="folder of the database")
    arguments = parser.parse_args()
    with installation(arguments.keep), tempfile.TemporaryDirectory() as index:
        from django.conf import settings
        from django.core.management import call_command
        from django.db import transaction

        from community.models import Post

        settings.SEARCH_INDEX_DIR = Path(index)
        # What is measured is not the index: a worker would fill it meanwhile.
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
        call_command("migrate", verbosity=0)
        call_command("setup_site", verbosity=0)
        if not Post.objects.exists():
            start = time.perf_counter()
            with transaction.atomic():
                fill(arguments.posts)
            say(f"{arguments.posts:,} posts written in bulk", f"{time.perf_counter() - start:6.1f} s")
        measure_import()
        measure()


if __name__ == "__main__":
    main()
