"""Among which documents a term of a question is rare or common: the same reckoning for every engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from search.analysis import DEFAULT_LANGUAGE, LANGUAGES, base_language, script_of

PLACES = ("body", "title", "other")
COUNT_UP_TO = 5_000
"""A term in more documents than this is not counted where it is: it would take longer than it is worth."""
FEW_DELETED = 1.02
"""With more documents than this times those that are there, terms are counted where they are: a text that was saved
ten times makes its words look common until a merge."""

Term = tuple[str, str]
"""Analysis and term, or field and term."""


def places(term: Term) -> tuple[Term, ...]:
    """Where an `(analysis, term)` may be: `(field, term)` of each."""
    return tuple((f"{place}_{term[0]}", term[1]) for place in PLACES)


def populations(
    terms: Collection[Term], languages: Mapping[str, int], chosen: Collection[str], documents: int
) -> dict[Term, int]:
    """`(analysis, term)` → of how many documents it could be a word.

    languages: documents by language. chosen: the languages that are searched; without any, a term counts among the
    documents in languages of its script.
    """
    if chosen:
        among = min(documents, sum(languages.get(code, 0) for code in chosen))
        return dict.fromkeys(terms, among)
    of_script = _by_script(languages)
    return {one: min(documents, of_script.get(_script(one[1])) or documents) for one in terms}


def _by_script(languages: Mapping[str, int]) -> dict[str, int]:
    """Documents by the script of their language (a document in two is counted twice)."""
    found: dict[str, int] = {}
    for code, count in languages.items():
        rules = LANGUAGES.get(base_language(code))
        script = rules.script if rules else ""
        found[script] = found.get(script, 0) + count
    return found


def _script(term: str) -> str:
    script = script_of(term[0])
    return LANGUAGES[DEFAULT_LANGUAGE[script]].script if script in DEFAULT_LANGUAGE else script
