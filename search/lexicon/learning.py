"""`learn()`: read what the site says twice, keep what words stand for which.

One pair of languages after the other, in one transaction each: a process killed anywhere leaves every pair as it was
before or as it is after. What has not changed since the last lesson is not learned again.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version as version_of
from itertools import combinations
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from search import registry
from search.analysis import LONGEST_TERM, base_language
from search.analysis import VERSION as ANALYSIS_VERSION
from search.documents import PUBLIC, Document
from search.engines.base import WriterBusy
from search.locks import SiteLocks
from search.models import Lesson, WordTranslation, WrittenName

from . import letters, names, seeds, sentences, words
from .vocabulary import Vocabulary

logger = logging.getLogger(__name__)

VERSION = 1
"""Changes with every change of what is learned from the same texts."""

MOST_SECTIONS = 6_000
"""Of a pair of languages; the first ones are learned from. With some 800 letters each, memory stays below 500 MB."""
MOST_LETTERS = 5_000
"""Of a section: the rest of a longer one is not read."""
LEAST_STRENGTH = 0.03
MOST_TRANSLATIONS = 8
"""Kept of a word."""
_FUNCTION_WORDS = 0.12
"""A word in more than this part of all sentences says nothing about what a question is about."""
_ENOUGH_SENTENCES = 50
_COUNTS = 0.5
"""Expected links in the site's own sentences from which on a pair counts as learned there."""
_BATCH = 2_000

EVERY = timedelta(days=1)
_ASKED = "search.learning.asked"
_ASK_AGAIN_AFTER = 3600  # seconds; a task that was lost, or killed, is asked for again

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Learned:
    """What a run did: pairs of languages learned and left alone, word pairs and names written."""

    pairs: tuple[tuple[str, str], ...] = ()
    unchanged: int = 0
    translations: int = 0
    names: int = 0


def learn_if_due() -> None:
    """Look for something to learn once a day (`manage.py run_due`); a task does it."""
    looked = Lesson.objects.filter(source_language="", learned_at__gt=timezone.now() - EVERY)
    if settings.SEARCH_LEARNS and not looked.exists() and cache.add(_ASKED, True, _ASK_AGAIN_AFTER):
        from search.tasks import learn_lexicon

        learn_lexicon.enqueue()


def learn(*, full: bool = False, wait: bool = False, progress: Progress | None = None) -> Learned:
    """Learn what has changed; everything with `full`. Does nothing when SEARCH_LEARNS is off.

    One process learns at a time: without `wait` a second one leaves at once. Deterministic: the same texts give the
    same rows. Some seconds a pair of languages with few texts, a minute or two with the most that is read.
    """
    if not settings.SEARCH_LEARNS:
        return Learned()
    locks = SiteLocks(Path(settings.SEARCH_INDEX_DIR), settings.SEARCH_INDEX_PREFIX)
    try:
        with locks("learning", wait=wait):
            learned = _learn_everything(full, progress or (lambda _: None))
    except WriterBusy:
        return Learned()
    # That somebody looked, and when.
    Lesson.objects.update_or_create(source_language="", target_language="", defaults={"fingerprint": ""})
    return learned


def _learn_everything(full: bool, say: Progress) -> Learned:
    unchanged = translations = written = 0
    done = []
    for language in settings.LANGUAGE_CODES:
        count = _learn_names(language, full, say)
        written += count or 0
        unchanged += count is None
    for source, target in combinations(settings.LANGUAGE_CODES, 2):
        if base_language(source) == base_language(target):
            continue
        learned = _learn_pair(source, target, full, say)
        if learned is None:
            unchanged += 1
        else:
            translations += learned
            done.append((source, target))
    return Learned(tuple(done), unchanged, translations, written)


# Words


def _sections(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Texts of sections in both languages, within bounds."""
    count = 0
    for provider in registry.parallel_texts():
        for unit in provider():
            for one, other in unit.pairs(source, target):
                yield one[:MOST_LETTERS], other[:MOST_LETTERS]
                count += 1
                if count == MOST_SECTIONS:
                    logger.info("%s–%s: learning from the first %d sections.", source, target, count)
                    return


def _learn_pair(source: str, target: str, full: bool, say: Progress) -> int | None:
    """Learn a pair of languages in both directions; returns the rows written, None when nothing has changed."""
    sections = list(_sections(source, target))
    seeded = list(seeds.pairs(source, target))
    fingerprint = _fingerprint(*(part for pair in (*sections, ("", ""), *seeded) for part in pair))
    if (
        not full
        and Lesson.objects.filter(source_language=source, target_language=target, fingerprint=fingerprint).exists()
    ):
        return None
    say(f"{source}–{target}: {len(sections)} sections, {len(seeded)} seeds")
    pair = _Pair(source, target)
    found, count = pair.learned(sections, seeded)
    with transaction.atomic():
        refused = _refused(source, target)
        rows = [row for row in pair.rows(found) if (row.source, row.target) not in refused[row.source_language]]
        for here, there in ((source, target), (target, source)):
            WordTranslation.objects.filter(source_language=here, target_language=there, is_refused=False).delete()
        WordTranslation.objects.bulk_create(rows, batch_size=_BATCH)
        Lesson.objects.update_or_create(
            source_language=source,
            target_language=target,
            defaults={"fingerprint": fingerprint, "sections": len(sections), "sentences": count},
        )
    say(f"{source}–{target}: {count} sentences, {len(rows)} translations")
    return len(rows)


def _refused(source: str, target: str) -> dict[str, set[tuple[str, str]]]:
    """Language → pairs from it that were refused, in this direction or the other."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for here, there in ((source, target), (target, source)):
        rows = WordTranslation.objects.filter(source_language=here, target_language=there, is_refused=True)
        for one, other in rows.values_list("source", "target"):
            found[here].add((one, other))
            found[there].add((other, one))
    return found


class _Pair:
    """What is known of two languages while they are learned."""

    def __init__(self, source: str, target: str) -> None:
        self.languages = (source, target)
        self.source = Vocabulary(source)
        self.target = Vocabulary(target)
        self._common: tuple[set[int], set[int]] = (set(), set())

    def learned(
        self, sections: Sequence[tuple[str, str]], seeded: Sequence[tuple[str, str]]
    ) -> tuple[list[words.Pair], int]:
        """Word pairs, and the number of sentences they come from: whole sections teach what it takes to find the
        sentences in them, and these teach the words."""
        pieces = [(_pieces(one, self.source), _pieces(other, self.target)) for one, other in sections]
        whole = [(_joined(one), _joined(other)) for one, other in pieces]
        given = [(self.source.read(one), self.target.read(other)) for one, other in seeded]
        given = [(one, other) for one, other in given if one and other]
        stops = (sentences.has_stops(self.languages[0]), sentences.has_stops(self.languages[1]))
        parallel = whole
        for _ in range(_ALIGNMENTS):
            if not sections:
                break
            known = words.linked([*parallel, *given], counted=len(parallel), rounds=_QUICK_ROUNDS, most=_QUICK_LINKS)
            evidence: dict[int, dict[int, float]] = defaultdict(dict)
            for pair in known:
                evidence[pair.target][pair.source] = pair.strength
            parallel = [part for one, other in pieces for part in sentences.aligned(one, other, evidence, stops=stops)]
        self._common = _common([one for one, _ in parallel]), _common([other for _, other in parallel])
        return words.linked([*parallel, *given], counted=len(parallel)), len(parallel)

    def rows(self, found: Sequence[words.Pair]) -> Iterator[WordTranslation]:
        """Both directions, the strongest translations of each word."""
        for backwards in (False, True):
            here, there = (self.target, self.source) if backwards else (self.source, self.target)
            kept: Counter[int] = Counter()
            for pair in found:
                one, other = (pair.target, pair.source) if backwards else (pair.source, pair.target)
                common = self._common[::-1] if backwards else self._common
                if pair.strength < LEAST_STRENGTH or kept[one] == MOST_TRANSLATIONS:
                    continue
                if one in common[0] or other in common[1] or not _is_word(here.keys[one], there.keys[other]):
                    continue
                kept[one] += 1
                yield WordTranslation(
                    source_language=here.language,
                    target_language=there.language,
                    source=here.keys[one],
                    target=there.keys[other],
                    source_text=here.spelling(one)[:LONGEST_TERM],
                    target_text=there.spelling(other)[:LONGEST_TERM],
                    probability=round(min(pair.strength, 1.0), 4),
                    evidence=round(pair.evidence),
                    origin=WordTranslation.Origin.LEARNED if pair.evidence >= _COUNTS else WordTranslation.Origin.SEED,
                )


_ALIGNMENTS = 2
_QUICK_ROUNDS = 5
_QUICK_LINKS = 4_000_000
"""To find the sentences, the words of the first few hundred sections are enough."""


def _is_word(one: str, other: str) -> bool:
    """Numbers and what is the same in both languages are found anyway."""
    return one != other and not one[0].isdecimal() and not other[0].isdecimal()


def _pieces(text: str, vocabulary: Vocabulary) -> list[sentences.Piece]:
    read = ((len(piece), vocabulary.read(piece)) for piece in sentences.pieces(text, vocabulary.language))
    return [(length, found) for length, found in read if found]


def _joined(pieces: Sequence[sentences.Piece]) -> list[int]:
    return [word for _, found in pieces for word in found]


def _common(read: Sequence[Sequence[int]]) -> set[int]:
    if len(read) < _ENOUGH_SENTENCES:
        return set()
    spread = Counter(word for sentence in read for word in set(sentence))
    return {word for word, times in spread.items() if times > _FUNCTION_WORDS * len(read)}


# Names


def _public_texts(language: str) -> Iterator[tuple[str, str]]:
    """Key and text of everything in a language that everybody may read."""
    for source in registry.sources():
        batch: list[int] = []
        for number in source.ids():
            batch.append(number)
            if len(batch) == _DOCUMENTS:
                yield from _texts(source.documents(batch), language)
                batch = []
        yield from _texts(source.documents(batch), language)


_DOCUMENTS = 200


def _texts(documents: Any, language: str) -> Iterator[tuple[str, str]]:
    document: Document
    for document in documents:
        if PUBLIC not in document.audiences:
            continue
        own = [text.value for text in document.body if text.language == language]
        if document.language == language:
            own.insert(0, document.title)
        if own:
            yield f"{document.kind}:{document.id}", "\n".join(own)


def _learn_names(language: str, full: bool, say: Progress) -> int | None:
    """Learn the letters of a language, and what may be names in its texts; None when nothing has changed."""
    fingerprint = _fingerprint(version_of("babel"), *(part for text in _public_texts(language) for part in text))
    lesson = Lesson.objects.filter(source_language=language, target_language="").first()
    if lesson and lesson.fingerprint == fingerprint and not full:
        return None
    known = letters.of(language)
    rows = list(names.written_in((text for _, text in _public_texts(language)), language, known))
    with transaction.atomic():
        WrittenName.objects.filter(language=language).delete()
        WrittenName.objects.bulk_create(rows, batch_size=_BATCH)
        Lesson.objects.update_or_create(
            source_language=language,
            target_language="",
            defaults={
                "fingerprint": fingerprint,
                "letters": [[*unit, worth] for unit, worth in sorted(known.units.items())] if known else None,
            },
        )
    say(f"{language}: {len(rows)} possible names")
    return len(rows)


def _fingerprint(*parts: str) -> str:
    digest = hashlib.blake2b(f"{VERSION} {ANALYSIS_VERSION}".encode(), digest_size=16)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()
