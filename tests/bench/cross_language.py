"""How well a question in one language finds texts in another: mean reciprocal rank at 10, learned from other texts.

    python tests/bench/cross_language.py FOLDER [--folds 4] [--pairs en-th,th-en] [--ablation] [--curve]

FOLDER has `xquad-dev.LANG.cases.jsonl` and `.questions.tsv` (not shipped: CC BY-SA). Of every fold the articles that
are not held out are learned from, in both languages; the questions are those about held-out ones. Three indexes:

    unseen   the held-out texts in the language searched, and nothing else
    all      all texts in the language searched
    site     all of them, and those that were learned from in the other language, too, as versions of one case

`--ablation` leaves ingredients out, one after the other; `--curve` learns from fewer articles.
"""

# ruff: noqa: E402 - Django is set up before what needs it is imported

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")

import django

django.setup()

from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from search import expanding, querying, registry
from search.documents import PUBLIC, Document, DocumentSource, Text, grouped
from search.engines.embedded import EmbeddedEngine
from search.lexicon import learning, names, seeds, sentences, words
from search.parallel import ParallelText

Texts = dict[str, str]


def cases(folder: Path, language: str) -> Texts:
    lines = (folder / f"xquad-dev.{language}.cases.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["code"]: row["body"] for row in map(json.loads, lines)}


def questions(folder: Path, language: str) -> list[tuple[str, str]]:
    lines = (folder / f"xquad-dev.{language}.questions.tsv").read_text(encoding="utf-8").splitlines()
    return [(code, text) for code, _, text in (line.partition("\t") for line in lines if "\t" in line)]


class Cases(DocumentSource):
    kind = "case"
    label = "Cases"
    touched_by = {}

    def __init__(self, documents: Iterable[Document]) -> None:
        self.all = {document.id: document for document in documents}

    def ids(self) -> Iterator[int]:
        return iter(sorted(self.all))

    def documents(self, ids: Sequence[int]) -> Iterator[Document]:
        return (self.all[number] for number in ids)

    def links(self, ids: Sequence[int], *, user: Any, language: str) -> dict[int, Any]:
        return {}


def article(code: str) -> str:
    return code.rsplit("-", 1)[0]


def documents(texts: dict[str, Texts], wanted: dict[str, Sequence[str]]) -> list[Document]:
    """`wanted`: language → codes. Versions of one case know of each other."""
    order = {code: at for at, code in enumerate(next(iter(texts.values())))}
    families: dict[str, list[Document]] = {}
    for at, (language, codes) in enumerate(wanted.items()):
        for code in codes:
            families.setdefault(code, []).append(
                Document(
                    kind="case",
                    id=1 + at * 10_000 + order[code],
                    language=language,
                    title=code,
                    body=(Text(language, texts[language][code]),),
                    audiences=(PUBLIC,),
                    code=code,
                )
            )
    return [one for family in families.values() for one in grouped(family, list(wanted))]


@contextmanager
def site(made: list[Document], parallel: list[ParallelText]) -> Iterator[EmbeddedEngine]:
    source = Cases(made)
    with ExitStack() as stack:
        stack.enter_context(patch.object(registry, "_sources", {"case": source}))
        stack.enter_context(patch.object(registry, "_parallel", [lambda: parallel]))
        engine = EmbeddedEngine(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        with engine.rebuild(wait=True) as fresh:
            fresh.write(made)
            fresh.publish(lambda keys: [])
        yield engine


def rank(engine: EmbeddedEngine, question: str, code: str, pair: tuple[str, str], times: list[float]) -> float:
    asked_in, searched = pair
    start = time.perf_counter()
    asked = querying.SearchRequest(q=question, filters={"language": (searched,)}, page_size=10)
    request = querying.request_for(asked, user=AnonymousUser(), language=asked_in)
    times.append((time.perf_counter() - start) * 1000)
    codes = [hit.code for hit in engine.search(request).hits]
    return 1 / (codes.index(code) + 1) if code in codes else 0.0


def measured(
    texts: dict[str, Texts],
    asked: list[tuple[str, str]],
    pair: tuple[str, str],
    folds: int,
    *,
    learned_part: float = 1.0,
) -> dict[str, float]:
    source, target = pair
    codes = list(texts[source])
    articles = sorted({article(code) for code in codes})
    found: dict[str, list[float]] = {"unseen": [], "all": [], "site": []}
    times: list[float] = []
    spent = 0.0
    for fold in range(folds):
        held = {one for at, one in enumerate(articles) if at % folds == fold}
        rest = [one for one in articles if one not in held]
        taught = set(rest[: round(len(rest) * learned_part)])
        unseen = [code for code in codes if article(code) in held]
        seen = [code for code in codes if article(code) in taught]
        parallel = [
            ParallelText(code, {language: (("", texts[language][code]),) for language in pair}) for code in seen
        ]
        indexes: dict[str, dict[str, Sequence[str]]] = {
            "unseen": {target: unseen},
            "all": {target: codes},
            "site": {target: codes, source: seen},
        }
        for name, wanted in indexes.items():
            with site(documents(texts, wanted), parallel) as engine:
                start = time.perf_counter()
                learning.learn()
                spent += time.perf_counter() - start
                expanding.forget_letters()
                for code, question in asked:
                    if article(code) in held:
                        found[name].append(rank(engine, question, code, pair, times))
    times.sort()
    return {name: sum(ranks) / len(ranks) for name, ranks in found.items()} | {
        "learning s": spent / folds / len(found),
        "p50 ms": times[len(times) // 2],
        "p95 ms": times[int(len(times) * 0.95)],
    }


def _nothing(*_: Any, **__: Any) -> list[Any]:
    return []


def _whole_sections(one: Any, other: Any, *_: Any, **__: Any) -> list[Any]:
    return [([w for _, ws in one for w in ws], [w for _, ws in other for w in ws])]


INGREDIENTS: dict[str, Callable[[], list[Any]]] = {
    "everything": list,
    "without names by sound": lambda: [patch.object(names, "spellings", lambda *_: {})],
    "without seeds": lambda: [patch.object(seeds, "pairs", _nothing)],
    "without catalogues": lambda: [patch.object(seeds, "messages", _nothing)],
    "without CLDR": lambda: [patch.object(seeds, "names", _nothing)],
    "without sentence alignment": lambda: [patch.object(sentences, "aligned", _whole_sections)],
    "without places in the sentence": lambda: [patch.object(words, "TENSION", 0.0)],
    "without the site's texts": lambda: [patch.object(learning, "_sections", lambda *_: iter(()))],
    "names by sound only": lambda: [patch.object(expanding, "_from_lexicon", _nothing)],
    "nothing": lambda: [patch.object(expanding, "expansions", lambda *_, **__: ())],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--pairs", default="en-th,th-en")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--curve", action="store_true")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    for name in options.pairs.split(","):
        pair = tuple(name.split("-"))
        texts = {language: cases(options.folder, language) for language in pair}
        asked = questions(options.folder, pair[0])
        runs = INGREDIENTS if options.ablation else {"everything": list}
        for what, patches in runs.items():
            with ExitStack() as stack, patch("django.conf.settings.LANGUAGE_CODES", list(pair)):
                for one in patches():
                    stack.enter_context(one)
                _show(name, what, measured(texts, asked, pair, options.folds))
        for part in (0.25, 0.5, 0.75) if options.curve else ():
            with patch("django.conf.settings.LANGUAGE_CODES", list(pair)):
                found = measured(texts, asked, pair, options.folds, learned_part=part)
                _show(name, f"{part:.0%} of the articles", found)


def _show(pair: str, what: str, found: dict[str, float]) -> None:
    numbers = "  ".join(f"{name} {value:.3f}" for name, value in found.items())
    print(f"{pair}  {what:32} {numbers}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
