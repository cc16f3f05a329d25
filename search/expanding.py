"""What a question is looked for with in other languages: labels of the thesaurus, the learned lexicon, names by their
sound, and a translator where the site has one.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from . import thesaurus, translating
from .analysis import Question, Token, Word, question, script_of, tokens
from .expansion import LEXICON, NAME, THESAURUS, TRANSLATOR, Expansion
from .lexicon import names
from .lexicon.letters import Letters
from .lexicon.vocabulary import key_of
from .models import Lesson, WordTranslation
from .normalising import normalise_name

MOST = 48
"""Expansions of a question; those of its rarer words and the likelier ones stay."""
MOST_WORDS = 32
"""Words of a question that are looked up."""
LEAST_PROBABILITY = 0.05
MOST_TRANSLATIONS = 5
"""Of one word, in one language."""
_OTHER_LABEL = 0.5
_SOUND = 0.75
"""What a name that is found by its sound weighs against a word of the lexicon, both at their surest."""
_KNOWN = 0.3
"""How sure the translations of a word must be together for it to be a word, and no name to be found by its sound."""
_TERM = 2.0
"""What a word weighs in all: its exact term and its loose one."""
_LETTERS_KEPT = 60.0
"""Seconds after which a process looks whether letters were learned anew."""

# Words that ask: they translate each other, and say nothing about what the answer is about.
_ASKING = {
    "en": "who whom whose what which when where why how do does did much many",
    "fr": "qui que quoi quel quelle quand où pourquoi comment combien",
    "lo": "ໃຜ ຫຍັງ ໃດ ເມື່ອໃດ ໃສ ເປັນຫຍັງ ແນວໃດ ຈັກ",
    "th": "ใคร อะไร ใด ไหน เมื่อไร เมื่อไหร่ ทำไม อย่างไร เท่าไร เท่าไหร่ กี่ ไหม",
    "vi": "ai gì nào đâu khi bao sao nhiêu mấy",
    "zh": "谁 什么 哪 哪里 哪个 何时 为什么 怎么 如何 多少 几",
}
_code = re.compile(r"(?<!\S)(?=\S*[0-9])[A-Za-z0-9]+(?:-[A-Za-z0-9]+){2,}(?!\S)")
"""What a case is called by: the AP and TH of AP-TH-2012-001 mean nothing in any language."""
_asking = {word for words in _ASKING.values() for word in words.split()}


def expansions(q: str, *, language: str, into: Sequence[str], without: Collection[str] = ()) -> tuple[Expansion, ...]:
    """The same as `q`, which is in `language`, in the languages `into`; not what the reader took away (`without`).

    Never in the question's own language. At most five database queries whatever the question: two of the thesaurus, one
    of the lexicon, one of names, and one for the letters of scripts, which are kept for a minute.
    """
    others = [code for code in dict.fromkeys(into) if code != language]
    text = _code.sub(" ", normalise_name(q)).strip()
    if not others or not text:
        return ()
    taken_away = {normalise_name(removed).casefold() for removed in without}
    matches = thesaurus.found_in(text, [language])
    labels = thesaurus.labels_of(list(dict.fromkeys(match.concept_id for match in matches)), others)
    named = _Named(text, language, matches, labels)
    learned = list(_from_lexicon(text, language, others, named))
    found: dict[tuple[str, str, str], Expansion] = {}
    for expansion in (
        *_from_thesaurus(matches, labels),
        *_from_translator(text, language, others),
        *_from_names(text, language, others, named, learned),
        *learned,
    ):
        shown = expansion.text.casefold()
        if shown not in taken_away:
            found.setdefault((expansion.language, shown, expansion.of), expansion)
    return tuple(_within_bounds(list(found.values())))


def _within_bounds(found: list[Expansion]) -> Iterator[Expansion]:
    """The first of every word before the second of any, in the order of the sources."""
    if len(found) <= MOST:
        yield from found
        return
    turns: Counter[tuple[str, str, str]] = Counter()
    ranked = []
    for at, expansion in enumerate(found):
        slot = (expansion.of, expansion.language, expansion.origin)
        turns[slot] += 1
        ranked.append((turns[slot], at))
    kept = {at for _, at in sorted(ranked)[:MOST]}
    yield from (expansion for at, expansion in enumerate(found) if at in kept)


class _Named:
    """Which words of a question the thesaurus names in another language: those need no other translation."""

    def __init__(
        self,
        text: str,
        language: str,
        matches: Sequence[thesaurus.Match],
        labels: Mapping[int, Sequence[thesaurus.Label]],
    ) -> None:
        self._spans: list[tuple[int, int, bool, set[str]]] = []
        for match in matches:
            is_phrase = sum(1 for _ in tokens(match.of, language)) > 1
            into = {label.language for label in labels.get(match.concept_id, ())}
            self._spans.append((match.start, match.end, is_phrase, into))

    def has(self, start: int, end: int, language: str, *, in_phrases: bool = False) -> bool:
        """Whether `text[start:end]` lies in something that has a label in `language`. `in_phrases`: in one of several
        words, which mean nothing one by one: the syllables of `hợp tác xã`, the `community` of `community forest`."""
        return any(
            since <= start and end <= until and language in into and (is_phrase or not in_phrases)
            for since, until, is_phrase, into in self._spans
        )


def _from_thesaurus(
    matches: Sequence[thesaurus.Match], labels: Mapping[int, Sequence[thesaurus.Label]]
) -> Iterator[Expansion]:
    for match in matches:
        for label in labels.get(match.concept_id, ()):
            share = 1.0 if label.kind == "preferred" else _OTHER_LABEL
            yield Expansion(
                label.text, label.language, THESAURUS, match.of, question(label.text, [label.language]), share
            )


def _from_translator(text: str, language: str, others: Sequence[str]) -> Iterator[Expansion]:
    for code, translation in translating.translated(text, language, others).items():
        yield Expansion(translation, code, TRANSLATOR, text, question(translation, [code]), 1.0)


def _from_lexicon(text: str, language: str, others: Sequence[str], named: _Named) -> Iterator[Expansion]:
    asked: dict[str, Token] = {}
    for token in tokens(text, language):
        if token.exact not in _asking and not token.exact[0].isdecimal():
            asked.setdefault(key_of(token, language), token)
            if len(asked) == MOST_WORDS:
                break
    if not asked:
        return
    rows = WordTranslation.objects.filter(
        source_language=language,
        source__in=asked,
        target_language__in=others,
        is_refused=False,
        probability__gte=LEAST_PROBABILITY,
    ).order_by("-probability", "target")
    taken: Counter[tuple[str, str]] = Counter()
    for source, code, target, shown, probability in rows.values_list(
        "source", "target_language", "target", "target_text", "probability"
    ):
        token = asked[source]
        if named.has(token.start, token.end, code, in_phrases=True):
            continue
        taken[source, code] += 1
        if taken[source, code] <= MOST_TRANSLATIONS:
            of = text[token.start : token.end]
            yield Expansion(shown, code, LEXICON, of, _as_question(target, shown, code), probability)


def _as_question(key: str, shown: str, language: str) -> Question:
    """A word of the lexicon as what is looked for: all its forms where they share a stem."""
    asked = question(shown, [language])
    if len(asked.words) == 1 and not asked.pairs:
        word = asked.words[0]
        if word.exact != key and any(term == key for term, _ in word.loose):
            return Question(words=(Word(word.exact, 0.0, ((key, _TERM),)),), phrase=(word.exact,))
    return asked


def _from_names(
    text: str, language: str, others: Sequence[str], named: _Named, learned: Sequence[Expansion]
) -> Iterator[Expansion]:
    known = _letters.all()
    heard = names.heard_in(text, language, known.get(language))
    heard = [name for name in heard if name.of.casefold() not in _asking]
    wanted = [code for code in others if known.get(code) or known.get(language)]
    translated = _translated(learned)
    for of, found in names.spellings(heard[: MOST_WORDS * 2], wanted, known).items():
        spread = Counter(spelling.language for spelling in found)
        start = text.casefold().find(of.casefold())
        for spelling in found:
            if named.has(start, start + len(of), spelling.language):
                continue
            if all((word.exact, spelling.language) in translated for word in tokens(of, language)):
                continue
            share = (_SOUND * spelling.likeness) ** 2 / spread[spelling.language]
            yield Expansion(spelling.text, spelling.language, NAME, of, _as_written(spelling), share)


def _translated(learned: Sequence[Expansion]) -> set[tuple[str, str]]:
    """`(word, language)` of words whose meaning is known there: what sounds like them has another."""
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for one in learned:
        sums[normalise_name(one.of).casefold(), one.language] += one.share
    return {found for found, share in sums.items() if share >= _KNOWN}


def _as_written(spelling: names.Spelling) -> Question:
    """A name as the terms it has in the texts: its pieces two by two, or the one word it is."""
    parts = spelling.parts
    if len(parts) == 1 or script_of(spelling.text[0]) == "Han":
        return _weighing(question(spelling.text, [spelling.language]), _TERM)
    pairs = tuple((left + right, _TERM / (len(parts) - 1)) for left, right in pairwise(parts))
    return Question(pairs=pairs, phrase=parts)


def _weighing(asked: Question, total: float) -> Question:
    """`asked` with the weights of all its terms together as given."""
    loose = sum(share for word in asked.words for _, share in word.loose)
    now = loose + sum(word.exact_weight for word in asked.words) + sum(share for _, share in asked.pairs)
    times = total / now if now else 1.0
    words = tuple(
        Word(word.exact, word.exact_weight * times, tuple((term, share * times) for term, share in word.loose))
        for word in asked.words
    )
    return Question(words, tuple((term, share * times) for term, share in asked.pairs), asked.phrase)


class _Letters:
    """The letters of every language that has some, as last learned; looked up once a minute."""

    def __init__(self) -> None:
        self._until = 0.0
        self._stamps: dict[str, str] = {}
        self._known: dict[str, Letters | None] = {}

    def all(self) -> dict[str, Letters | None]:
        now = time.monotonic()
        if now >= self._until:
            rows = Lesson.objects.filter(target_language="", letters__isnull=False)
            stamps = dict(rows.values_list("source_language", "fingerprint"))
            if stamps != self._stamps:
                self._known = {
                    row.source_language: Letters({(latin, other): worth for latin, other, worth in row.letters or []})
                    for row in rows
                }
                self._stamps = stamps
            self._until = now + _LETTERS_KEPT
        return self._known

    def forget(self) -> None:
        self._until = 0.0
        self._stamps = {}


_letters = _Letters()


def forget_letters() -> None:
    """Look the letters up again with the next question. For tests and measurements."""
    _letters.forget()
