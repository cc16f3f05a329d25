"""What in the site's texts may be a name, and where the names of a question are among them, by sound.

Segmenters cut names they do not know in pieces (`แพน` `เธอ` `ร์ส`), and elsewhere in other pieces: what is kept is every
short run of words of a text with the pieces it has there, which are terms of the index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q
from rapidfuzz import fuzz, process

from search.analysis import fold_latin, script_of, tokens
from search.models import WrittenName

from .letters import Letters, bare, has_other_letters, skeleton

MOST_PARTS = 5
SHORTEST, LONGEST = 3, 16
"""Letters of a name as it is written in its own script."""
SHORTEST_LATIN = 4
MOST_NAMES = 300_000
"""Kept for a language: those in most documents."""
_EDGE = 3
"""Consonants at the beginning or end that must be the same for two names to be compared at all."""
_COMMON = 0.2
"""A word in more than this part of all texts is not the beginning or end of a name."""
_FEW_TEXTS = 20

LEAST_LIKENESS = -2.8
_EVEN = 75.0
_NEAR = 0.4
MOST_SPELLINGS = 5
_COMPARED = 10
_LEAST_RATIO = 55.0


def edges(latin: str) -> tuple[str, str] | None:
    """By what a name is looked up: the first and the last consonants; None when it has less than two."""
    consonants = skeleton(latin)
    return (consonants[:_EDGE], consonants[-_EDGE:]) if len(consonants) > 1 else None


def written_in(texts: Iterable[str], language: str, letters: Letters | None) -> Iterator[WrittenName]:
    """Rows, unsaved, for all that may be a name in `texts`. `letters` None: a language in Latin script."""
    runs: Counter[tuple[str, ...]] = Counter()
    spread: Counter[str] = Counter()
    count = 0
    for text in texts:
        count += 1
        here: set[tuple[str, ...]] = set()
        for chunk in text.split():
            words = [token.exact for token in tokens(chunk, language)]
            here.update(_runs(words) if letters else ((word,) for word in words if len(word) >= SHORTEST_LATIN))
        runs.update(here)
        spread.update({word for run in here for word in run})
    common = {word for word, times in spread.items() if times > _COMMON * count} if count >= _FEW_TEXTS else set()
    kept = 0
    for run, _times in sorted(runs.items(), key=lambda item: (-item[1], item[0])):
        if run[0] in common or run[-1] in common:
            continue
        text = "".join(run)
        latin = letters.latin(bare(text)) if letters else bare(text)
        found = edges(latin) if len(latin) <= 60 else None
        if found and (letters or text.isalpha()):
            yield WrittenName(
                language=language, text=text, parts=" ".join(run), latin=latin, head=found[0], tail=found[1]
            )
            kept += 1
            if kept == MOST_NAMES:
                return


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for first in range(len(words)):
        length = 0
        for last in range(first, min(first + MOST_PARTS, len(words))):
            word = words[last]
            if script_of(word[0]) in ("", "Latin"):
                break
            length += len(word)
            if length > LONGEST:
                break
            if length >= SHORTEST:
                yield tuple(words[first : last + 1])


@dataclass(frozen=True, slots=True)
class Heard:
    """A part of a question that may be a name: as it stands there, bare, and in Latin letters."""

    of: str
    bare: str
    latin: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a text of the site seems to write a name: `likeness` from 0 to 1."""

    language: str
    text: str
    parts: tuple[str, ...]
    likeness: float


def heard_in(text: str, language: str, letters: Letters | None) -> list[Heard]:
    """What in a question may be a name: words in Latin letters; runs of words in another script."""
    found: dict[str, Heard] = {}
    for chunk in text.split():
        words = list(tokens(chunk, language))
        for token in words:
            if script_of(token.exact[0]) == "Latin" and token.exact.isalpha() and len(token.exact) >= SHORTEST_LATIN:
                plain = fold_latin(token.exact)
                found.setdefault(plain, Heard(chunk[token.start : token.end], plain, plain))
        if letters:
            for run in _runs([token.exact for token in words]):
                plain = bare("".join(run))
                latin = letters.latin(plain)
                # As short as this, everything sounds like something: `ปลา` (fish) like play.
                if len(latin) >= SHORTEST_LATIN:
                    found.setdefault(plain, Heard("".join(run), plain, latin))
    return list(found.values())


def spellings(
    heard: Sequence[Heard], into: Sequence[str], letters: dict[str, Letters | None]
) -> dict[str, list[Spelling]]:
    """`Heard.of` → how the texts in the languages `into` write what sounds like it, the likeliest first; one query."""
    heads: dict[str, list[Heard]] = {}
    tails: dict[str, list[Heard]] = {}
    for name in heard:
        if found := edges(name.latin):
            heads.setdefault(found[0], []).append(name)
            tails.setdefault(found[1], []).append(name)
    if not heads or not into:
        return {}
    rows = WrittenName.objects.filter(
        Q(head__in=heads, language__in=into) | Q(tail__in=tails, language__in=into)
    ).values_list("language", "text", "parts", "latin", "head", "tail")
    candidates: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    for language, text, parts, latin, head, tail in rows:
        for name in (*heads.get(head, ()), *tails.get(tail, ())):
            candidates.setdefault((name.of, language), {})[text, parts] = latin
    found_spellings: dict[str, list[Spelling]] = {}
    for name in heard:
        for language in into:
            near = _nearest(name, language, candidates.get((name.of, language), {}), letters)
            if near:
                found_spellings.setdefault(name.of, []).extend(near)
    return found_spellings


def _nearest(
    name: Heard, language: str, candidates: dict[tuple[str, str], str], letters: dict[str, Letters | None]
) -> list[Spelling]:
    keys = sorted(candidates)
    best = process.extract(
        name.latin, [candidates[key] for key in keys], scorer=fuzz.ratio, limit=_COMPARED, score_cutoff=_LEAST_RATIO
    )
    scored = []
    for latin, ratio, at in best:
        text, parts = keys[at]
        score = _likeness(name, text, latin, letters.get(language)) + (ratio - _EVEN) / 100
        if score >= LEAST_LIKENESS:
            scored.append((score, text, parts))
    scored.sort(key=lambda one: (-one[0], one[1], one[2]))
    return [
        Spelling(language, text, tuple(parts.split(" ")), min(1.0, 0.5 + score - LEAST_LIKENESS))
        for score, text, parts in scored[:MOST_SPELLINGS]
        if score > scored[0][0] - _NEAR
    ]


def _likeness(name: Heard, text: str, latin: str, letters: Letters | None) -> float:
    if letters is not None and name.bare == name.latin:
        return _compared(letters, name.latin, bare(text))
    return -1.5 - (100 - fuzz.ratio(name.latin, latin)) / 25


@lru_cache(maxsize=8192)
def _compared(letters: Letters, latin: str, other: str) -> float:
    return letters.likeness(latin, other)


def needs_letters(language: str) -> bool:
    return has_other_letters(language)
