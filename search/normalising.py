"""One spelling for what people type: used before analysis, and before tags and names are stored.

NFKC (Unicode Standard Annex 15) does most of it. What it leaves, and what it breaks, is mended here:

* invisible characters that change no meaning go: U+200B (hides inside Lao words), soft hyphen, byte order mark, NUL;
* ZWJ and ZWNJ stay after letters of scripts whose spelling needs them (Persian, Indic, Khmer, …) and in emoji;
* NFKC takes `ำ` apart; it is put together again, as is the same letter typed in two strokes (`ํ` + `า`);
* Thai and Lao marks that are doubled or in the wrong order (`ความรู้่้`, `นำ้`) get the one order fonts expect;
* NFKC takes `ໜ` and `ໝ` apart, too, which are also typed as two letters: one, wherever they begin a syllable;
* Khmer and Burmese that looks alike and is typed in several ways (`ស្រ្តី`, `ဥာဏ်`) gets the one of its standard;
* of a heap of marks on one letter, thirty stay;
* `6½` would become `61⁄2`: a fraction is kept apart from the number before it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

# Thai (U+0Exx) and Lao (U+0Exx + 0x80) are laid out alike; one pattern serves both.
_TONES = "\u0e48-\u0e4b\u0ec8-\u0ecb"
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
_AA = "\u0e32\u0eb2"
_NIKHAHIT = "\u0e4d\u0ecd"
_AM = {"\u0e32": "\u0e33", "\u0eb2": "\u0eb3"}
_FRACTIONS = "\u00bc-\u00be\u2150-\u215f\u2189"

# Characters that nobody sees and nothing needs. U+17B4 and U+17B5 are Khmer vowels that Unicode asks not to use.
_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
)
_JOINERS = "\u200c\u200d"
_NEEDS_JOINERS = "\u0590-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\uabff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"

_ROUNDS = 6

_MOST_STACKED = 30
"""Marks on one letter, as in Unicode's stream-safe text format (Standard Annex 15, D4). Putting a longer heap of them
in order takes time that grows with its square: 100 kB of accents, ten seconds."""
_COMBINING = "".join(chr(code) for code in range(0x300, 0x1_0000) if unicodedata.combining(chr(code)))
_MAYBE_COMBINING = f"{_COMBINING}\U000101fd-\U0001e94a"  # many small sets up there would make every search slow

_CONTROL: dict[int, str] = dict.fromkeys(
    (*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0), *range(0xD800, 0xE000)), ""
)
_CONTROL |= {0x0B: " ", 0x0C: " ", 0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_CONTROL |= dict.fromkeys(range(0x1C, 0x20), " ")

_invisible = re.compile(f"[{_INVISIBLE}]")
_stray_joiner = re.compile(f"(?:(?<![{_NEEDS_JOINERS}])|^)[{_JOINERS}]+|(?<=[{_JOINERS}])[{_JOINERS}]+")
_joiner = re.compile(f"[{_JOINERS}]")
_stray_space = re.compile("[\x0b\x0c\x1c-\x1f]")
_stray_newline = re.compile("\r\n|[\r\x85\u2028\u2029]")
_heap = re.compile(f"[{_MAYBE_COMBINING}][{_MAYBE_COMBINING}]{{{_MOST_STACKED},}}")
_crowded_fraction = re.compile(f"(?<=[0-9])(?=[{_FRACTIONS}])")
_mark_run = re.compile(f"[{_MARKS}]{{2,}}")
_tones_and_aa = re.compile(f"[{_TONES}{_NIKHAHIT}{_AA}]{{2,}}")  # nothing that looks ahead: a run may be a megabyte
_tone = re.compile(f"[{_TONES}]")
_aa_in_two = re.compile(f"([{_NIKHAHIT}])([{_TONES}]*)([{_AA}])")
_doubled_e = re.compile("\u0e40\u0e40|\u0ec0\u0ec0")

# Letters of one sound that are also typed as two. After `ເ`, `ແ` and `ໂ` the second one ends the syllable (`ໂຫນ`),
# unless it carries a mark itself (`ເໜືອ`). No other vowel that is written before them takes a last consonant.
_HO = {"ຫນ": "ໜ", "ຫມ": "ໝ"}
_split_ho = re.compile(f"ຫ(?:(?<![ເແໂ]ຫ)[ນມ]|(?<=[ເແໂ]ຫ)[ນມ](?=[{_MARKS}{_AA}\u0eb3]))")
# Khmer: the subscript `រ` comes last of several (`ស្ត្រី`); `ំ` after `ា`; vowels of two parts are one character.
# Burmese: `ဥ` is no consonant, `ဉ` is, and looks alike; so do `ဝ` and zero, `ရ` and seven, of which no digit has marks.
_subscripts = re.compile("(?:\u17d2[\u1780-\u17a2]){2,}")
_am_run = re.compile("[\u17b6\u17c6]{2,}")
_MARKS_OF_BURMESE = "\u102b-\u103e"
_ALIKE = {
    "\u17c1\u17b6": "\u17c4",
    "\u17c1\u17b8": "\u17be",
    "\u101e\u103c": "\u1029",
    "\u1025": "\u1009",
    "\u1040": "\u101d",
    "\u1047": "\u101b",
}
_alike = re.compile(
    f"[\u17c1\u101e\u1025\u1040\u1047](?:(?<=\u17c1)[\u17b6\u17b8]|(?<=\u101e)\u103c|(?<=\u1025)(?=[\u102c\u103a])"
    f"|(?<=[\u1040\u1047])(?=[{_MARKS_OF_BURMESE}]))"
)

# A character before which text may be cut and each part normalised alone. The others (marks, conjoining jamo, the
# halfwidth voicing marks, letters that the rules above look at together with what precedes them) stick to it.
_clinging = re.compile(
    f"[{_INVISIBLE}{_JOINERS}{_MARKS}{_AA}\u0e33\u0eb3\u0e40\u0ec0{_FRACTIONS}\n\x85\u1160-\u11ff\ud7b0-\ud7ff"
    "\u3164\uff9e\uff9f\uffa0\uffc2-\uffdc]"
)


_WHOLE_AM = "\u0e33\u0eb3"
_KEPT_WHOLE = f"{_WHOLE_AM}ໜໝ"
_kept_whole = re.compile(f"[{_KEPT_WHOLE}]")
_whole_am = re.compile(f"[{_WHOLE_AM}]")
_AM_APART = {"\u0e33": "\u0e4d\u0e32", "\u0eb3": "\u0ecd\u0eb2"}
_whole_ho_amiss = re.compile(f"[ເແໂ][ໜໝ](?![{_MARKS}{_AA}\u0eb3])")
_never_settled = re.compile(f"[{_INVISIBLE}{_JOINERS}\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]")
_syllable_end = re.compile(f"[{_MARKS}{_AA}{_WHOLE_AM}]{{2,}}")


def _is_settled(text: str) -> bool:
    """Whether `_normalise_once` is certain to leave `text` as it is. Cheaper than trying, and true of most text."""
    return (
        _never_settled.search(text) is None
        and _doubled_e.search(text) is None
        and all(_without_heaps(run) == run[0] for run in _heap.finditer(text))
        and all(map(_is_settled_end, _syllable_end.findall(text)))
        and _split_ho.search(text) is None
        and _alike.search(text) is None
        and all(_ro_last(run) == run[0] for run in _subscripts.finditer(text))
        and all(_aa_first(run) == run[0] for run in _am_run.finditer(text))
        # NFKC takes `ำ` apart. To everything else in NFKC it is a consonant like any other.
        and unicodedata.is_normalized("NFKC", _kept_whole.sub("\u0e01", text))
        and _whole_ho_amiss.search(text) is None
    )


@lru_cache(maxsize=4096)
def _is_settled_end(run: str) -> bool:
    """The rules for marks look at nothing beyond such a run. Few of them make up all real text."""
    return _normalise_once("\u0e01" + run) == "\u0e01" + run


@lru_cache(maxsize=4096)
def _in_order(run: str) -> str:
    """A run of marks as fonts expect it: below the consonant, vowels, one tone mark, signs of silence; none twice."""
    tone = ""
    others: dict[tuple[int, str], None] = {}
    for mark in run:
        if "\u0e48" <= mark <= "\u0e4b" or "\u0ec8" <= mark <= "\u0ecb":
            # Two tone marks on one syllable are a slip of the finger: the first was meant.
            tone = tone or mark
        elif mark in "\u0e3a\u0eba\u0ebc":
            others[0, mark] = None
        elif mark in "\u0e4c\u0e4e\u0ecc\u0ece":
            others[3, mark] = None
        else:
            others[1, mark] = None
    if tone:
        others[2, tone] = None
    return "".join(mark for _, mark in sorted(others))


def _without_heaps(run: re.Match[str]) -> str:
    """At most `_MOST_STACKED` marks one after the other."""
    kept, stacked = [], 0
    for character in run[0]:
        stacked = stacked + 1 if unicodedata.combining(character) else 0
        if stacked <= _MOST_STACKED:
            kept.append(character)
    return "".join(kept)


def _tone_first(run: re.Match[str]) -> str:
    """`นำ้` typed in the order of the hand becomes `น้ำ`: the tone stands on the consonant, before the vowel `า`."""
    if ("\u0e32" not in run[0] and "\u0eb2" not in run[0]) or not _tone.search(run[0], 1):
        return run[0]
    tone = _tone.search(run[0])
    return (tone[0] if tone else "") + _tone.sub("", run[0])


def _fold_marks(text: str) -> str:
    """Thai and Lao marks in their one order; `ํา` → `ำ`, `ໍາ` → `ຳ`; `เเ` → `แ`, `ເເ` → `ແ`."""
    text = _tones_and_aa.sub(_tone_first, text)
    text = _mark_run.sub(lambda run: _in_order(run[0]), text)
    text = _aa_in_two.sub(lambda m: m[2] + _AM[m[3]], text)
    return _doubled_e.sub(lambda m: chr(ord(m[0][0]) + 1), text)


def marks_in_order(text: str) -> str:
    """`text` with the marks of its Thai and Lao letters in their one order, none twice; nothing else is touched.

    What an editor is offered while typing (`library/static/library/admin/marks.js` is the same rule in a browser). It
    never changes what `normalise` makes of the text.
    """
    for _ in range(_ROUNDS):
        # As NFKC would, before a tone leaves the marks that it belongs to.
        ordered = _mark_run.sub(lambda run: unicodedata.normalize("NFC", run[0]), text)
        settled = _fold_marks(_whole_am.sub(lambda am: _AM_APART[am[0]], ordered))
        if settled == text:
            break
        text = settled
    return text


def _ro_last(run: re.Match[str]) -> str:
    parts = [run[0][at : at + 2] for at in range(0, len(run[0]), 2)]
    return "".join(sorted(parts, key="\u17d2\u179a".__eq__))


def _aa_first(run: re.Match[str]) -> str:
    return "".join(sorted(run[0]))


def _fold_alike(text: str) -> str:
    """Lao, Khmer and Burmese that is read alike however it was typed."""
    text = _split_ho.sub(lambda pair: _HO[pair[0]], text)
    text = _subscripts.sub(_ro_last, text)
    text = _am_run.sub(_aa_first, text)
    return _alike.sub(lambda found: _ALIKE[found[0]], text)


def _normalise_once(text: str) -> str:
    text = _invisible.sub("", text)
    text = _stray_newline.sub("\n", text)
    text = _stray_space.sub(" ", text)
    text = _heap.sub(_without_heaps, text)
    text = _crowded_fraction.sub(" ", text)
    text = unicodedata.normalize("NFKC", text)
    if _joiner.search(text):
        text = _stray_joiner.sub("", text)
    return _fold_alike(_fold_marks(text))


def normalise(text: str) -> str:
    """`text` in its one spelling. Idempotent. Line breaks (`\\n`) and single spaces stay as they are."""
    if text.isascii() and text.isprintable():
        return text
    # Real text settles at once. A heap of marks of several scripts may need another round: what one rule
    # leaves is new to the one before it.
    for _ in range(_ROUNDS):
        if _is_settled(text):
            break
        settled = _normalise_once(text)
        if settled == text:
            break
        text = settled
    return text


def normalise_name(text: str) -> str:
    """`text` as a tag, title or name is stored: its one spelling, on one line, without doubled or outer spaces."""
    return " ".join(normalise(text).split())


def without_controls(text: str) -> str:
    """`text` as typed, without NUL, control characters and broken surrogates; line ends become `\\n`.

    For text that is shown again as it was written: an excerpt must not turn `10²` into `102`.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.replace("\r\n", "\n").translate(_CONTROL)


def _clings(character: str) -> bool:
    first = unicodedata.normalize("NFKD", character)[:1]
    return (
        _clinging.match(character) is not None
        or (first != "" and unicodedata.category(first)[0] == "M")
        or _clinging.match(first) is not None
    )


def _pieces(text: str) -> list[int]:
    """Offsets that cut `text` into pieces which can be normalised one by one, 0 and `len(text)` included."""
    cuts = [
        at
        for at in range(1, len(text))
        if " " <= text[at] <= "~" or not (_clings(text[at]) or _of_one_sound.match(text, at - 1))
    ]
    return [0, *cuts, len(text)]


_of_one_sound = re.compile("[ເແໂ]ຫ|ຫ[ນມ]|[ເແໂ][ໜໝ]")
_chunk = re.compile(r"[ \t]*[^ \t]+|[ \t]+$")


class Spelling:
    """A text in its one spelling (`normal`), which knows where each part of it stood in the text as typed."""

    __slots__ = ("_ends", "_starts", "normal", "typed")

    def __init__(self, typed: str) -> None:
        self.typed = typed
        self.normal = normalise(typed)
        self._starts: list[int] | None = None
        self._ends: list[int] = []

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in `typed` of `normal[start:end]` (code points, `start < end`)."""
        if self.normal == self.typed:
            return start, end
        if self._starts is None:
            self._map()
        assert self._starts is not None  # noqa: S101
        return self._starts[start], self._ends[end - 1]

    def _map(self) -> None:
        """Find for every character of `normal` the piece of `typed` it came from. Only texts that changed pay."""
        starts: list[int] = []
        ends: list[int] = []
        for chunk in _chunk.finditer(self.typed):
            offset, text = chunk.start(), chunk[0]
            if normalise(text) == text:
                starts.extend(range(offset, offset + len(text)))
                ends.extend(range(offset + 1, offset + len(text) + 1))
                continue
            for start, end in pairwise(_pieces(text)):
                piece = text[start:end]
                normal = normalise(piece)
                if normal == piece:
                    starts.extend(range(offset + start, offset + end))
                    ends.extend(range(offset + start + 1, offset + end + 1))
                else:
                    starts.extend([offset + start] * len(normal))
                    ends.extend([offset + end] * len(normal))
        if len(starts) != len(self.normal):
            # Never seen (the tests search for it): rather a coarse answer than a wrong one.
            starts, ends = [0] * len(self.normal), [len(self.typed)] * len(self.normal)
        self._starts, self._ends = starts, ends
