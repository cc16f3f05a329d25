"""From text to terms: the one chain for every language and both engines. Engines only store what comes out of it.

    one spelling (`normalising`) → digits of every script to 0–9 → ICU words, script by script → case fold
        → **exact** terms: what stands there, in the order of the text;
        → **loose** terms: Latin diacritics off (đ → d), stemmed where Snowball has the language, and adjacent pairs
          where a "word" of the segmenter is shorter or less certain than a word of the reader.

A term never contains a space, so an engine needs nothing but a whitespace tokenizer. Offsets are code points in the
text as given, before any of this.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import Stemmer
from icu4py.breakers import WordBreaker

from .normalising import Spelling, normalise

VERSION = 3
"""Changes with every change of what comes out: an index of another version is rebuilt."""

LONGEST_TERM = 64
"""Code points. Longer "words" are links and noise; Elasticsearch's whitespace tokenizer would split them at 255."""


@dataclass(frozen=True, slots=True)
class Language:
    """How text of a language is analysed. `stemmer` is a Snowball algorithm."""

    script: str
    stemmer: str = ""
    pairs: float = 0
    """Above 0: adjacent pairs are loose terms, too, and weigh this much against a word. Where a pair *is* the word,
    as in Vietnamese and Chinese, as much as a word; where the dictionary finds most words, less (docs/search.md).
    """
    elides: bool = False
    """Short words lose their vowel to an apostrophe and stick to the next: l'eau, dell'acqua."""


LANGUAGES: dict[str, Language] = {
    "ar": Language("Arabic", "arabic"),
    "bn": Language("Bengali"),
    "ca": Language("Latin", "catalan", elides=True),
    "cs": Language("Latin", "czech"),
    "da": Language("Latin", "danish"),
    "de": Language("Latin", "german"),
    "el": Language("Greek", "greek"),
    "en": Language("Latin", "english"),
    "es": Language("Latin", "spanish"),
    "et": Language("Latin", "estonian"),
    "eu": Language("Latin", "basque"),
    "fa": Language("Arabic", "persian"),
    "fi": Language("Latin", "finnish"),
    "fil": Language("Latin"),
    "fr": Language("Latin", "french", elides=True),
    "hi": Language("Devanagari", "hindi"),
    "hu": Language("Latin", "hungarian"),
    "hy": Language("Armenian", "armenian"),
    "id": Language("Latin", "indonesian"),
    "it": Language("Latin", "italian", elides=True),
    "ja": Language("Han", pairs=1),
    "km": Language("Khmer", pairs=0.35),
    "ko": Language("Hangul"),
    "lo": Language("Lao", pairs=0.35),
    "lt": Language("Latin", "lithuanian"),
    "mn": Language("Cyrillic"),
    "ms": Language("Latin", "indonesian"),
    "my": Language("Myanmar", pairs=0.35),
    "nb": Language("Latin", "norwegian"),
    "ne": Language("Devanagari", "nepali"),
    "nl": Language("Latin", "dutch"),
    "no": Language("Latin", "norwegian"),
    "pl": Language("Latin", "polish"),
    "pt": Language("Latin", "portuguese"),
    "ro": Language("Latin", "romanian"),
    "ru": Language("Cyrillic", "russian"),
    "sr": Language("Cyrillic", "serbian"),
    "sv": Language("Latin", "swedish"),
    "ta": Language("Tamil", "tamil"),
    "tet": Language("Latin"),
    "th": Language("Thai", pairs=0.35),
    "tl": Language("Latin"),
    "tr": Language("Latin", "turkish"),
    "uk": Language("Cyrillic"),
    "ur": Language("Arabic"),
    "vi": Language("Latin", pairs=1),
    "zh": Language("Han", pairs=1),
}
"""The one table. A language that is not in it is segmented and case folded like any other, and not stemmed."""

DEFAULT_LANGUAGE = {
    "Latin": "en",
    "Arabic": "ar",
    "Armenian": "hy",
    "Cyrillic": "ru",
    "Devanagari": "hi",
    "Greek": "el",
    "Han": "zh",
    "Hangul": "ko",
    "Kana": "ja",
    "Khmer": "km",
    "Lao": "lo",
    "Myanmar": "my",
    "Tamil": "ta",
    "Thai": "th",
}
"""Whose rules a run of a script follows inside a text of another script: an English name inside Thai text."""

_SCRIPTS: tuple[tuple[str, int, int], ...] = (
    ("Latin", 0x0041, 0x024F),
    ("Greek", 0x0370, 0x03FF),
    ("Cyrillic", 0x0400, 0x052F),
    ("Armenian", 0x0530, 0x058F),
    ("Arabic", 0x0600, 0x077F),
    ("Devanagari", 0x0900, 0x097F),
    ("Tamil", 0x0B80, 0x0BFF),
    ("Thai", 0x0E00, 0x0E7F),
    ("Lao", 0x0E80, 0x0EFF),
    ("Myanmar", 0x1000, 0x109F),
    ("Hangul", 0x1100, 0x11FF),
    ("Khmer", 0x1780, 0x17FF),
    ("Latin", 0x1E00, 0x1EFF),
    ("Greek", 0x1F00, 0x1FFF),
    ("Han", 0x3005, 0x3007),
    ("Kana", 0x3040, 0x30FF),
    ("Hangul", 0x3130, 0x318F),
    ("Kana", 0x31F0, 0x31FF),
    ("Han", 0x3400, 0x4DBF),
    ("Han", 0x4E00, 0x9FFF),
    ("Myanmar", 0xA9E0, 0xA9FF),
    ("Myanmar", 0xAA60, 0xAA7F),
    ("Hangul", 0xAC00, 0xD7FF),
    ("Han", 0xF900, 0xFAFF),
    ("Han", 0x20000, 0x3FFFF),
)

_GLUED = {
    "Thai": "\u0e01-\u0e4e",
    "Lao": "\u0e81-\u0ece\u0edc-\u0edf",
    "Khmer": "\u1780-\u17d3\u17d7-\u17dd",
    "Myanmar": "\u1000-\u103f\u104c-\u108f\u109a-\u109f\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7f",
    "Hangul": "\u1100-\u11ff\uac00-\ud7a3",
}
# ICU looks words up in a dictionary only within one script, but does not part the scripts: `XQuADภาษา` stays whole.
_glued = re.compile(f"[{''.join(_GLUED.values())}]")
_glued_run = re.compile("|".join(f"[{own}]+" for own in _GLUED.values()))
# A line separator: the normaliser left none, and ICU always breaks around it (Unicode Standard Annex 29, WB3a, WB3b).
_SEPARATOR = "\x0b"

_other_digit = re.compile(r"[^\D0-9]")
_unseen = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Said twice, shortened: not part of the word they stand on, and no word alone.
_sign_after = re.compile("[\u0e2f\u0e46\u0eaf\u0ec6\u17d7]+$")
_joint = re.compile("[._:\u00b7]+")
_possessive = re.compile("'s$")
_number_joint = re.compile("[.,'\u066b\u066c](?=[0-9])")
_hyphens = frozenset("-\u2010\u2011")
_LATIN_FOLDS = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "ng"}
)


class _WithoutMarks(dict[int, int | None]):
    """For `str.translate`: takes out what combines with the letter before it. Fills itself as characters are met."""

    def __missing__(self, code: int) -> int | None:
        kept = None if unicodedata.combining(chr(code)) else code
        if code <= 0xFFFF:
            self[code] = kept
        return kept


_WITHOUT_MARKS = _WithoutMarks()


@lru_cache(maxsize=8192)
def script_of(character: str) -> str:
    """The script a letter belongs to, by its Unicode block; "" for digits, signs and scripts without rules of ours."""
    code = ord(character)
    for name, first, last in _SCRIPTS:
        if first <= code <= last:
            return name if character.isalpha() or unicodedata.category(character)[0] == "M" else ""
    return ""


def base_language(code: str) -> str:
    """`zh-hans` → `zh`."""
    return code.lower().replace("_", "-").split("-")[0]


def rules_for(script: str, language: str) -> str:
    """The language whose rules a run of `script` follows in a text of `language`."""
    language = base_language(language)
    known = LANGUAGES.get(language)
    if known is None:
        # A language we have no rules for must not be stemmed as if it were English.
        return language if script in ("Latin", "Cyrillic", "Arabic", "Devanagari") else DEFAULT_LANGUAGE.get(script, "")
    return language if known.script == script else DEFAULT_LANGUAGE.get(script, "")


class Token(NamedTuple):
    """One word of a text: `text[start:end]`, its exact term, and its loose terms without pairs."""

    start: int
    end: int
    exact: str
    loose: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What an engine stores of a text. `exact` is in the order of the text; `loose` has the pairs, too."""

    exact: list[str]
    loose: list[str]


def fold_latin(term: str) -> str:
    """A case-folded Latin word without its diacritics: `đổi` → `doi`."""
    if term.isascii():
        return term
    return unicodedata.normalize("NFD", term.translate(_LATIN_FOLDS)).translate(_WITHOUT_MARKS)


@lru_cache(maxsize=64)
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    # Its own cache is off: `_word` has one for everything.
    return Stemmer.Stemmer(algorithm, 0)


_y_as_i = re.compile("(?<=^[hklmstv])y$|(?<=^qu)y$")
"""`kỹ thuật` and `kĩ thuật`, `quý` and `quí`: schools and newspapers differ."""

_nasal = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])|ँ")
_GLIDES = {"े": "ए", "ी": "ई"}
_glide = re.compile("(?<=.)य([ेी])(?=ं?$)")


def _as_hindi_is_also_spelled(word: str) -> str:
    """One form of what is spelled in two ways as often as not: with nukta and without (बाज़ार, बाजार), a nasal as a
    letter, a dot or a moon (हिन्दी, हिंदी; गाँव, गांव), a glide written or not (गये, गए), a breath (दुःख, दुख)."""
    word = _nasal.sub("ं", word.replace("\u093c", "").replace("\u0903", ""))
    return _glide.sub(lambda ending: _GLIDES[ending[1]], word)


def _loose(exact: str, language: str) -> tuple[str, ...]:
    first = exact[0]
    if first in "0123456789":
        plain = _number_joint.sub("", exact)
        script = "Latin" if plain.isascii() else ""
        if plain.isdecimal():
            return (plain,)
    else:
        plain = exact
        script = script_of(first)
    if script == "Latin":
        plain = fold_latin(plain)
        if base_language(language) == "vi":
            plain = _y_as_i.sub("i", plain)
    elif script in ("Han", "Hangul"):
        return (*plain, *(plain[at : at + 2] for at in range(len(plain) - 1))) if len(plain) > 1 else (plain,)
    elif script == "Devanagari":
        plain = _as_hindi_is_also_spelled(plain) or plain
    rules = LANGUAGES.get(rules_for(script, language)) if script else None
    if rules and rules.stemmer:
        plain = _stemmer(rules.stemmer).stemWord(plain) or plain
    return (plain,)


def _term(piece: str) -> str:
    """A piece of a segment as an exact term; "" when nothing in it can be looked for."""
    term = unicodedata.normalize("NFC", _unseen.sub("", piece).casefold())
    term = _sign_after.sub("", term)
    return term[:LONGEST_TERM] if any(c.isalnum() for c in term) else ""


@lru_cache(maxsize=262_144)
def _word(segment: str, language: str) -> tuple[tuple[int, int, str, tuple[str, ...]], ...]:
    """The words in a segment of ICU's (mostly one): start and end in the segment, exact term, loose terms."""
    if segment.isalpha() and segment.isascii():
        exact = segment[:LONGEST_TERM].lower()
        return ((0, len(segment), exact, _loose(exact, language)),)
    plain = segment.replace("\u2019", "'")
    if not any(c.isalnum() for c in plain):
        return ()
    spans = [(0, len(plain))]
    joints = list(_joint.finditer(plain))
    if joints and not plain[0].isdecimal():
        bounds = [0, *(at for joint in joints for at in joint.span()), len(plain)]
        spans = list(zip(bounds[::2], bounds[1::2], strict=True))
        if all(end - start <= 2 for start, end in spans) and plain[joints[0].start()] == ".":
            # An abbreviation: `U.S`, `พ.ศ`, `Ph.D` are one word, written with or without the dots.
            whole = _term(_joint.sub("", plain))
            return ((0, len(plain), whole, _loose(whole, language)),) if whole else ()
    rules = LANGUAGES.get(language)
    if rules and rules.elides and "'" in plain:
        spans = [
            (start + part.start(), start + part.end())
            for start, end in spans
            for part in re.finditer("[^']+", plain[start:end])
        ]
    words = []
    for start, end in spans:
        exact = _possessive.sub("", _term(plain[start:end]))
        if exact:
            words.append((start, end, exact, _loose(exact, language)))
    return tuple(words)


def _shadow(normal: str) -> str:
    """The text as ICU gets it: every digit as 0–9, a separator where scripts meet."""
    if normal.isascii():
        return normal
    # `ຫລ` and `ຫຼ` are two spellings of one sound, of one length; the dictionary has the newer.
    shadow = _other_digit.sub(lambda m: str(unicodedata.digit(m[0])), normal).replace("ຫລ", "ຫຼ")
    if not _glued.search(shadow):
        return shadow
    pieces, done = [], 0
    for run in _glued_run.finditer(shadow):
        for at, neighbour in ((run.start(), run.start() - 1), (run.end(), run.end())):
            if done < at < len(shadow) and _is_word(shadow[neighbour]):
                pieces.append(shadow[done:at])
                done = at
    return _SEPARATOR.join((*pieces, shadow[done:])) if pieces else shadow


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


@lru_cache(maxsize=65_536)
def _pair_weight(left: str, right: str, language: str) -> float:
    """What two neighbours weigh as a pair, by their first letters: 0 unless their script or language has pairs."""
    script = script_of(left)
    if script == "Latin":
        rules = LANGUAGES.get(base_language(language))
        return rules.pairs if rules and rules.script == script_of(right) == "Latin" else 0
    return LANGUAGES[DEFAULT_LANGUAGE[script]].pairs if script in _PAIRED and script_of(right) in _PAIRED else 0


_PAIRED = frozenset({"Thai", "Lao", "Khmer", "Myanmar", "Kana", "Han"})


def _locale(language: str) -> str:
    return base_language(language) or "en"


def tokens(text: str, language: str) -> Iterator[Token]:
    """The words of `text`, in order, with offsets in `text` as given."""
    spelling = Spelling(text)
    is_as_typed = spelling.normal == text
    offset = 0
    # Iterating gives strings; the offsets that `segments()` gives count UTF-16 units, not characters.
    for segment in WordBreaker(_shadow(spelling.normal), _locale(language)):
        if segment == _SEPARATOR:
            continue
        for start, end, exact, loose in _word(segment, language) if segment != " " else ():
            first, last = offset + start, offset + end
            if not is_as_typed:
                first, last = spelling.span(first, last)
            yield Token(first, last, exact, loose)
        offset += len(segment)


def _chain(text: str, language: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Exact term, own loose terms and what stands before: a space, a hyphen, or "" (a stop, or nothing at all)."""
    before = ""
    for segment in WordBreaker(_shadow(normalise(text)), _locale(language)):
        if segment == " ":
            before = before and " "
            continue
        words = _word(segment, language)
        for _, _, exact, loose in words:
            yield exact, loose, before
            before = " "
        if not words:
            before = before and (" " if segment.isspace() else "-" if segment in _hyphens else "")


_FIRST_HAN = chr(min(first for script, first, _ in _SCRIPTS if script == "Han"))


def _pair(left: str, right: str) -> str:
    """Two neighbours as one term, written together: where the segmenter saw two words it may elsewhere see one.

    In Chinese, where any two characters may be a word, it is the two characters at the seam.
    """
    if right[0] >= _FIRST_HAN and script_of(left[-1]) == "Han" and script_of(right[0]) == "Han":
        return left[-1] + right[0]
    return (left + right)[:LONGEST_TERM]


def _together(left: str, right: str, language: str) -> tuple[str, ...]:
    """`co-operative` is also `cooperative`, `micro-finance` also `microfinance`: the loose terms of the whole."""
    if script_of(left[0]) == script_of(right[0]) == "Latin":
        return _loose((left + right)[:LONGEST_TERM], language)
    return ()


def analyse(text: str, language: str) -> Terms:
    """All terms of `text`, as an engine stores them."""
    exact: list[str] = []
    loose: list[str] = []
    last = first = ""
    for term, own, before in _chain(text, language):
        if before:
            if before == "-":
                loose.extend(_together(exact[-1], term, language))
            if _pair_weight(first, term[0], language):
                loose.append(_pair(last, own[-1]))
        exact.append(term)
        loose.extend(own)
        first, last = term[0], own[-1]
    return Terms(exact, loose)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is looked for: its exact term and its loose ones, each with its weight against the others."""

    exact: str
    exact_weight: float
    loose: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for: its words (each once), the loose pairs with their weights, and the words in order."""

    words: tuple[Word, ...] = ()
    pairs: tuple[tuple[str, float], ...] = ()
    phrase: tuple[str, ...] = ()


_CHARACTER_WEIGHT = 0.5
_HAN_WORD_WEIGHT = 0.5


def _wanted(exact: str, languages: Sequence[str]) -> Word:
    """In Chinese the segmenter's word is less certain than the pairs of characters in it, and weighs less."""
    if script_of(exact[0]) in ("Han", "Hangul"):
        parts = dict.fromkeys(_loose(exact, languages[0]))
        weights = ((part, 1.0 if len(part) > 1 or len(exact) == 1 else _CHARACTER_WEIGHT) for part in parts)
        return Word(exact, _HAN_WORD_WEIGHT, tuple(weights))
    loose = dict.fromkeys(_loose(exact, language)[-1] for language in languages)
    return Word(exact, 1.0, tuple((term, 1.0) for term in loose))


def question(text: str, languages: Sequence[str]) -> Question:
    """What `text` looks for, when documents may be in any of `languages` (at least one; the likeliest first).

    A word is stemmed as each of those languages that is written in its script would: the guess decides about loose
    terms only, an exact term is found whatever the language.
    """
    words: dict[str, Word] = {}
    pairs: dict[str, float] = {}
    phrase: list[str] = []
    for term, _, before in _chain(text, languages[0]):
        words.setdefault(term, _wanted(term, languages))
        if before == "-":
            pairs |= dict.fromkeys(_together(phrase[-1], term, languages[0]), 1.0)
        for language in languages if before else ():
            if weight := _pair_weight(phrase[-1][0], term[0], language):
                pairs.setdefault(_pair(_loose(phrase[-1], language)[-1], _loose(term, language)[-1]), weight)
        phrase.append(term)
    return Question(tuple(words.values()), tuple(pairs.items()), tuple(phrase))
