"""Under which keys a label of the thesaurus is found: in a question, and while somebody types. No Django."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from .analysis import Token, base_language, fold_latin, script_of, tokens
from .normalising import normalise_name

_UNSPACED = frozenset({"Thai", "Lao", "Khmer", "Myanmar", "Han", "Kana"})
_WHOLE = frozenset({"Han", "Hangul"})
_latin = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]+")


class Keys(NamedTuple):
    """`key`: the exact terms, parted by spaces; `loose_key`: see `together`; `folded`: what a prefix begins."""

    key: str
    loose_key: str
    folded: str


def folded(text: str) -> str:
    """`text` in one spelling, without case and without the marks of Latin letters: `Đổi Mới` → `doi moi`.

    Marks of other scripts stay: a Thai word without its tone is another word.
    """
    plain = _latin.sub(lambda run: fold_latin(run[0]), normalise_name(text).casefold())
    return " ".join(plain.split())  # a mark that stood alone leaves a space


def loose_of(token: Token) -> str:
    """A token's loose term; of a Chinese or Korean one, which has many of one and two characters, the word itself."""
    return token.exact if script_of(token.exact[0]) in _WHOLE else token.loose[-1]


def together(terms: Iterable[str]) -> str:
    """Terms as one key: parted by spaces, except where the script has none.

    The segmenter may cut `น้ำผึ้ง` one way alone and another way in a sentence; written together it is the same.
    """
    key = ""
    for term in terms:
        seamless = key and script_of(key[-1]) in _UNSPACED and script_of(term[0]) in _UNSPACED
        key += term if seamless or not key else f" {term}"
    return key


def keys_of(text: str, language: str) -> Keys:
    """The keys of a label in `language` (any code; only its base decides)."""
    words = list(tokens(text, base_language(language)))
    return Keys(" ".join(word.exact for word in words), together(loose_of(word) for word in words), folded(text))
