"""How a script writes the sounds of Latin names: learned from the names of cities, countries and languages in CLDR,
which has a thousand of them in every language (`Denver`, `เดนเวอร์`, `ເດັນເວີ`, `丹佛`).

A name is cut into units of up to three Latin letters and up to two letters of the other script; what a unit is worth
comes from expectation and maximisation over all ways of cutting (as for joint-sequence models of pronunciation,
Bisani and Ney 2008). Some seconds a language, from what every installation has; no table by hand.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from search.analysis import LANGUAGES, base_language, fold_latin

from . import seeds

ROUNDS = 6
_UNITS = ((1, 1), (2, 1), (1, 2), (2, 2), (1, 0), (0, 1), (3, 1))
_UNSEEN = 1e-7
_FIRST = 0.05
"""What a letter of a unit is worth before anything is known; a letter without counterpart a fiftieth of it."""
_RAREST = 0.05
_UNREADABLE = 12.0
_SHORTEST, _LONGEST, _LONGEST_THERE = 3, 12, 14

# Consonants that one language hears apart and another does not; vowels, h and y are left out.
_CLASSES = str.maketrans(
    {"b": "p", "v": "w", "d": "t", "g": "k", "c": "k", "q": "k", "z": "s", "j": "s"} | dict.fromkeys("aeiouhy", None)
)


def bare(text: str) -> str:
    """The letters and marks of `text`: Latin ones without their marks, nothing else."""
    folded = fold_latin(text.casefold())
    return "".join(c for c in folded if c.isalpha() or unicodedata.category(c)[0] == "M")


def skeleton(latin: str) -> str:
    """The consonants of a Latin word by classes, none twice in a row: `panthers` → `pntrs`."""
    spelled = latin.replace("ph", "f").replace("ch", "s").replace("sh", "s").replace("x", "ks")
    spelled = spelled.replace("ce", "s").replace("ci", "s").replace("cy", "s").replace("ng", "n")
    classes = [c for c in spelled.translate(_CLASSES) if "a" <= c <= "z"]
    return "".join(c for at, c in enumerate(classes) if not at or classes[at - 1] != c)


def has_other_letters(language: str) -> bool:
    """Whether a language is written in another script than the Latin."""
    rules = LANGUAGES.get(base_language(language))
    return rules is not None and rules.script != "Latin"


class Letters:
    """What units are worth: the probability of each pair (Latin letters, letters of the script)."""

    def __init__(self, units: Mapping[tuple[str, str], float]) -> None:
        self.units = dict(units)
        best: dict[str, tuple[float, str]] = {}
        for (latin, other), worth in sorted(self.units.items()):
            if other and worth > best.get(other, (0.0, ""))[0]:
                best[other] = (worth, latin)
        self._best = {other: (math.log(worth), latin) for other, (worth, latin) in best.items()}

    def latin(self, other: str) -> str:
        """The likeliest Latin letters for a (bare) text of the script; letters it cannot read are left out."""
        ways: list[tuple[float, str]] = [(0.0, "")] + [(-math.inf, "")] * len(other)
        for at in range(len(other)):
            score, read = ways[at]
            for length in (1, 2):
                known = self._best.get(other[at : at + length])
                if known and at + length <= len(other) and score + known[0] > ways[at + length][0]:
                    ways[at + length] = (score + known[0], read + known[1])
            if ways[at + 1][0] < score - _UNREADABLE:
                ways[at + 1] = (score - _UNREADABLE, read)
        return ways[-1][1]

    def likeness(self, latin: str, other: str) -> float:
        """The logarithm of how likely both are written for one sound, per letter: about -1.5 for the same name, below
        -3 for two that have nothing to do with each other."""
        rows, columns = len(latin), len(other)
        table = [[0.0] * (columns + 1) for _ in range(rows + 1)]
        table[0][0] = 1.0
        for i in range(rows + 1):
            for j in range(columns + 1):
                here = table[i][j]
                if not here:
                    continue
                for a, b in _UNITS:
                    if i + a <= rows and j + b <= columns:
                        worth = self.units.get((latin[i : i + a], other[j : j + b]), _UNSEEN)
                        table[i + a][j + b] += here * worth
        return math.log(table[rows][columns] + 1e-300) / max(rows + columns, 1)


def learned(pairs: Iterable[tuple[str, str]]) -> Letters:
    """From pairs of names, Latin and other, bare. Deterministic."""
    names = list(dict.fromkeys(pairs))
    units: dict[tuple[str, str], float] | None = None
    for _ in range(ROUNDS):
        counts: dict[tuple[str, str], float] = defaultdict(float)
        for latin, other in names:
            _count(latin, other, units, counts)
        total = sum(counts.values())
        units = {unit: count / total for unit, count in counts.items() if count > _RAREST}
    return Letters(units or {})


def _count(
    latin: str, other: str, units: Mapping[tuple[str, str], float] | None, counts: dict[tuple[str, str], float]
) -> None:
    """Add how often each unit is expected in this pair: forward and backward over all ways of cutting it."""
    rows, columns = len(latin), len(other)
    forward = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    forward[0][0] = 1.0
    arcs = []
    for i in range(rows + 1):
        for j in range(columns + 1):
            here = forward[i][j]
            if not here:
                continue
            for a, b in _UNITS:
                if i + a <= rows and j + b <= columns:
                    unit = (latin[i : i + a], other[j : j + b])
                    if units is None:
                        worth = _FIRST ** (a + b) * (1.0 if a and b else 0.02)
                    else:
                        worth = units.get(unit, _UNSEEN)
                    forward[i + a][j + b] += here * worth
                    arcs.append((here, i, j, i + a, j + b, unit, worth))
    whole = forward[rows][columns]
    if whole <= 0:
        return
    backward = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    backward[rows][columns] = 1.0
    for here, i, j, to_i, to_j, unit, worth in reversed(arcs):
        after = worth * backward[to_i][to_j]
        if after:
            backward[i][j] += after
            counts[unit] += here * after / whole


@lru_cache(maxsize=16)
def of(language: str) -> Letters | None:
    """The letters of a language; None for one in Latin script, or one that CLDR has too few names in. Takes seconds
    the first time in a process: at learning, and never in a request."""
    if not has_other_letters(language):
        return None
    names = [*seeds.cities("en", language)]
    names += [pair for kind in seeds.NAMES for pair in seeds.named(kind, "en", language)]
    pairs = ((bare(latin), bare(other)) for latin, other in names)
    good = [
        (latin, other)
        for latin, other in pairs
        if _SHORTEST <= len(latin) <= _LONGEST and 2 <= len(other) <= _LONGEST_THERE and not other.isascii()
    ]
    return learned(good) if len(good) >= FEWEST else None


FEWEST = 100
"""Names that it takes to learn letters from."""
