"""Another spelling for words of a question that nothing is found with: "did you mean"."""

from __future__ import annotations

from rapidfuzz.distance import OSA


def strokes(left: str, right: str) -> int:
    """How far apart two words are: a character more, less, another, or two exchanged (optimal string alignment)."""
    return OSA.distance(left, right)


def most_strokes(term: str) -> int:
    """How far a suggestion may be from `term`: one stroke in short words, two in longer ones."""
    return 1 if len(term) < 5 else 2


def nearest(term: str, candidates: list[str], limit: int) -> list[str]:
    """Those of `candidates` that are near enough to `term`, the nearest first, then the alphabet."""
    most = most_strokes(term)
    ranked = sorted((distance, one) for one in set(candidates) if 0 < (distance := strokes(term, one)) <= most)
    return [one for _, one in ranked[:limit]]
