"""What an app says twice: the same thing in several languages, section by section. The lexicon learns from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

Section = tuple[str, str]
"""A name that is the same in all languages (or ""), and plain text."""


@dataclass(frozen=True, slots=True)
class ParallelText:
    """One thing in several languages. **Public** texts only: a word that is learned may be shown to anybody."""

    key: str
    sections: Mapping[str, tuple[Section, ...]]
    """Language → its sections in order."""

    def pairs(self, source: str, target: str) -> Iterator[tuple[str, str]]:
        """The texts of sections that both languages have: the first of a name goes with the first of that name."""
        if source not in self.sections or target not in self.sections:
            return
        there = dict(_numbered(self.sections[target]))
        for name, text in _numbered(self.sections[source]):
            if text.strip() and there.get(name, "").strip():
                yield text, there[name]


ParallelTexts = Callable[[], Iterable[ParallelText]]
"""Gives all of them anew each time, always in the same order."""


def _numbered(sections: Iterable[Section]) -> Iterator[tuple[tuple[str, int], str]]:
    seen: Counter[str] = Counter()
    for name, text in sections:
        seen[name] += 1
        yield (name, seen[name]), text
