"""Citations for reference managers: BibTeX, RIS and CSL-JSON. All are UTF-8: Thai and Lao stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from library.describing import Absolute, language_of, licence_address, licence_name
from library.models import CasePage
from library.practices import Practice

# TeX's special characters. A brace counts for BibTeX even behind a backslash, so it becomes a command.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: "\\" + sign for sign in "$%&#_"}
_SPECIAL = re.compile("[" + re.escape("".join(_TEX)) + "]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Citation:
    """What the three formats say."""

    code: str
    title: str
    abstract: str
    language: str
    date: Any  # datetime.date, or None
    url: str
    doi: str
    licence: str
    publisher: str
    keywords: tuple[str, ...]


def citation(practice: Practice, page: CasePage, absolute: Absolute) -> Citation:
    """Of one version of the practice."""
    return Citation(
        code=practice.code,
        title=_line(page.title),
        abstract=_line(page.summary),
        language=language_of(page),
        date=practice.published_on,
        url=absolute(page.get_url() or ""),
        doi=page.doi,
        licence=" ".join(filter(None, [licence_name(page), licence_address(page)])),
        publisher=settings.SITE_NAME,
        keywords=tuple(_line(item.tag.name) for item in page.tagged_items.all()),
    )


def _line(text: str) -> str:
    """One line: both BibTeX and RIS are read line by line."""
    return _SPACES.sub(" ", text).strip()


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda found: _TEX[found.group()], text)


def bibtex(cited: Citation) -> str:
    """`@misc`, which every style knows; the title in two pairs of braces keeps its capitals. `url` and `doi` are
    read verbatim."""
    fields = {
        "title": "{" + _tex(cited.title) + "}",
        "abstract": _tex(cited.abstract),
        "howpublished": _tex(cited.publisher),
        "year": str(cited.date.year) if cited.date else "",
        "language": cited.language,
        "keywords": _tex(", ".join(cited.keywords)),
        "doi": cited.doi,
        "url": cited.url,
        "note": _tex(f"{cited.code}. {cited.licence}"),
    }
    month = [f"  month = {_MONTHS[cited.date.month - 1]},"] if cited.date else []  # a macro, so without braces
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{cited.code},", *lines, *month, "}", ""])


def ris(cited: Citation) -> str:
    """Research Information Systems' tagged format (2001), with the line ends it wants."""
    rows = [
        ("TY", "ELEC"),
        ("ID", cited.code),
        ("TI", cited.title),
        ("AB", cited.abstract),
        ("PB", cited.publisher),
        ("PY", f"{cited.date:%Y}" if cited.date else ""),
        ("DA", f"{cited.date:%Y/%m/%d}" if cited.date else ""),
        ("LA", cited.language),
        *(("KW", keyword) for keyword in cited.keywords),
        ("M1", cited.code),
        ("N1", cited.licence),
        ("DO", cited.doi),
        ("UR", cited.url),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in rows if value) + "ER  - \r\n"


def csl_json(cited: Citation) -> str:
    """A list of one item, as citation processors read it (schema csl-data.json, version 1.0.2)."""
    item: dict[str, Any] = {
        "id": cited.code,
        "type": "webpage",
        "title": cited.title,
        "abstract": cited.abstract,
        "publisher": cited.publisher,
        "container-title": cited.publisher,
        "language": cited.language,
        "keyword": ", ".join(cited.keywords),
        "number": cited.code,
        "note": cited.licence,
        "DOI": cited.doi,
        "URL": cited.url,
    }
    if cited.date:
        item["issued"] = {"date-parts": [[cited.date.year, cited.date.month, cited.date.day]]}
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Format:
    """A citation as a download."""

    name: str
    ending: str
    content_type: str
    write: Callable[[Citation], str]


FORMATS = {
    format_.ending: format_
    for format_ in (
        Format("BibTeX", "bib", "application/x-bibtex; charset=utf-8", bibtex),
        Format("RIS", "ris", "application/x-research-info-systems; charset=utf-8", ris),
        Format("CSL-JSON", "csl.json", "application/vnd.citationstyles.csl+json; charset=utf-8", csl_json),
    )
}
