"""The glossary beside what is being translated: the thesaurus's words that occur in each section of the original."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from library.models import CasePage
from library.units import units_of
from search.analysis import tokens
from search.thesaurus import MOST_WORDS, Label, found_in, labels_of


@dataclass(frozen=True, slots=True)
class Term:
    """A word as it stands in the original, and what it is called in the translation: the preferred label first."""

    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    label: str
    terms: tuple[Term, ...]


def terms_for(original: CasePage, language: str) -> list[Section]:
    """The glossary's words in each section of `original`, with their labels in `language`; sections without any are
    left out. Words that have no label in `language` are there, too: a translator may add one."""
    source = original.locale.language_code
    found: list[tuple[str, str, list[tuple[str, int]]]] = []
    for unit in units_of(original):
        matches = [
            match
            for part in _parts(unit.text, source)
            for match in sorted(found_in(part, [source]), key=lambda match: match.start)
        ]
        found.append((unit.key, unit.label, [(match.of, match.concept_id) for match in matches]))
    concepts = {concept for _key, _label, matches in found for _text, concept in matches}
    labels = labels_of(concepts, [language])
    sections = (Section(key, label, _terms(matches, labels)) for key, label, matches in found)
    return [section for section in sections if section.terms]


def _terms(matches: list[tuple[str, int]], labels: dict[int, list[Label]]) -> tuple[Term, ...]:
    """Each concept once a section, in the order of the text."""
    once: dict[int, str] = {}
    for text, concept in matches:
        once.setdefault(concept, text)
    names = {concept: dict.fromkeys(label.text for label in labels.get(concept, [])) for concept in once}
    return tuple(Term(text, tuple(names[concept])) for concept, text in once.items())


def _parts(text: str, language: str) -> Iterator[str]:
    """Pieces that the thesaurus reads to their end: it looks at the first words of a long text only."""
    start, number, end = 0, 0, 0
    for token in tokens(text, language):
        if number == MOST_WORDS:
            yield text[start:end]
            start, number = token.start, 0
        number, end = number + 1, token.end
    if number:
        yield text[start:]
