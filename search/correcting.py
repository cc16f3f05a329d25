""" "Did you mean": a question whose unknown words are spelled as documents spell them that this reader may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from .analysis import Token, question, tokens
from .conditions import AnyOf
from .engines import engine
from .engines.base import Answer, Request
from .engines.populations import PLACES
from .scoring import EXACT, LOOSE
from .spelling import strokes

_MOST_WORDS = 3
"""Unknown words that are looked at."""
_MOST_CANDIDATES = 6
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
    pieces = list(q)
    looked_at = 0
    taken_to = len(words)
    found = False
    for at in reversed(range(len(words))):
        word = words[at]
        if word.exact not in unknown or at >= taken_to or not _is_spelled(word.exact):
            continue
        looked_at += 1
        if looked_at > _MOST_WORDS:
            break
        for first, last in _windows(words, at, taken_to):
            typed = q[words[first].start : words[last].end]
            better = _better("".join(one.exact for one in words[first : last + 1]), request)
            if better:
                pieces[words[first].start : words[last].end] = _cased(better, typed)
                taken_to = first
                found = True
                break
    return "".join(pieces) if found else None


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


def _cased(term: str, typed: str) -> str:
    """`term` with a capital where the reader typed one."""
    return term[:1].upper() + term[1:] if typed[:1].isupper() else term
