"""Which word translates which, from pairs of sentences: IBM Model 1 (Brown et al. 1993) in both directions, where a
word is likelier linked to one that stands at about the same place (Dyer, Chahuneau and Smith 2013).

Both directions are multiplied: `the` is near everything, but nothing means only `the`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROUNDS = 8
TENSION = 3.0
"""How much nearer counts for more; 0: not at all."""
NULL = 0.1
"""The part of a sentence's words that translate nothing."""
SHORT = 2
"""In a pair of so few words (a name, a label) the order says nothing."""
MOST_LINKS = 12_000_000
"""Possible links looked at, some 30 bytes each: what comes after is left out."""
_CHUNK = 1_000_000

Sentences = Sequence[tuple[Sequence[int], Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Word numbers; `strength` is the geometric mean of both probabilities; `evidence` the expected number of times
    that the two translate each other in the first `counted` sentences."""

    source: int
    target: int
    strength: float
    evidence: float


def linked(sentences: Sentences, *, counted: int, least: float = 0.02, rounds: int = ROUNDS) -> list[Pair]:
    """Word pairs of `sentences` (numbers of source words, of target words), strongest first."""
    kept = list(_within_bounds(sentences))
    if not kept:
        return []
    counted = min(counted, len(kept))
    there = _Table(kept, rounds)
    back = _Table([(target, source) for source, target in kept], rounds)
    own_there, own_back = there.counts(counted), back.counts(counted)
    # Both tables as keys `source * width + target`, sorted: they meet by binary search.
    width = np.int64(there.width)
    swapped = (back.keys % back.width) * width + back.keys // back.width
    order = np.argsort(swapped, kind="stable")
    at = np.searchsorted(swapped[order], there.keys)
    known = there.keys // width > 0  # 0 is the word that is not there
    both = known & (at < len(order))
    both[both] = swapped[order][at[both]] == there.keys[both]
    mine = np.flatnonzero(both)
    theirs = order[at[mine]]
    strength = np.sqrt(there.probabilities[mine] * back.probabilities[theirs])
    evidence = np.minimum(own_there[mine], own_back[theirs])
    good = np.flatnonzero(strength >= least)
    keys = there.keys[mine[good]]
    rows = zip(keys // width - 1, keys % width - 1, strength[good], evidence[good], strict=True)
    pairs = [Pair(int(s), int(t), float(p), float(e)) for s, t, p, e in rows]
    return sorted(pairs, key=lambda pair: (-pair.strength, pair.source, pair.target))


def _within_bounds(sentences: Sentences) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    links = 0
    for source, target in sentences:
        links += len(source) * len(target)
        if links > MOST_LINKS:
            return
        yield source, target


class _Table:
    """p(target | source) over all links that are possible in some sentence. Words are counted from 1; 0 is nothing."""

    def __init__(self, sentences: Sentences, rounds: int) -> None:
        self.width = 1 + max((max(target, default=0) for _, target in sentences), default=0) + 1
        keys, groups, places, ends = [], [], [], []
        position = 0
        length = 0
        for source, target in sentences:
            rows = len(target)
            length += (len(source) + 1) * rows
            ends.append(length)
            if not source or not rows:
                ends[-1] = length = length - (len(source) + 1) * rows
                continue
            first = np.concatenate(([0], np.asarray(source, np.int64) + 1))
            second = np.asarray(target, np.int64) + 1
            keys.append((first[None, :] * self.width + second[:, None]).ravel())
            groups.append(np.repeat(np.arange(position, position + rows, dtype=np.int32), len(first)))
            places.append(_prior(len(source), rows).ravel())
            position += rows
        self._ends = ends
        self._groups = np.concatenate(groups) if groups else np.zeros(0, np.int32)
        self._prior = np.concatenate(places) if places else np.zeros(0, np.float32)
        every = np.concatenate(keys) if keys else np.zeros(0, np.int64)
        del keys, groups, places
        self.keys, numbers = np.unique(every, return_inverse=True)
        self._numbers: NDArray[np.int32] = numbers.astype(np.int32)
        self._sources = self.keys // self.width
        self._positions = position
        self.probabilities: NDArray[np.float64] = np.full(len(self.keys), 1.0)
        for _ in range(rounds):
            counts = self.counts(len(sentences))
            totals = np.bincount(self._sources, counts)
            self.probabilities = counts / np.maximum(totals[self._sources], 1e-12)

    def counts(self, sentences: int) -> NDArray[np.float64]:
        """How often each link is expected in the first so many sentences."""
        counts = np.zeros(len(self.keys))
        end = self._ends[sentences - 1] if sentences else 0
        start = 0
        while start < end:
            stop = min(start + _CHUNK, end)
            if stop < end:  # never in the middle of a word's links
                stop = int(np.searchsorted(self._groups, self._groups[stop], side="left"))
                stop = stop if stop > start else end
            part = slice(start, stop)
            groups = self._groups[part] - self._groups[start]
            weights: Any = self.probabilities[self._numbers[part]] * self._prior[part]
            weights /= np.maximum(np.bincount(groups, weights), 1e-300)[groups]
            counts += np.bincount(self._numbers[part], weights, len(self.keys))
            start = stop
        return counts


def _prior(source: int, target: int) -> NDArray[np.float32]:
    """Rows of target words; the first column is the word that is not there."""
    here = (np.arange(source) + 0.5) / source
    there = (np.arange(target) + 0.5) / target
    tension = TENSION if source > SHORT else 0.0
    near = np.exp(-tension * np.abs(here[None, :] - there[:, None]))
    near *= (1 - NULL) / near.sum(axis=1, keepdims=True)
    return np.concatenate((np.full((target, 1), NULL), near), axis=1).astype(np.float32)
