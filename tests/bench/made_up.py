"""Documents that look like those of a big site, made from the texts of the demonstration: the same ones every time.

Each language has the words of its demonstration texts, the most frequent first, and made-up words after them; they are
drawn with the frequencies of language (Zipf and Mandelbrot). Thai and Lao are written without spaces between words.
"""

from __future__ import annotations

import bisect
import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from search.analysis import tokens
from search.documents import MEMBERS, PUBLIC, STAFF, Document, Text, Version

LANGUAGES = ("en", "th", "vi", "lo")
WORDS = 150
"""Words of a body."""
VOCABULARY = 60_000
"""Words of a language."""
READER = frozenset({PUBLIC, MEMBERS, *(f"community:{number}" for number in range(1, 5))})
"""Audiences of the reader who asks."""

_DATA = Path(__file__).resolve().parents[2] / "cms" / "demo" / "data"
_FILES = ("cases.jsonl", "threads.jsonl", "pages.json", "communities.json", "glossary.tsv")
_SCRIPTS = {"th": ("\u0e01", "\u0e4e"), "lo": ("\u0e81", "\u0ede")}
_VIETNAMESE = set("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ")
_GLUED = ("th", "lo")
_EXPONENT = 1.15
_FOLLOWS = 0.85
_FOLLOWERS = 40
"""How many words of 1 are chosen by the word before them."""
_PARTS = {
    "en": ("b c d f g l m n p r s t v br cl gr pl st tr", "a e i o u ai ea ou", " n r s t l nd st ck m"),
    "vi": ("b c ch d đ g h kh l m n ng nh ph s t th tr v x", "a ă â e ê i o ô ơ u ư à á ạ ế ề ộ ớ ữ", " n ng t c m nh"),
    "th": ("ก ข ค ง จ ช ด ต ท น บ ป พ ม ย ร ล ว ส ห อ กร ปร", "ะ า ิ ี ุ ู ำ ั", "น ง ก ด ม ย ว"),
    "lo": ("ກ ຂ ຄ ງ ຈ ດ ຕ ທ ນ ບ ປ ພ ມ ຢ ຣ ລ ວ ສ ຫ ອ", "ະ າ ິ ີ ຸ ູ ຳ ັ", "ນ ງ ກ ດ ມ ວ"),
}
_THEMES = [f"theme-{number}" for number in range(12)]
_COUNTRIES = ["BD", "BT", "CN", "EC", "ET", "FJ", "GT", "ID", "IN", "KE", "KH", "LA", "MM", "NP", "PE", "TH", "VN"]
_EVIDENCE = ("", "", "reported", "documented", "proven")
_NEWEST = datetime(2026, 6, 1, tzinfo=UTC)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _language_of(text: str) -> str:
    for code, (first, last) in _SCRIPTS.items():
        if any(first <= character <= last for character in text):
            return code
    return "vi" if _VIETNAMESE & set(text.lower()) else "en"


def _real_words() -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {code: Counter() for code in LANGUAGES}
    for name in _FILES:
        content = (_DATA / name).read_text(encoding="utf-8")
        if name.endswith(".tsv"):
            pieces: Iterator[str] = (cell for line in content.splitlines()[1:] for cell in line.split("\t"))
        elif name.endswith(".jsonl"):
            pieces = (text for line in content.splitlines() for text in _strings(json.loads(line)))
        else:
            pieces = _strings(json.loads(content))
        for piece in pieces:
            code = _language_of(piece)
            found[code].update(piece[token.start : token.end] for token in tokens(piece, code))
    return found


def _made_up_word(code: str, chance: random.Random) -> str:
    first, middle, last = (part.split(" ") for part in _PARTS[code])
    syllables = 1 if code == "vi" else chance.randint(2, 3)
    made = ""
    for _ in range(syllables):
        vowel = chance.choice(middle)
        # These two need a consonant after them, the others of Thai and Lao mostly stand at the end.
        ends = code not in _GLUED or vowel in "ัັ" or chance.random() < 0.3
        made += chance.choice(first) + vowel + (chance.choice(last) if ends and vowel not in "ะຳำະ" else "")
    return made


class Site:
    """`document(number)` for any number from 1 on, always the same."""

    def __init__(self, vocabulary: int = VOCABULARY) -> None:
        self._words: dict[str, list[str]] = {}
        self._weights: dict[str, list[float]] = {}
        for code, counted in _real_words().items():
            chance = random.Random(code)
            words = dict.fromkeys(word for word, _ in counted.most_common())
            # Vietnamese has some thousand syllables, and no more.
            for _ in range(4 * vocabulary):
                if len(words) >= (vocabulary // 8 if code == "vi" else vocabulary):
                    break
                words.setdefault(_made_up_word(code, chance))
            self._words[code] = list(words)
            self._weights[code] = list(accumulate((rank + 2.7) ** -_EXPONENT for rank in range(1, len(words) + 1)))
        chance = random.Random("names")
        self._names = [
            f"{_made_up_word('en', chance).title()} {_made_up_word('en', chance).title()}" for _ in range(20_000)
        ]
        self._tags = [self._words[code][30 + 7 * number] for number in range(400) for code in LANGUAGES]
        self._tag_weights = list(accumulate(1 / rank for rank in range(1, len(self._tags) + 1)))

    def words(self, code: str, count: int, chance: random.Random) -> list[str]:
        """Words in a row: some are chosen by the one before, so that pairs of words occur again as in real text."""
        words, weights = self._words[code], self._weights[code]
        found, last = [], 0
        for _ in range(count):
            drawn = chance.random()
            if last and drawn < _FOLLOWS:
                # One of some forty followers, a few of them often; each as frequent a word as any drawn by itself.
                drawn = last * 0.6180339887 + int(_FOLLOWERS ** (drawn / _FOLLOWS)) * 0.7548776662
            last = bisect.bisect(weights, drawn % 1 * weights[-1])
            found.append(words[last])
        return found

    @staticmethod
    def written(code: str, words: list[str]) -> str:
        """As a text of the language: Thai and Lao put a space after some six words, the others between all."""
        if code in _GLUED:
            return " ".join("".join(words[at : at + 6]) for at in range(0, len(words), 6))
        return " ".join(words)

    def parts(self, number: int) -> tuple[str, list[str], list[str], random.Random]:
        """Language, words of the title and of the body of a document, and the chance that decides the rest."""
        chance = random.Random(number)
        code = LANGUAGES[number % len(LANGUAGES)]
        return code, self.words(code, chance.randint(4, 9), chance), self.words(code, WORDS, chance), chance

    def document(self, number: int) -> Document:
        code, title, body, chance = self.parts(number)
        kind = ("case", "case", "thread", "thread", "page")[chance.randrange(5)]
        community = f"community-{chance.randint(1, 60)}"
        audience = PUBLIC
        if chance.random() < 0.08:
            audience = chance.choice((MEMBERS, MEMBERS, STAFF, f"community:{chance.randint(1, 60)}"))
        versions: tuple[Version, ...] = ()
        if number % 10 == 0:
            other = LANGUAGES[(number + 1) % len(LANGUAGES)]
            translated = Text(other, self.written(other, self.words(other, WORDS, chance)))
            versions = (Version(number + 5_000_000, other, self.title(other, chance), (translated,)),)
        evidence = chance.choice(_EVIDENCE) if kind == "case" else ""
        authors = tuple(dict.fromkeys(chance.choice(self._names) for _ in range(chance.randint(1, 3))))
        return Document(
            kind=kind,
            id=number,
            language=code,
            title=self.written(code, title),
            body=(Text(code, self.written(code, body), "" if kind == "case" else f"post-{number}", authors[0]),),
            audiences=(audience,),
            code=f"AP-{chance.choice(_COUNTRIES)}-{2000 + number % 27}-{number:07d}" if kind == "case" else "",
            themes=tuple(dict.fromkeys(chance.choices(_THEMES, k=chance.randint(0, 3)))),
            countries=tuple(dict.fromkeys(chance.choices(_COUNTRIES, k=chance.randint(0, 2)))),
            tags=tuple(
                dict.fromkeys(chance.choices(self._tags, cum_weights=self._tag_weights, k=chance.randint(0, 4)))
            ),
            evidence=evidence,
            communities=(community,) if kind == "thread" else (),
            authors=authors,
            date=_NEWEST - timedelta(seconds=chance.randrange(20 * 365 * 86_400)),
            merit=("", "reported", "documented", "proven").index(evidence),
            is_talk=kind == "thread",
            versions=versions,
            not_for=(versions[0].language,) if versions else (),
        )

    def _tags_for(self, chance: random.Random) -> list[str]:
        return chance.choices(self._tags, cum_weights=self._tag_weights, k=chance.randint(0, 4))

    def title(self, code: str, chance: random.Random) -> str:
        return self.written(code, self.words(code, chance.randint(4, 9), chance))

    def question(self, number: int, documents: int) -> tuple[str, str]:
        """Language and text of a question: 1 to 12 words of one of the first `documents`, in their order."""
        chance = random.Random(f"question {number}")
        code, title, body, _ = self.parts(chance.randint(1, documents))
        words = [*title, *body]
        count = chance.randint(1, 12)
        if chance.random() < 0.5:
            at = chance.randrange(len(words) - count)
            return code, self.written(code, words[at : at + count])
        return code, " ".join(words[at] for at in sorted(chance.sample(range(len(words)), count)))

    def typed(self, number: int, documents: int) -> str:
        """What somebody has typed of a title: 2 to 10 characters from the beginning of one of its words."""
        chance = random.Random(f"typed {number}")
        code, title, _, _ = self.parts(chance.randint(1, documents))
        return self.written(code, title[chance.randrange(3) :])[: chance.randint(2, 10)]

    def misspelt(self, number: int, documents: int) -> str:
        """A word of a document with one character more, less or another, not the first."""
        chance = random.Random(f"misspelt {number}")
        _, _, body, _ = self.parts(chance.randint(1, documents))
        word = max(chance.sample(body, 8), key=len)
        at = chance.randrange(1, len(word)) if len(word) > 1 else 1
        return word[:at] + chance.choice(("", word[0], word[at : at + 1] + word[:1])) + word[at + 1 :]
