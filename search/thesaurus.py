"""The thesaurus asked: which labels are in a question, what else a concept is called, how a word may go on.

Terms get in through `importing_terms` and the admin; how labels become keys is in `label_keys`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from .analysis import LANGUAGES, Token, base_language, fold_latin, script_of, tokens
from .label_keys import folded, loose_of, together
from .models import ConceptLabel, ConceptRelation, Kind

LONGEST_LABEL = 6
"""Words of a label that is looked for in a question."""
MOST_WORDS = 200
"""Words of a question that are looked at: a whole page pasted into the field is no question."""

_ORDER = {Kind.PREFERRED: 0, Kind.ALTERNATIVE: 1, Kind.HIDDEN: 2}


@dataclass(frozen=True, slots=True)
class Match:
    """A label that stands in a text: `of` is `text[start:end]`; `language` is the label's."""

    start: int
    end: int
    of: str
    concept_id: int
    language: str


@dataclass(frozen=True, slots=True)
class Label:
    """`kind` is "preferred" or "alternative"."""

    text: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Some words of a question in a row, as the rules of one language have them."""

    start: int
    end: int
    words: tuple[Token, ...]
    is_first_language: bool


def found_in(text: str, languages: Sequence[str]) -> list[Match]:
    """Labels in `languages` (the likeliest first) that occur in `text` as a run of its words; one query.

    Longest first, and none lies over another; only when the same words are labels of several concepts, each of these
    is a match. A word typed without marks or in another grammatical form counts (`nuoi ong`, `forests`); marks that
    are typed must be the label's. No label is found by one letter or by a number.
    """
    if not languages:
        return []
    runs: dict[str, dict[str, list[_Run]]] = {}
    for place, language in enumerate(dict.fromkeys(languages)):
        runs[language] = _runs(text, language, is_first_language=place == 0)
    keys = {key for found in runs.values() for key in found}
    if not keys:
        return []
    # By key alone: the database would rather go through all labels of four languages than through these keys.
    labels = (
        ConceptLabel.objects.filter(loose_key__in=keys)
        .exclude(kind=Kind.REFUSED)
        .values_list("concept_id", "language", "key", "loose_key", "kind")
    )
    by_span: dict[tuple[int, int], list[tuple[bool, int, int, str, int]]] = defaultdict(list)
    order = {language: place for place, language in enumerate(runs)}
    for concept, language, key, loose_key, kind in labels.order_by("pk"):
        for run in runs.get(language, {}).get(loose_key, ()):
            is_exact = _solid(key) == _solid(" ".join(word.exact for word in run.words))
            if is_exact or _is_form_of(run, key, language):
                by_span[run.start, run.end].append((not is_exact, order[language], _ORDER[kind], language, concept))
    matches: list[Match] = []
    taken: list[tuple[int, int]] = []
    for start, end in sorted(by_span, key=lambda span: (span[0] - span[1], span[0])):
        if any(start < until and since < end for since, until in taken):
            continue
        taken.append((start, end))
        found = sorted(by_span[start, end])
        # What is typed exactly so is meant: `bò` is no `bơ`.
        concepts = {concept: language for worse, _, _, language, concept in reversed(found) if worse == found[0][0]}
        ordered = dict.fromkeys(concept for *_, concept in found if concept in concepts)
        matches += [Match(start, end, text[start:end], concept, concepts[concept]) for concept in ordered]
    return matches


def _runs(text: str, language: str, *, is_first_language: bool) -> dict[str, list[_Run]]:
    """Every run of up to `LONGEST_LABEL` words by its loose key."""
    words: list[Token] = []
    for word in tokens(text, base_language(language)):
        words.append(word)
        if len(words) == MOST_WORDS:
            break
    found: dict[str, list[_Run]] = defaultdict(list)
    for first in range(len(words)):
        for last in range(first, min(first + LONGEST_LABEL, len(words))):
            run = tuple(words[first : last + 1])
            if _may_be_a_label(run):
                key = together(loose_of(word) for word in run)
                found[key].append(_Run(run[0].start, run[-1].end, run, is_first_language))
    return found


def _may_be_a_label(run: tuple[Token, ...]) -> bool:
    letters = "".join(word.exact for word in run)
    if len(letters) == 1:
        return script_of(letters) == "Han"  # a word, and no letter
    return not all(c.isdecimal() or not c.isalnum() for c in letters)


def _solid(key: str) -> str:
    return key.replace(" ", "")


def _is_form_of(run: _Run, key: str, language: str) -> bool:
    """Whether words with the same loose terms as the label are its words: typed without marks, or inflected.

    One Vietnamese syllable without its marks is a dozen words, and often an English one (`to`, `can`, `do`): it counts
    only where Vietnamese is what the reader most likely types.
    """
    label = key.split(" ")
    if len(label) != len(run.words):
        return True  # the segmenter cut them in other places
    rules = LANGUAGES.get(base_language(language))
    is_syllable = len(label) == 1 and rules is not None and rules.script == "Latin" and rules.pairs > 0
    for typed, meant in zip((word.exact for word in run.words), label, strict=True):
        if typed == meant or script_of(typed[0]) != "Latin":
            continue
        if _is_plain(typed):
            if is_syllable and not run.is_first_language:
                return False
        else:
            same = next(
                (at for at, pair in enumerate(zip(typed, meant, strict=False)) if pair[0] != pair[1]), len(typed)
            )
            if not (rules and rules.stemmer and _is_plain(typed[same:]) and _is_plain(meant[same:])):
                return False
    return True


def _is_plain(word: str) -> bool:
    return fold_latin(word) == word


def labels_of(concept_ids: Collection[int], languages: Sequence[str]) -> dict[int, list[Label]]:
    """What these concepts are called in `languages`: preferred labels first, no hidden ones; one query."""
    if not concept_ids or not languages:
        return {}
    found: dict[int, list[Label]] = {}
    # By concept alone: SQLite thinks an index that begins with the language is better, and reads a million labels.
    rows = ConceptLabel.objects.filter(concept_id__in=concept_ids).order_by("sort_order", "pk")
    for concept, text, language, kind in rows.values_list("concept_id", "text", "language", "kind"):
        if language in languages and kind in (Kind.PREFERRED, Kind.ALTERNATIVE):
            found.setdefault(concept, []).append(Label(text, language, kind))
    for labels in found.values():
        labels.sort(key=lambda label: (_ORDER[Kind(label.kind)], languages.index(label.language)))
    return found


def neighbours(concept_ids: Collection[int]) -> list[int]:
    """Concepts directly below these, which are not among them; one query."""
    if not concept_ids:
        return []
    below = ConceptRelation.objects.filter(kind=ConceptRelation.Kind.BROADER, other_id__in=concept_ids)
    return sorted(set(below.values_list("concept_id", flat=True)) - set(concept_ids))


def starting_with(prefix: str, language: str, limit: int) -> list[Label]:
    """Labels that begin with `prefix`, however it is marked: the reader's language first, in it preferred ones first.

    The same words in several languages are given once. Up to four queries, each over a part of an index that is in
    the order of the answer.
    """
    wanted = folded(prefix)
    if not wanted or limit < 1:
        return []
    labels = _beginning(wanted).order_by("folded")
    found: dict[str, Label] = {}
    own = labels.filter(language=language)
    others = labels.exclude(language=language)
    # Homonyms are few in one language; scientific names are the same in twenty.
    for part, most in ((own, limit * 2), (others, limit * 8)):
        for kind in (Kind.PREFERRED, Kind.ALTERNATIVE):
            for text, code in part.filter(kind=kind).values_list("text", "language")[:most]:
                found.setdefault(text.casefold(), Label(text, code, kind))
                if len(found) == limit:
                    return list(found.values())
    return list(found.values())


def _beginning(prefix: str) -> QuerySet[ConceptLabel]:
    if connection.vendor == "sqlite":
        # Its LIKE ignores case and so every index; its strings are in the order of code points.
        return ConceptLabel.objects.filter(folded__gte=prefix, folded__lt=f"{prefix}\U0010ffff")
    return ConceptLabel.objects.filter(folded__startswith=prefix)
