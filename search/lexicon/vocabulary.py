"""Words as the lexicon knows them: one key for all forms of a word, and how it is mostly written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from search.analysis import LANGUAGES, Token, rules_for, script_of, tokens


class Written(NamedTuple):
    """A word of a text: its key, as it is written, and where (`text[start:end]`)."""

    key: str
    text: str
    start: int
    end: int


def key_of(token: Token, language: str) -> str:
    """The stem where there is one; else the exact term: where words are short, marks and tones tell them apart."""
    rules = LANGUAGES.get(rules_for(script_of(token.exact[0]), language))
    if token.exact[0].isdecimal() or (rules and rules.stemmer):
        return token.loose[-1]
    return token.exact


def written(text: str, language: str) -> Iterator[Written]:
    """The words of `text`, in order."""
    for token in tokens(text, language):
        yield Written(key_of(token, language), text[token.start : token.end], token.start, token.end)


class Vocabulary:
    """Numbers for words, and how each is mostly written. Numbers are given in the order of appearance."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.numbers: dict[str, int] = {}
        self.keys: list[str] = []
        self._spellings: list[Counter[str]] = []

    def __len__(self) -> int:
        return len(self.keys)

    def read(self, text: str) -> list[int]:
        """`text` as the numbers of its words."""
        found = []
        for word in written(text, self.language):
            number = self.numbers.get(word.key)
            if number is None:
                number = self.numbers[word.key] = len(self.keys)
                self.keys.append(word.key)
                self._spellings.append(Counter())
            self._spellings[number][word.text.casefold()] += 1
            found.append(number)
        return found

    def spelling(self, number: int) -> str:
        """The most frequent spelling of a word; the first in the alphabet of equally frequent ones."""
        return min(self._spellings[number].items(), key=lambda item: (-item[1], item[0]))[0]
