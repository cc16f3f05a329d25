"""What a document must be like, in terms of what engines store: each engine turns these into queries of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .analysis import LANGUAGES, base_language, question

Place = tuple[str, str]
"""`(field, term)`."""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these terms is in its field. Without terms: no document is like that."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """These two or more terms stand in the field, in this order, one right after the other."""

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Condition, ...]


Condition = AnyOf | Phrase | AllOf | Either


def any_value(field: str, values: Iterable[str]) -> AnyOf:
    """`field` has one of `values`."""
    return AnyOf(tuple((field, value) for value in sorted(set(values))))


def containing(text: str, language: str) -> Condition | None:
    """The words of `text` stand in a document as they stand here; None when there is no word in it."""
    terms = question(text, [language]).phrase
    if not terms:
        return None
    places = ("body_exact", "title_exact")
    if len(terms) == 1:
        return AnyOf(tuple((place, terms[0]) for place in places))
    return Either(tuple(Phrase(place, terms) for place in places))


def mentioning(text: str, languages: Sequence[str]) -> Condition | None:
    """Like `containing`, but a single word may be in another of its forms, where its language has a stemmer."""
    asked = question(text, languages)
    if len(asked.phrase) != 1:
        return containing(text, languages[0])
    rules = LANGUAGES.get(base_language(languages[0]))
    places = [("exact", asked.words[0].exact)]
    if rules and rules.stemmer:
        places += [("loose", term) for term, _ in asked.words[0].loose]
    return AnyOf(tuple((f"{place}_{analysed}", term) for analysed, term in places for place in ("body", "title")))


def named(name: str) -> Condition | None:
    """Written by somebody whose name has all these words."""
    terms = names_terms(name)
    return AllOf(tuple(AnyOf((("author", term),)) for term in terms)) if terms else None


def names_terms(name: str) -> tuple[str, ...]:
    """The terms of a person's name: loose ones without pairs, so that marks and case do not matter."""
    words = question(name, ["xx"]).words
    return tuple(dict.fromkeys(word.loose[-1][0] if word.loose else word.exact for word in words))
