"""Which part of a text translates which part of the other: sentence lengths (Gale and Church 1993) and words that are
known to translate each other, in the order of both texts.

Thai and Lao have no full stops: there a text is cut at its spaces, which stand between clauses as well as around
numbers and names, and as many pieces as it takes make up a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from search.analysis import LANGUAGES, base_language

_UNSTOPPED = frozenset({"Thai", "Lao"})
_end = re.compile(r"(?<=[.!?;\u17d4\u104b\u0964\u061f])\s+|(?<=[\u3002\uff01\uff1f\uff1b])|\n+")

MOST_PIECES = 30
MOST_SENTENCES = 2
MOST_CLAUSES = 4
_MERGED = 0.8
"""What it costs to take two sentences together."""
_LEFT_OUT = 3.0
_LEFT_OUT_PER_LETTER = 0.1
_VARIANCE = 6.8
"""Of the length of a translation, per letter (Gale and Church)."""
_ODDEST = 4.0
"""Standard deviations: sentences whose lengths differ more do not translate each other."""

Evidence = Mapping[int, Mapping[int, float]]
"""How surely words translate each other, 0 to 1: word on the right → word on the left."""


def has_stops(language: str) -> bool:
    rules = LANGUAGES.get(base_language(language))
    return not (rules and rules.script in _UNSTOPPED)


def pieces(text: str, language: str) -> list[str]:
    """`text` as sentences, or as what stands between spaces where there are no stops."""
    parts = _end.split(text) if has_stops(language) else text.split()
    return [part.strip() for part in parts if part and part.strip()]


Piece = tuple[int, list[int]]
"""Letters, and numbers of the words."""


def aligned(
    left: Sequence[Piece], right: Sequence[Piece], evidence: Evidence, *, stops: tuple[bool, bool] = (True, True)
) -> list[tuple[list[int], list[int]]]:
    """The words of those parts of `left` and `right` that translate each other, in order.

    Nothing is taken twice; what has no counterpart is left out.
    """
    if not left or not right:
        return []
    came = _best_way(left, right, evidence, stops)
    found = []
    at = (len(left), len(right))
    while at != (0, 0):
        i, j = came[at]
        if i < at[0] and j < at[1]:
            here = [word for _, words in left[i : at[0]] for word in words]
            there = [word for _, words in right[j : at[1]] for word in words]
            found.append((here, there))
        at = (i, j)
    return found[::-1]


def _best_way(
    left: Sequence[Piece], right: Sequence[Piece], evidence: Evidence, stops: tuple[bool, bool]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Where the best way through both texts came from, for every place it could pass (pieces left, pieces right)."""
    known = _evidence_sums(left, right, evidence)
    before = [0, *accumulate(length for length, _ in left)]
    before_there = [0, *accumulate(length for length, _ in right)]
    ratio = before_there[-1] / before[-1]
    rows, columns = len(left), len(right)
    best: dict[tuple[int, int], float] = {(0, 0): 0.0}
    came: dict[tuple[int, int], tuple[int, int]] = {}

    def offer(to: tuple[int, int], total: float, at: tuple[int, int]) -> None:
        if to not in best or total > best[to]:
            best[to] = total
            came[to] = at

    for i in range(rows + 1):
        for j in range(columns + 1):
            if (i, j) not in best:
                continue
            score = best[i, j]
            for m, n, oddness in _spans(before[i:], before_there[j:], ratio, _most(stops)):
                common = known[i + m][j + n] - known[i][j + n] - known[i + m][j] + known[i][j]
                merged = (m > 1 and stops[0]) + (n > 1 and stops[1])
                offer((i + m, j + n), score + common - oddness * oddness / 2 - _MERGED * merged, (i, j))
            if i < rows:
                offer((i + 1, j), score - _LEFT_OUT - _LEFT_OUT_PER_LETTER * left[i][0] * ratio, (i, j))
            if j < columns:
                offer((i, j + 1), score - _LEFT_OUT - _LEFT_OUT_PER_LETTER * right[j][0], (i, j))
    return came


def _most(stops: tuple[bool, bool]) -> tuple[int, int]:
    """How many pieces of each side may make up one pair."""
    if not any(stops):
        return MOST_CLAUSES, MOST_CLAUSES
    return (MOST_SENTENCES if stops[0] else MOST_PIECES), (MOST_SENTENCES if stops[1] else MOST_PIECES)


def _spans(
    before: Sequence[int], before_there: Sequence[int], ratio: float, most: tuple[int, int]
) -> Iterator[tuple[int, int, float]]:
    """Numbers of pieces that follow on both sides and could translate each other by their lengths: how many left, how
    many right, and by how many standard deviations the lengths differ."""
    for m in range(1, min(most[0], len(before) - 1) + 1):
        expected = (before[m] - before[0]) * ratio
        for n in range(1, min(most[1], len(before_there) - 1) + 1):
            length = before_there[n] - before_there[0]
            oddness = (length - expected) / ((length + expected) / 2 * _VARIANCE) ** 0.5
            if oddness > _ODDEST:
                break
            if oddness >= -_ODDEST:
                yield m, n, oddness


def _evidence_sums(left: Sequence[Piece], right: Sequence[Piece], evidence: Evidence) -> list[list[float]]:
    """`sums[i][j]`: how much the first `i` pieces and the first `j` have in common, each word of `right` counted with
    the word of a piece that it goes with best."""
    sums = [[0.0] * (len(right) + 1)]
    for _, words in left:
        own = set(words)
        row = [0.0]
        for _, others in right:
            links = (evidence[other] for other in others if other in evidence)
            common = sum(max((link[word] for word in own & link.keys()), default=0.0) for link in links)
            row.append(row[-1] + common)
        sums.append([above + here for above, here in zip(sums[-1], row, strict=True)])
    return sums
