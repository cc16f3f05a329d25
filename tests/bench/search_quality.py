"""How well search finds: mean reciprocal rank at 10 of XQuAD questions, straight through analysis and engine.

    python tests/bench/search_quality.py FOLDER [--filler N] [--engine elasticsearch]

FOLDER has `xquad-dev.LANG.cases.jsonl` and `.questions.tsv` (not shipped: CC BY-SA). Prints a table: each language
alone in the index, and all of them together as on a site, with `lang=` and without. `--filler` adds
documents of made-up words in another language, to see that a big neighbour does no harm. `--engine elasticsearch` asks
the server at ELASTICSEARCH_URL, or one that it starts (tests/elasticsearch.py); without, the embedded engine.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from search.analysis import question
from search.documents import PUBLIC, Document, Text
from search.engines.base import Engine, Request, Site
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.locks import FileLocks
from tests.elasticsearch import server


def cases(folder: Path, language: str, first_id: int) -> list[Document]:
    lines = (folder / f"xquad-dev.{language}.cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Document(
            kind="case",
            id=first_id + number,
            language=language,
            title=row["title"],
            body=(Text(language, row["body"]),),
            audiences=(PUBLIC,),
            code=row["code"],
        )
        for number, row in enumerate(map(json.loads, lines))
    ]


def questions(folder: Path, language: str) -> list[tuple[str, str]]:
    lines = (folder / f"xquad-dev.{language}.questions.tsv").read_text(encoding="utf-8").splitlines()
    return [(code, text) for code, _, text in (line.partition("\t") for line in lines if "\t" in line)]


def filler(count: int) -> Iterator[Document]:
    """Documents in Indonesian-looking nonsense, with a word distribution like that of language (Zipf)."""
    chance = random.Random(1)
    words = ["".join(chance.choices("abdegiklmnorstu", k=chance.randint(2, 9))) for _ in range(5_000)]
    weights = [1 / rank for rank in range(1, 5_001)]
    for number in range(count):
        text = " ".join(chance.choices(words, weights, k=150))
        yield Document(
            kind="case", id=900_000 + number, language="id", title="x", body=(Text("id", text),), audiences=(PUBLIC,)
        )


@contextmanager
def engine_made(name: str) -> Iterator[Engine]:
    """An empty engine of its own."""
    with tempfile.TemporaryDirectory() as folder:
        if name == "embedded":
            yield EmbeddedEngine(Path(folder))
            return
        with server() as url:
            site = Site(folder=Path(folder), url=url, prefix=f"rutero-bench-{uuid.uuid4().hex[:8]}")
            made = ElasticsearchEngine(site, FileLocks(site.folder))
            try:
                yield made
            finally:
                client = made.cluster.client(60)
                for index in made.indices(client):
                    client.indices.delete(index=index.name)


def measure(engine: Engine, asked: list[tuple[str, str]], language: str, limited: bool, languages: list[str]) -> str:
    ranks, times = [], []
    for code, text in asked:
        start = time.perf_counter()
        request = Request(
            audiences=frozenset({PUBLIC}),
            question=question(text, [language] if limited else [language, *languages]),
            filters={"language": (language,)} if limited else {},
            facets=("type", "language", "theme", "country"),
            limit=10,
        )
        codes = [hit.code for hit in engine.search(request).hits if hit.language == language]
        times.append((time.perf_counter() - start) * 1000)
        ranks.append(codes.index(code) + 1 if code in codes else 0)
    mrr = sum(1 / rank for rank in ranks if rank) / len(ranks)
    times.sort()
    return (
        f"MRR@10 {mrr:.4f}  first {sum(r == 1 for r in ranks) / len(ranks):.3f}  "
        f"p50 {statistics.median(times):.1f} ms  p95 {times[int(len(times) * 0.95)]:.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--filler", type=int, default=0)
    parser.add_argument("--engine", choices=("embedded", "elasticsearch"), default="embedded")
    options = parser.parse_args()
    languages = sorted(
        match[1]
        for path in options.folder.iterdir()
        if (match := re.match(r"xquad-dev\.(.+)\.cases\.jsonl", path.name))
    )
    corpora = {code: cases(options.folder, code, 10_000 * at) for at, code in enumerate(languages)}
    asked = {code: questions(options.folder, code) for code in languages}
    together = [document for documents in corpora.values() for document in documents] + list(filler(options.filler))
    runs = [(f"{code} alone", corpora[code], [(code, True)]) for code in languages]
    runs.append(("together, lang=", together, [(code, True) for code in languages]))
    runs.append(("together, any language", together, [(code, False) for code in languages]))
    for name, documents, searched in runs:
        with engine_made(options.engine) as engine:
            with engine.rebuild(wait=True) as fresh:
                start = time.perf_counter()
                fresh.write(documents)
                fresh.publish(lambda keys: [])
                speed = len(documents) / (time.perf_counter() - start)
            for code, limited in searched:
                result = measure(engine, asked[code], code, limited, languages)
                print(f"{name:24} {code}  {result}  ({len(documents)} documents, indexed at {speed:.0f}/s)")  # noqa: T201


if __name__ == "__main__":
    main()
