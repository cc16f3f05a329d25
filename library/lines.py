"""One line of the interchange format (docs/api.md): JSON text ↔ a checked `Entry`, nothing of the database."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Container
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from library import parts
from library.blocks import SECTION_NAMES
from library.models.case import CODE_PATTERN, EVIDENCE_LEVELS, LICENCES, MAX_TITLE
from library.reading_parts import TemplateReader
from library.sections import Section, paragraphs
from search import languages
from search.normalising import normalise_name
from search.printable import unprintable

MAX_LINE = 4_000_000  # bytes
MAX_BODY = 1_000_000  # characters
MAX_SUMMARY = 1000
MAX_TAG = 100
MAX_TAGS = 50

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line was not taken: its number from 1, the field ("" for the whole line), a sentence."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return _("line %(line)s: %(field)s: %(reason)s") % {
            "line": self.line,
            "field": self.field or _("the line"),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """One language version of a case. `None` for a fact means "not said": what is stored stays."""

    line: int
    code: str
    language: str
    title: str
    sections: tuple[Section, ...]
    has_named_sections: bool
    summary: str | None = None
    themes: tuple[str, ...] | None = None
    countries: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    published_on: date | None = None
    licence: str | None = None
    evidence: str | None = None
    columns: dict[str, Any] = field(default_factory=dict)  # of the template, those that the line gives
    rows: dict[str, tuple[parts.Row, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()  # what rows lack; a translation has it from its original
    unknown_fields: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Known:
    """The codes that this site knows."""

    languages: Collection[str]
    themes: Collection[str]
    countries: Collection[str]
    topics: Container[str] = ()


class Reader:
    """Takes fields out of one object and collects everything that is wrong with it."""

    def __init__(self, line: int, data: dict[str, Any]) -> None:
        self.line = line
        self.data = data
        self.problems: list[Problem] = []

    def wrong(self, name: str, reason: str) -> None:
        self.problems.append(Problem(self.line, name, reason))

    def text(self, name: str, *, longest: int, required: bool = False, value: Any = ...) -> str | None:
        given = self.data.get(name) if value is ... else value
        if given is None or given == "":
            if required:
                self.wrong(name, _("is required"))
            return given
        if not isinstance(given, str):
            self.wrong(name, _("must be text"))
            return None
        found = unprintable(given)
        if found:
            self.wrong(name, _("holds the control character %(code)s") % {"code": found})
            return None
        given = given.replace(_BOM, "").replace("\r\n", "\n").strip()
        if required and not given:
            self.wrong(name, _("is required"))
            return None
        if len(given) > longest:
            self.wrong(
                name,
                _("is %(length)s characters long; %(longest)s are allowed")
                % {"length": len(given), "longest": longest},
            )
            return None
        return given

    def codes(self, name: str, known: Collection[str], unknown: str, upper: bool = False) -> tuple[str, ...] | None:
        given = self.data.get(name)
        if given is None:
            return None
        if not isinstance(given, list) or not all(isinstance(code, str) for code in given):
            self.wrong(name, _("must be a list of codes"))
            return None
        codes = tuple(dict.fromkeys(code.strip().upper() if upper else code.strip() for code in given))
        for code in codes:
            if code not in known:
                self.wrong(name, unknown % {"code": code[:40]})
        return codes

    def tags(self) -> tuple[str, ...] | None:
        given = self.data.get("tags")
        if given is None:
            return None
        if not isinstance(given, list) or len(given) > MAX_TAGS:
            self.wrong("tags", _("must be a list of at most %(most)s words") % {"most": MAX_TAGS})
            return None
        found = [self.text("tags", longest=MAX_TAG, value=tag) for tag in given]
        return tuple(dict.fromkeys(normalise_name(tag) for tag in found if tag and normalise_name(tag)))

    def date(self, name: str) -> date | None:
        given = self.data.get(name)
        if given in (None, ""):
            return None
        try:
            if not isinstance(given, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
                raise ValueError  # noqa: TRY301
            return date.fromisoformat(given)
        except ValueError:
            self.wrong(name, _("must be a date like 2012-11-20"))
            return None

    def sections(self) -> tuple[tuple[Section, ...], bool]:
        given = self.data.get("sections")
        if given is None:
            body = self.text("body", longest=MAX_BODY, required=True)
            return ((Section("text", "\n\n".join(paragraphs(body))),) if body else (), False)
        if not isinstance(given, list) or not all(isinstance(part, dict) for part in given):
            self.wrong("sections", _("must be a list of objects with name and text"))
            return (), True
        found = []
        for part in given:
            name = part.get("name")
            if name not in SECTION_NAMES:
                self.wrong("sections", _("unknown section %(name)s") % {"name": str(name)[:40]})
                continue
            text = self.text("sections", longest=MAX_BODY, value=part.get("text"))
            if text:
                found.append(Section(name, "\n\n".join(paragraphs(text))))
        if not found and not self.problems:
            self.wrong("sections", _("is required"))
        return tuple(found), True


_FIELDS = {
    "code", "language", "title", "summary", "body", "sections", "themes", "countries", "tags", "published_on",
    "licence", "evidence", *parts.NAMES,
}  # fmt: skip


def _loaded(raw: bytes, line: int) -> dict[str, Any] | Problem:
    if len(raw) > MAX_LINE:
        return Problem(line, "", _("is longer than %(most)s bytes") % {"most": MAX_LINE})
    try:
        data = json.loads(raw.decode("utf-8-sig" if line == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        return Problem(line, "", _("is not UTF-8 (byte %(position)s)") % {"position": error.start + 1})
    except (ValueError, RecursionError):
        return Problem(line, "", _("is not a JSON object"))
    if not isinstance(data, dict):
        return Problem(line, "", _("is not a JSON object"))
    return data


def read_line(raw: bytes, line: int, known: Known) -> Entry | list[Problem]:
    """Check one line.

    :param raw: the line's bytes, with or without its line end
    :param line: its number, from 1
    :returns: the entry, or everything that is wrong with the line
    """
    data = _loaded(raw, line)
    if isinstance(data, Problem):
        return [data]
    reader = Reader(line, data)
    code = reader.text("code", longest=64, required=True)
    if code and not re.match(CODE_PATTERN, code):
        reader.wrong("code", _("may hold the letters A–Z, digits, hyphen and underscore only"))
    language = reader.text("language", longest=20, required=True)
    language = languages.meant(language, list(known.languages)) or language.lower() if language else language
    if language and language not in known.languages:
        reader.wrong(
            "language",
            _("unknown language %(code)s; this site has %(known)s")
            % {"code": language, "known": ", ".join(known.languages)},
        )
    title = reader.text("title", longest=MAX_TITLE, required=True)
    sections, named = reader.sections()
    licence = reader.text("licence", longest=40)
    if licence and licence not in dict(LICENCES):
        reader.wrong("licence", _("unknown licence %(code)s") % {"code": licence})
    evidence = reader.text("evidence", longest=40)
    if evidence and evidence not in dict(EVIDENCE_LEVELS):
        reader.wrong("evidence", _("unknown evidence level %(code)s") % {"code": evidence})
    template = TemplateReader(reader, known)
    entry = Entry(
        line=line,
        code=code or "",
        language=language or "",
        title=" ".join((title or "").split()),
        sections=sections,
        has_named_sections=named,
        summary=reader.text("summary", longest=MAX_SUMMARY),
        themes=reader.codes("themes", known.themes, _("unknown theme %(code)s")),
        countries=reader.codes("countries", known.countries, _("unknown country %(code)s"), upper=True),
        tags=reader.tags(),
        published_on=reader.date("published_on"),
        licence=licence or None,
        evidence=evidence or None,
        columns=template.columns(),
        rows=template.rows(),
        missing=tuple(template.missing),
        unknown_fields=tuple(sorted(set(data) - _FIELDS)),
    )
    return reader.problems or entry


def write_line(entry: dict[str, Any]) -> str:
    """One line of an export, without its line end; characters as they are, fields in the contract's order."""
    return json.dumps(entry, ensure_ascii=False)
