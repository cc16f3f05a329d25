""" "Did you mean": a question whose unknown words are spelled as documents spell them that this reader may see."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from .analysis import Token, question, script_of, tokens
from .conditions import AnyOf
from .engines import engine
from .engines.base import Answer, Request
from .engines.populations import PLACES
from .scoring import EXACT, LOOSE
from .spelling import strokes

_MOST_WORDS = 3
"""Unknown words that are looked at."""
_MOST_CANDIDATES = 6
_SHORT = 3
_vowels = re.compile("[\u0e30-\u0e3a\u0e40-\u0e4e\u0eb0-\u0ebc\u0ec0-\u0ece\u102b-\u103e\u17b4-\u17d3]")
"""Vowels and tones of the scripts without spaces."""
_WINDOW = 3
"""A misspelled word in Thai or Lao falls into so many pieces at most that are looked at together."""


def unknown_to(request: Request, answer: Answer) -> set[str]:
    """The words of a question that are in no document in the languages asked for that its reader may see.

    Were words of hidden documents known words, that nothing is suggested for one would tell that it stands in one.
    """
    if request.question is None:
        return set()
    rare = set(answer.rare)
    chosen = {"language": request.filters["language"]} if request.filters.get("language") else {}
    looked_for = replace(
        request, question=None, expansions=(), required=(), excluded=(), codes=(), filters=chosen, facets=(), limit=0
    )
    found = set(answer.unknown)
    for word in request.question.words:
        if word.exact in rare:
            forms = [(EXACT, word.exact), *((LOOSE, term) for term, _ in word.loose)]
            anywhere = AnyOf(tuple((f"{place}_{analysis}", term) for analysis, term in forms for place in PLACES))
            if not engine().search(replace(looked_for, required=(anywhere,), offset=0)).total:
                found.add(word.exact)
    return found


def corrected(q: str, unknown: Collection[str], request: Request) -> str | None:
    """`q` with its `unknown` words (exact terms) as they may have been meant; None when nothing better is known.

    Suggests only what stands in documents that match the audiences and filters of `request`. Raises EngineUnavailable.
    """
    if not unknown:
        return None
    words = list(tokens(q, request.reader))
    mended: dict[tuple[int, int], str] = {}
    looked_at = 0
    taken_to = len(words)
    for at in reversed(range(len(words))):
        word = words[at]
        if word.exact not in unknown or at >= taken_to or not _is_spelled(word.exact):
            continue
        looked_at += 1
        if looked_at > _MOST_WORDS:
            break
        for first, last in _windows(words, at, taken_to):
            better = _better("".join(one.exact for one in words[first : last + 1]), request)
            if better:
                mended[first, last] = better
                taken_to = first
                break
    sound = _without_half_words(mended, words, unknown)
    pieces = list(q)
    for first, last in sorted(sound, reverse=True):
        start, end = words[first].start, words[last].end
        pieces[start:end] = _cased(mended[first, last], q[start:end])
    return "".join(pieces) if sound else None


def _without_half_words(
    mended: Collection[tuple[int, int]], words: Sequence[Token], unknown: Collection[str]
) -> list[tuple[int, int]]:
    """Those that leave nothing unknown beside them without a space: half a word mended makes a word nobody knows."""
    covered = {at for first, last in mended for at in range(first, last + 1)}
    runs: list[list[int]] = []
    for at, word in enumerate(words):
        if at and words[at - 1].end == word.start:
            runs[-1].append(at)
        else:
            runs.append([at])
    whole = {at for run in runs for at in run if all(n in covered or words[n].exact not in unknown for n in run)}
    return [(first, last) for first, last in mended if first in whole]


def _is_spelled(term: str) -> bool:
    """Numbers are not misspelled, and of one or two letters anything might be meant."""
    return not any(c.isdigit() for c in term) and len(term) > (2 if term.isascii() else 1)


def _windows(words: Sequence[Token], at: int, end: int) -> list[tuple[int, int]]:
    """First and last of neighbours without a space between them, word `at` among them, the longest first."""
    found = [
        (first, last)
        for first in range(max(0, at - _WINDOW + 1), at + 1)
        for last in range(at, min(end, first + _WINDOW))
        if all(words[n].end == words[n + 1].start for n in range(first, last))
    ]
    return sorted(found, key=lambda window: window[0] - window[1])


def _better(term: str, request: Request) -> str | None:
    """The nearest term that this reader can find something with; of equally near ones, the most frequent."""
    ranked: list[tuple[int, int, str]] = []
    for candidate in engine().similar(term, limit=_MOST_CANDIDATES):
        if _is_short(term) and _consonants(candidate) != _consonants(term):
            continue
        distance = strokes(term, candidate)
        if ranked and distance > ranked[0][0]:
            break
        only = AnyOf((("body_exact", candidate), ("title_exact", candidate)))
        asked = replace(
            request,
            question=question(candidate, [request.reader]),
            expansions=(),
            required=(only,),
            excluded=(),
            codes=(),
            facets=(),
            offset=0,
            limit=0,
        )
        if count := engine().search(asked).total:
            ranked.append((distance, -count, candidate))
    return min(ranked)[2] if ranked else None


def _is_short(term: str) -> bool:
    """Where a consonant more or less is another word: `ปลา` (fish), `ป่า` (forest)."""
    return len(term) <= _SHORT and script_of(term[0]) in ("Thai", "Lao", "Khmer", "Myanmar")


def _consonants(term: str) -> str:
    return _vowels.sub("", term)


def _cased(term: str, typed: str) -> str:
    """`term` with a capital where the reader typed one."""
    return term[:1].upper() + term[1:] if typed[:1].isupper() else term
