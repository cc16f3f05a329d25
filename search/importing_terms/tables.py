"""Terms from CSV and TSV: one column a language, or one row a label."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.text import slugify

from search.languages import is_known
from search.models.concept import AGROVOC
from search.normalising import normalise_name

from .files import Stream
from .report import Report, UnreadableFileError
from .spool import KINDS, Spool
from .tags import language_for

_REFERENCES = ("concept", "uri", "agrovoc", "code")
_LONG = {"language", "label"}
_LONGEST_CELL = 1 << 20
_BLOCK = 1 << 16

_SHORT_KINDS = {
    "": "preferred",
    **{kind: kind for kind in KINDS},
    **{f"{name}label": kind for name, kind in (("pref", "preferred"), ("alt", "alternative"), ("hidden", "hidden"))},
    "pref": "preferred",
    "alt": "alternative",
}
_address = re.compile(r"(?:https?|urn):\S+", re.IGNORECASE)
_number = re.compile(r"c_[0-9a-z]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reference:
    """How a row names its concept."""

    name: str
    uri: str
    code: str


def _reference(row: dict[str, str], english: str) -> _Reference | None:
    """By URI, AGROVOC number or code; in a column of any of these names, else by the English label."""
    uri = code = ""
    for column in _REFERENCES:
        value = row.get(column, "")
        if _address.fullmatch(value):
            uri = uri or value
        elif _number.fullmatch(value) and column != "code":
            uri = uri or AGROVOC + value
        elif value:
            code = code or slugify(value)[:80]
    code = code or slugify(english)[:80]
    if not (uri or code):
        return None
    return _Reference(uri or f"code:{code}", uri, code)


def read_table(
    stream: Stream,
    spool: Spool,
    report: Report,
    *,
    is_tsv: bool,
    languages: tuple[str, ...],
    longest: int,
    progress: Callable[[str, int], None],
) -> None:
    """Put the rows of a table into the spool.

    :param is_tsv: tabs part the columns and a quote is a quote; else the header says what parts them: `,` `;` or a tab
    :raises UnreadableFileError: the header has neither languages nor `concept`, `language`, `label`
    """
    csv.field_size_limit(_LONGEST_CELL)
    lines = _lines(stream, report)
    first = next(lines, "")
    if is_tsv:
        rows = csv.reader(_chained(first, lines), delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        delimiter = max(",;\t", key=first.count)
        rows = csv.reader(_chained(first, lines), delimiter=delimiter)
    try:
        header = [name.strip().lower().replace("_", "-") for name in next(rows, [])]
    except csv.Error as error:
        raise UnreadableFileError(f"the first line is no header: {error}") from error
    reader = _LongForm if set(header) >= _LONG else _WideForm
    form = reader(header, spool, report, languages, longest)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            report.unread(rows.line_num, str(error))
            continue
        if any(cell.strip() for cell in row):
            if any("\ud800" <= character <= "\udfff" for cell in row if not cell.isascii() for character in cell):
                report.unread(rows.line_num, "not UTF-8")
            else:
                form.take(rows.line_num, dict(zip(header, (cell.strip() for cell in row), strict=False)))
        if rows.line_num % 5_000 == 0:
            progress("lines", rows.line_num)
    progress("lines", rows.line_num)


def _chained(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _lines(stream: Stream, report: Report) -> Iterator[str]:
    """Text lines, also of what Excel calls Unicode text; bytes that are no text come as surrogates."""
    start = stream.read(_BLOCK)
    encoding = "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape" if encoding == "utf-8-sig" else "replace")
    rest = ""
    while start:
        rest += decoder.decode(start)
        *whole, rest = re.split("(?<=\n)", rest)
        yield from (line.replace("\0", "") for line in whole)
        start = stream.read(_BLOCK)
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


class _Form:
    def __init__(
        self, header: list[str], spool: Spool, report: Report, languages: tuple[str, ...], longest: int
    ) -> None:
        self._spool = spool
        self._report = report
        self._languages = languages
        self._longest = longest

    def _label(self, reference: _Reference, tag: str, text: str, kind: str) -> None:
        text = normalise_name(text)
        language = language_for(tag, self._languages)
        if not text:
            return
        if language is None:
            self._report.left_out("labels in other languages")
        elif len(text) > self._longest:
            self._report.left_out(f"labels longer than {self._longest} characters")
        else:
            self._spool.identify(reference.name, uri=reference.uri, code=reference.code)
            self._spool.label(reference.name, kind, language, text)


class _WideForm(_Form):
    """`en`, other languages, and perhaps `agrovoc`, `uri` or `code`: one concept a row, all labels preferred."""

    def __init__(
        self, header: list[str], spool: Spool, report: Report, languages: tuple[str, ...], longest: int
    ) -> None:
        super().__init__(header, spool, report, languages, longest)
        self._columns = [name for name in header if name not in _REFERENCES and name and is_known(name)]
        if not self._columns:
            raise UnreadableFileError(
                "the first line must name languages (en, th, …), or concept, language and label; it has: "
                + (", ".join(name for name in header if name)[:200] or "nothing")
            )
        for name in header:
            if name and name not in _REFERENCES and name not in self._columns:
                report.left_out(f"column “{name[:40]}”, which is no language")

    def take(self, line: int, row: dict[str, str]) -> None:
        reference = _reference(row, row.get("en", ""))
        if reference is None:
            self._report.unread(line, "no word in English, no code and no URI: which concept is it?")
            return
        for column in self._columns:
            self._label(reference, column, row.get(column, ""), "preferred")


class _LongForm(_Form):
    """`concept` (URI, AGROVOC number or code), `language`, `label` and perhaps `kind`: one label a row."""

    def take(self, line: int, row: dict[str, str]) -> None:
        reference = _reference(row, "")
        kind = _SHORT_KINDS.get(row.get("kind", "").lower())
        if reference is None:
            self._report.unread(line, "no concept")
        elif kind is None:
            self._report.unread(line, f"“{row['kind'][:40]}” is no kind of label: preferred, alternative or hidden")
        elif not (row.get("language") and row.get("label")):
            self._report.unread(line, "no language" if row.get("label") else "no label")
        else:
            self._label(reference, row["language"], row["label"], kind)
