"""What to show of a document that was found: the part with the densest matches, and the matches marked.

Cut from the stored text with the same analysis that found it, so it is right in every script: at word boundaries,
never between a letter and its marks. Everything but `<mark>` is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from .analysis import Token, fold_latin, script_of, tokens
from .documents import Text
from .normalising import without_controls

LENGTH = 240  # code points, about three lines
_CORE = 180  # the matches lie within this much, the rest is what stands around them
_LONG_TEXT = 4_000
_CHUNK = 1_500
_CHUNKS_READ = 4
_REPEATED = 0.1  # what a word counts when it comes again in the same excerpt
_MISSPELLED = 0.3  # what a word counts that has other marks than the one that was asked with some: họp for hợp
ELLIPSIS = "…"

_space = re.compile(r"\s+")
_nothing_between = re.compile(r"\s?")
# Opening punctuation only: Thai and Lao vowels and tones are no \w, and belong to the word before.
_before = re.compile(r"[\"'“‘(\[{«‹「『]{0,2}$")
_after = re.compile(r"[^\w\s]{0,3}")
_marks = re.compile("[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a document's text as HTML, and which text it is from (a thread has replies in several languages)."""

    html: SafeString
    source: Text
    score: float = 0
    """How much of what was looked for stands in it; 0: nothing, it is the beginning of the text."""

    @property
    def language(self) -> str:
        return self.source.language


class _Match(NamedTuple):
    start: int
    end: int
    term: str
    weight: float
    is_same: bool = True
    """False: it has the letters that were asked for, with other marks."""


@dataclass(frozen=True, slots=True)
class _Cut:
    score: float
    start: int
    end: int
    matches: tuple[_Match, ...]


class Highlighter:
    """Marks the terms of one question. `weights`: exact and loose terms → how much each counts, up to 1."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._best = sum(weights.values())
        # In a long text only parts that can match are analysed. The end of a stem is not always in the word
        # (`communiti`), so its beginning is looked for.
        self._needles = {term: term if len(term) < 5 else term[: max(4, len(term) - 3)] for term in weights}
        self._with_marks: dict[str, set[str]] = {}
        for term in weights:
            if marks := _marks_of(term):
                self._with_marks.setdefault(fold_latin(term), set()).add(marks)

    def title(self, text: str, language: str) -> SafeString:
        """The whole of `text`, matches marked."""
        found = self._matches(list(tokens(text, language))) if self._weights else ()
        return self._html(text, 0, len(text), [match for match in found if match.is_same])

    def excerpt(self, texts: Sequence[Text]) -> Excerpt:
        """About LENGTH characters of one of `texts`: where the most wanted words stand together.

        The beginning of the first text when nothing matches (the title did).
        """
        best: tuple[_Cut, Text] | None = None
        for text, start, end in self._candidates(texts) if self._weights else ():
            cut = self._best_cut(text.value, start, end, text.language)
            if cut and (best is None or cut.score > best[0].score + 1e-9):
                best = (cut, text)
        if best is None:
            first = next((text for text in texts if text.value.strip()), Text("", ""))
            return Excerpt(self._opening(first.value, first.language), first)
        cut, text = best
        return Excerpt(
            self._html(text.value, cut.start, cut.end, cut.matches, with_ellipsis=True), text, cut.score / self._best
        )

    def _candidates(self, texts: Sequence[Text]) -> Iterable[tuple[Text, int, int]]:
        """Parts of `texts` worth analysing: all of what is short, the most promising chunks of what is long."""
        if sum(len(text.value) for text in texts) <= _LONG_TEXT:
            return [(text, 0, len(text.value)) for text in texts]
        ranked = []
        for number, text in enumerate(texts):
            for start, end in _chunks(text.value):
                plain = text.value[start:end].casefold()
                folded = plain if plain.isascii() else _unmarked(plain)
                found = 0.0
                for term, weight in self._weights.items():
                    needle = self._needles[term]
                    found += weight if needle in plain or needle in folded else 0
                if found:
                    ranked.append((-found, number, start, end))
        return [(texts[number], start, end) for _, number, start, end in sorted(ranked)[:_CHUNKS_READ]]

    def _matches(self, words: Sequence[Token]) -> list[_Match]:
        weights = self._weights
        found: list[_Match] = []
        previous: Token | None = None
        # Where most others have marks, a word without any is written right: `xa` is no `xã` there.
        is_bare = not self._with_marks or 3 * sum(bool(_marks_of(word.exact)) for word in words) < len(words)
        for word in words:
            weight, term = weights.get(word.exact, 0.0), word.exact
            is_same = True
            if asked := self._with_marks.get(fold_latin(word.exact)):
                marks = _marks_of(word.exact)
                is_same = marks in asked if marks else is_bare
            for loose in word.loose:
                if loose in weights and weights[loose] > weight:
                    weight, term = weights[loose], loose
            weight *= 1 if is_same else _MISSPELLED
            if previous is not None and word.start - previous.end <= 1:
                # Two words here may be one in the question, as the segmenter saw it there.
                for seam in _seams(previous.loose[-1], word.loose[-1]):
                    if seam in weights and weights[seam] >= weight:
                        weight, term, is_same = weights[seam], seam, True
                        if not found or found[-1].end < previous.end:
                            found.append(_Match(previous.start, previous.end, seam, weight))
            if weight:
                found.append(_Match(word.start, word.end, term, weight, is_same))
            previous = word
        return found

    def _best_cut(self, text: str, start: int, end: int, language: str) -> _Cut | None:
        part = text[start:end]
        words = list(tokens(part, language))
        matches = self._matches(words)
        if not matches:
            return None
        score, first, last = max(_densest(matches), key=lambda found: (found[0], -found[1]))
        cut_start, cut_end = _around(part, words, matches[first].start, matches[last].end)
        inside = tuple(
            _Match(start + match.start, start + min(match.end, cut_end), *match[2:])
            for match in matches
            if cut_start <= match.start < cut_end
        )
        inside = tuple(match for match in inside if match.is_same) or inside
        return _Cut(score, start + cut_start, start + cut_end, inside)

    def _opening(self, text: str, language: str) -> SafeString:
        part = text[: LENGTH * 2]
        begin = len(part) - len(part.lstrip())
        if len(text) - begin <= LENGTH:
            return self._html(text, begin, len(text), ())
        start, end = _around(part, list(tokens(part, language)), begin, begin)
        return self._html(text, start, end, (), with_ellipsis=True)

    def _html(
        self, text: str, start: int, end: int, matches: Sequence[_Match], *, with_ellipsis: bool = False
    ) -> SafeString:
        pieces = []
        at = start
        for first, last in _merged(text, matches):
            pieces += [_escaped(text[at:first]), "<mark>", _escaped(text[first:last]), "</mark>"]
            at = last
        pieces.append(_escaped(text[at:end]))
        html = "".join(pieces).strip()
        if with_ellipsis:
            html = (ELLIPSIS if text[:start].strip() else "") + html + (ELLIPSIS if text[end:].strip() else "")
        return mark_safe(html)


def _seams(left: str, right: str) -> tuple[str, ...]:
    """Neighbours as the terms that they may be together; the characters at the seam where each may be a word."""
    both = (left + right,)
    return (*both, left[-1] + right[0]) if script_of(left[-1]) == script_of(right[0]) == "Han" else both


def _marks_of(term: str) -> str:
    """The marks of a Latin word, wherever they stand (`hoà`, `hòa`); "" without any and in other scripts."""
    if term.isascii() or not term or script_of(term[0]) != "Latin":
        return ""
    return "".join(sorted(c for c in unicodedata.normalize("NFD", term) if c == "đ" or unicodedata.combining(c)))


def _unmarked(text: str) -> str:
    return _marks.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d")


def _escaped(text: str) -> str:
    return escape(_space.sub(" ", without_controls(text)))


def _merged(text: str, matches: Sequence[_Match]) -> Iterator[tuple[int, int]]:
    """Spans to mark: neighbours with nothing or one space between them are one."""
    start = end = -1
    for match in matches:
        if end >= 0 and match.start <= end + 1 and _nothing_between.fullmatch(text[end : match.start]):
            end = max(end, match.end)
            continue
        if end >= 0:
            yield start, end
        start, end = match.start, match.end
    if end >= 0:
        yield start, end


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = start + _CHUNK
        if end < len(text):
            space = text.rfind(" ", start + _CHUNK // 2, end)
            end = space if space > 0 else end
            while end < len(text) and unicodedata.category(text[end]).startswith("M"):
                end += 1  # never between a letter and its marks
        yield start, min(end, len(text))
        start = end


def _densest(matches: Sequence[_Match]) -> Iterator[tuple[float, int, int]]:
    """For every match that may come first: score of what fits with it into the core, first and last match."""
    for first, opening in enumerate(matches):
        found: dict[str, float] = {}
        repeated = 0.0
        last = first
        for at in range(first, len(matches)):
            match = matches[at]
            if match.end - opening.start > _CORE and at > first:
                break
            repeated += match.weight if match.term in found else 0.0
            found[match.term] = match.weight
            last = at
        yield sum(found.values()) + _REPEATED * min(repeated, 3.0), first, last


def _around(text: str, words: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """LENGTH characters around `text[start:end]`, from the beginning of a word to the end of one."""
    room = max(LENGTH - (end - start), 0)
    begin = start
    for word in reversed(words):
        if word.start < start - room // 2:
            break
        begin = min(begin, word.start)
    if begin == min((word.start for word in words), default=0):
        begin = 0
    else:
        begin -= len(_before.search(text[:begin])[0])  # type: ignore[index]  # matches the empty string, too
    finish = min(max(end, begin), begin + LENGTH)
    for word in words:
        if word.end > begin + LENGTH:
            break
        finish = max(finish, word.end)
    if words and finish >= words[-1].end:
        return begin, len(text) if len(text) - finish <= 40 else finish
    return begin, finish + len(_after.match(text, finish)[0])  # type: ignore[index]
