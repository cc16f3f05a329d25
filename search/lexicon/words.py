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
"""Possible links looked at, twelve bytes each: sentences that come after are left out."""
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


def linked(
    sentences: Sentences, *, counted: int, least: float = 0.02, rounds: int = ROUNDS, most: int = MOST_LINKS
) -> list[Pair]:
    """Word pairs of `sentences` (numbers of source words, of target words), strongest first.

    Of the first `counted` sentences, the last are left out when there are more than `most` links in all.
    """
    own = list(_within_bounds(sentences, counted, most))
    kept = [*own, *sentences[counted:]]
    counted = len(own)
    if not kept:
        return []
    there = _table(kept, rounds, counted)
    back = _table([(target, source) for source, target in kept], rounds, counted)
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
    evidence = np.minimum(there.counts[mine], back.counts[theirs])
    good = np.flatnonzero(strength >= least)
    keys = there.keys[mine[good]]
    rows = zip(keys // width - 1, keys % width - 1, strength[good], evidence[good], strict=True)
    pairs = [Pair(int(s), int(t), float(p), float(e)) for s, t, p, e in rows]
    return sorted(pairs, key=lambda pair: (-pair.strength, pair.source, pair.target))


def _within_bounds(sentences: Sentences, counted: int, most: int) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    links = sum(len(source) * len(target) for source, target in sentences[counted:])
    for source, target in sentences[:counted]:
        links += len(source) * len(target)
        if links > most:
            return
        yield source, target


@dataclass(frozen=True, slots=True)
class _Table:
    """p(target | source) of every link that is possible in some sentence. `keys` are `source * width + target`, sorted;
    words are counted from 1, source 0 is the word that is not there. `counts`: expected in the counted sentences."""

    width: int
    keys: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    counts: NDArray[np.float64]


def _table(sentences: Sentences, rounds: int, counted: int) -> _Table:
    width = 2 + max((max(target, default=0) for _, target in sentences), default=0)
    links = _Links(sentences, width)
    sources = links.keys // width
    probabilities: NDArray[np.float64] = np.full(len(links.keys), 1.0)
    for _ in range(rounds):
        counts = links.expected(probabilities, len(sentences))
        probabilities = counts / np.maximum(np.bincount(sources, counts)[sources], 1e-12)
    return _Table(width, links.keys, probabilities, links.expected(probabilities, counted))


class _Links:
    """Every possible link of every sentence: which key it is, which word of a sentence it explains, how likely by the
    places. Twelve bytes each; made in chunks, for the wide numbers of keys would take as much again three times."""

    def __init__(self, sentences: Sentences, width: int) -> None:
        self.keys: NDArray[np.int64] = np.zeros(0, np.int64)
        for keys, _, _ in _chunks(sentences, width):
            self.keys = np.union1d(self.keys, keys)
        numbers, explained, prior = [], [], []
        for keys, words, places in _chunks(sentences, width):
            numbers.append(np.searchsorted(self.keys, keys).astype(np.int32))
            explained.append(words)
            prior.append(places)
        self._numbers, self._explained, self._prior = numbers, explained, prior
        self._ends: list[int] = []
        position = 0
        for source, target in sentences:
            position += len(target) if source else 0
            self._ends.append(position)

    def expected(self, probabilities: NDArray[np.float64], sentences: int) -> NDArray[np.float64]:
        """How often each link is expected in the first so many sentences."""
        counts = np.zeros(len(self.keys))
        end = self._ends[sentences - 1] if sentences else 0
        for numbers, explained, prior in zip(self._numbers, self._explained, self._prior, strict=True):
            until = int(np.searchsorted(explained, end)) if len(explained) and explained[-1] >= end else len(explained)
            if not until:
                break
            here = explained[:until] - explained[0]
            weights: Any = probabilities[numbers[:until]] * prior[:until]
            weights /= np.maximum(np.bincount(here, weights), 1e-300)[here]
            counts += np.bincount(numbers[:until], weights, len(counts))
        return counts


_Chunk = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]


def _chunks(sentences: Sentences, width: int) -> Iterator[_Chunk]:
    """Keys, words explained (numbered through all sentences) and priors, of whole sentences, a million at a time."""
    keys: list[NDArray[np.int64]] = []
    explained: list[NDArray[np.int32]] = []
    places: list[NDArray[np.float32]] = []
    position = size = 0
    for source, target in sentences:
        rows = len(target)
        if not source or not rows:
            continue
        first = np.concatenate(([0], np.asarray(source, np.int64) + 1))
        second = np.asarray(target, np.int64) + 1
        keys.append((first[None, :] * width + second[:, None]).ravel())
        explained.append(np.repeat(np.arange(position, position + rows, dtype=np.int32), len(first)))
        places.append(_prior(len(source), rows).ravel())
        position += rows
        size += len(first) * rows
        if size >= _CHUNK:
            yield np.concatenate(keys), np.concatenate(explained), np.concatenate(places)
            keys, explained, places, size = [], [], [], 0
    if keys:
        yield np.concatenate(keys), np.concatenate(explained), np.concatenate(places)


def _prior(source: int, target: int) -> NDArray[np.float32]:
    """Rows of target words; the first column is the word that is not there."""
    here = (np.arange(source) + 0.5) / source
    there = (np.arange(target) + 0.5) / target
    tension = TENSION if source > SHORT else 0.0
    near = np.exp(-tension * np.abs(here[None, :] - there[:, None]))
    near *= (1 - NULL) / near.sum(axis=1, keepdims=True)
    return np.concatenate((np.full((target, 1), NULL), near), axis=1).astype(np.float32)
