"""How fast search is: the engine with many made-up documents, and a rebuild from a database of posts.

    python tests/bench/search_speed.py [--documents 1000000] [--keep FOLDER] [--questions 400]
    python tests/bench/search_speed.py --posts 20000

Prints a table and asserts nothing. `--keep` leaves the index in a folder, and measures again what it finds there: with
a million documents, making it takes some twenty minutes and 4 GB. The load of the machine is printed beside the times,
because it is in them. `--posts` fills a fresh SQLite database with threads of that many posts and builds the index from
it, as `manage.py search rebuild` does.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import tantivy
from made_up import READER, Site

from search import suggesting
from search.analysis import question
from search.engines.base import FACETS, Request
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded_fields import SCHEMA, added
from search.engines.encoders import Encoders

FOUR = ("type", "language", "theme", "country")
_SAMPLE = 20_000


def say(name: str, value: str) -> None:
    print(f"{name:52} {value}   (load {os.getloadavg()[0]:.1f})", flush=True)  # noqa: T201


def times(name: str, calls: Iterable[Callable[[], Any]]) -> None:
    """Milliseconds a call takes: half of them less than the first number, 95 of 100 less than the second; then the
    same for the processor's time, of all threads together, which a busy machine stretches less."""
    taken, used = [], []
    for call in calls:
        start, before = time.perf_counter(), time.process_time()
        call()
        taken.append((time.perf_counter() - start) * 1000)
        used.append((time.process_time() - before) * 1000)
    say(name, f"p50 {_part(taken, 50):6.1f}   p95 {_part(taken, 95):6.1f} ms   processor {_part(used, 50):6.1f} ms")


def _part(numbers: list[float], percent: int) -> float:
    return sorted(numbers)[min(len(numbers) * percent // 100, len(numbers) - 1)]


@contextmanager
def speed(name: str, documents: int) -> Iterator[None]:
    """Documents a second, and what a document takes of the processor, in all processes that have ended by then."""
    start, before = time.perf_counter(), _used()
    yield
    taken, used = time.perf_counter() - start, _used() - before
    say(name, f"{documents / taken:6.0f} documents/s   processor {used / documents * 1000:5.2f} ms a document")


def _used() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


# The engine


def build(engine: EmbeddedEngine, site: Site, count: int) -> None:
    """An index of `count` documents, and beside it the bytes of their texts."""
    text = 0
    with speed("made up, analysed and indexed", count), engine.rebuild(wait=True) as fresh:
        for first in range(1, count + 1, 1_000):
            batch = [site.document(number) for number in range(first, min(first + 1_000, count + 1))]
            text += sum(len((one.title + "".join(part.value for part in one.body)).encode()) for one in batch)
            fresh.write(batch)
            if first % 50_000 == 1 and first > 1:
                print(f"  … {first - 1} documents", flush=True)  # noqa: T201
        fresh.publish(lambda keys: [])
    (engine.folder / "MEASURED").write_text(json.dumps({"documents": count, "text": text}))


def indexing(site: Site) -> None:
    """What analysis takes in one process and in several, and what Tantivy takes once that is done."""
    documents = [site.document(number) for number in range(1, _SAMPLE + 1)]
    alone = Encoders(helpers=0)
    with speed("analysis, one process", _SAMPLE // 4):
        alone.add(documents[: _SAMPLE // 4])
    helped = Encoders(alone=0)
    with speed("analysis, a process a core", _SAMPLE):
        helped.add(documents)
        made = list(helped.take(everything=True))
        helped.close()
    del documents
    gc.collect()
    gc.freeze()  # a rebuild does not hold so much at once
    with tempfile.TemporaryDirectory() as folder:
        writer = tantivy.Index(SCHEMA, folder).writer(256_000_000, 2)
        with speed("Tantivy, documents already analysed", _SAMPLE):
            for one in made:
                writer.add_document(added(one))
            writer.commit()
        writer.wait_merging_threads()


def size(engine: EmbeddedEngine) -> None:
    measured = json.loads((engine.folder / "MEASURED").read_text())
    generation = engine.folder / (engine.folder / "CURRENT").read_text().strip()
    shares: dict[str, int] = {}
    for path in generation.iterdir():
        shares[path.suffix or path.name] = shares.get(path.suffix or path.name, 0) + path.stat().st_size
    whole = sum(shares.values())
    parts = ", ".join(
        f"{name} {part / measured['text']:.2f}"
        for name, part in sorted(shares.items(), key=lambda row: -row[1])
        if part * 100 > whole
    )
    say("index, in times the text", f"{whole / measured['text']:.2f}: {parts}")


def questions(engine: EmbeddedEngine, site: Site, documents: int, count: int) -> None:
    def asked(number: int, facets: tuple[str, ...], limited: bool) -> Callable[[], Any]:
        code, text = site.question(number, documents)
        languages = [code] if limited else [code, "en", "th", "vi", "lo"]
        request = Request(
            audiences=READER,
            today=date(2026, 6, 1),
            question=question(text, languages),
            filters={"language": (code,)} if limited else {},
            reader=code,
            facets=facets,
        )
        return lambda: engine.search(request)

    for number in range(-60, 0):
        asked(number, FACETS, False)()
    for limited in (False, True):
        for facets, name in (((), "no facets"), (FOUR, "four facets"), (FACETS, "eight facets")):
            calls = (asked(number, facets, limited) for number in range(count))
            times(f"question, {name}, {'lang=' if limited else 'any language'}", calls)
    newest = Request(audiences=READER, facets=FACETS, reader="th")
    times("no question, newest first, eight facets", [lambda: engine.search(newest)] * 20)


def suggestions(engine: EmbeddedEngine, site: Site, documents: int, count: int) -> None:
    def typed(number: int) -> Callable[[], Any]:
        text = site.typed(number, documents)
        requests = [
            Request(audiences=READER, starts=suggesting.term_for(text, mark), reader="th", **wanted)
            for mark, wanted in (
                (suggesting.TITLE, {"limit": 10}),
                ("", {"limit": 10}),
                (suggesting.TAG, {"facets": ("tag",), "limit": 0}),
                (suggesting.PERSON, {"limit": 30}),
            )
            if suggesting.term_for(text, mark)
        ]
        return lambda: [engine.search(request) for request in requests]

    times("suggestions: title, word, tag, person", (typed(number) for number in range(count)))
    misspelt = [site.misspelt(number, documents) for number in range(count)]
    times("did you mean", (lambda word=word: engine.similar(word, limit=6) for word in misspelt))  # type: ignore[misc]


def saving(engine: EmbeddedEngine, site: Site, documents: int) -> None:
    """From the task that has the document to the search that finds it; then with the merges that follow."""
    found, left = [], []
    for number in range(documents + 1, documents + 13):
        # A community nobody else is in: found by its code.
        document = replace(site.document(number), code=f"fresh-{number}", audiences=("public",), not_for=())
        start = time.perf_counter()
        with engine.writer(wait=True) as writer:
            writer.write([document])
            codes = Request(audiences=READER, question=question(f"fresh-{number}", ["en"]), codes=(document.code,))
            if document.key not in {hit.key for hit in engine.search(codes).hits}:
                raise SystemExit("a saved document was not found")
            found.append(time.perf_counter() - start)
        left.append(time.perf_counter() - start)
    say("saved post, until it is found", f"p50 {statistics.median(found):.2f} s   worst {max(found):.2f} s")
    say("… until the writer is free again", f"p50 {statistics.median(left):.2f} s   worst {max(left):.2f} s")


def measure_engine(options: argparse.Namespace) -> None:
    site = Site()
    folder = options.keep or Path(tempfile.mkdtemp())
    engine = EmbeddedEngine(folder)
    try:
        if not (folder / "MEASURED").exists():
            build(engine, site, options.documents)
        documents = json.loads((folder / "MEASURED").read_text())["documents"]
        status = engine.status()
        say("documents", f"{status.documents}, in {status.detail.get('segments')} segments")
        size(engine)
        questions(engine, site, documents, options.questions)
        suggestions(engine, site, documents, options.questions)
        saving(engine, site, documents)
        indexing(site)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


# From the database


def measure_database(posts: int) -> None:
    folder = Path(tempfile.mkdtemp())
    os.environ["RUTERO_DATA"] = str(folder)
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    try:
        import django
        from django.test.utils import override_settings

        django.setup()
        with override_settings(SEARCH_INDEX_DIR=folder / "search"):
            from_database(posts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def from_database(posts: int) -> None:
    from django.core.management import call_command
    from fill import fill

    from search import rebuilding, registry

    call_command("migrate", verbosity=0)
    fill(posts, Site())
    with speed("documents from the database, no analysis", posts):
        for source in registry.sources():
            ids = list(source.ids())
            for at in range(0, len(ids), 500):
                list(source.documents(ids[at : at + 500]))
    with speed(f"rebuild from {posts} posts", posts):
        rebuilding.rebuild(fresh=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--indexing", action="store_true", help="measure nothing but indexing")
    parser.add_argument("--posts", type=int, default=0)
    options = parser.parse_args()
    if options.indexing:
        indexing(Site())
    elif options.posts:
        measure_database(options.posts)
    else:
        measure_engine(options)


if __name__ == "__main__":
    main()
