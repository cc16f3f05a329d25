"""The text of one file: a program of its own, started by `library.extracting` and by nobody else.

    python -P parsing.py pdf < file > answer.json

It gets the file on standard input, gives itself little memory and time before it looks at it, and answers one line of
JSON: `{"text": …, "is_cut": …}` or `{"reason": …}` (a key of `library.models.document.REASONS`). It imports nothing of
the site and sees none of its settings: a file that breaks a parser breaks nothing else. Text comes out as the file has
it; `extracting` gives it its one spelling.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import resource
import signal
import sys
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

MAX_PAGES = 500
MAX_CHARACTERS = 200_000
MAX_SECONDS = 60  # of wall clock and of processor
MAX_MEMORY = 1 << 30  # bytes of address space; Python, lxml and a parser take some 150 MB before they begin
MAX_ANSWER = 4 * MAX_CHARACTERS + 10_000  # bytes

# What an office document may hold when it is unpacked. The best packed honest files (long tables) reach 1:50.
MAX_PARTS = 5_000
MAX_UNPACKED = 300_000_000  # bytes, with pictures
MAX_XML = 40_000_000  # bytes; as a tree it takes twenty times as much


class Refused(Exception):  # noqa: N818
    """The file cannot be read, and why: a key of REASONS."""


def limit_ourselves() -> None:
    """No more memory and time than a file may cost, no other processes, no files but the answer."""
    limits = {
        resource.RLIMIT_AS: MAX_MEMORY,
        resource.RLIMIT_CPU: MAX_SECONDS,
        resource.RLIMIT_FSIZE: MAX_ANSWER,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_NPROC: 0,
    }
    for kind, most in limits.items():
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS by name only
            continue
    signal.alarm(MAX_SECONDS + 5)  # should whoever started us be gone
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write that is too long raises OSError


# PDF


class _Written:
    """What a PDF says its glyphs stand for (`/ActualText`, ISO 32000 14.9.4), put in their place while pypdf reads.

    Browsers and office programs write it for Thai: a raised tone mark is a glyph without a character of its own, and
    `น้ำผึ้ง` would come out as `นําผึง`. pypdf does not look at it (py-pdf/pypdf#4001), but lets a visitor see, and
    change, what each operator is about to show. Latin ligatures are left to pypdf, which then knows how wide they are.
    """

    def __init__(self, properties: Any) -> None:
        self._properties = properties
        self._open: list[str | None] = []  # a marked span each: the text that is still to be said
        self._inside = 0  # spans that have a text, of those that are open

    def __call__(self, operator: bytes, operands: Any, _cm: Any, _tm: Any) -> None:
        if operator in {b"BDC", b"BMC"}:
            text = self._text(operands) if operator == b"BDC" and not self._inside else None
            self._open.append(text)
            self._inside += text is not None
        elif operator == b"EMC":
            if self._open and self._open.pop() is not None:
                self._inside -= 1
        elif self._inside and operands and operator in {b"Tj", b"TJ", b"'", b'"'}:
            self._say(operator, operands)

    def _text(self, operands: Any) -> str | None:
        dictionary: Any = operands[1] if len(operands) > 1 else None
        if isinstance(dictionary, str):
            dictionary = self._properties.get(dictionary) if self._properties else None
        dictionary = dictionary.get_object() if hasattr(dictionary, "get_object") else dictionary
        text = dictionary.get("/ActualText") if isinstance(dictionary, dict) else None
        if isinstance(text, bytes):  # a content stream's strings are not decoded
            text = bytes(text).decode("utf-16" if text[:2] in {b"\xfe\xff", b"\xff\xfe"} else "utf-8", "replace")
        if not isinstance(text, str) or not any(character > "\u0300" for character in text.lstrip("\ufeff")):
            return None
        return text.lstrip("\ufeff")

    def _say(self, operator: bytes, operands: Any) -> None:
        from pypdf.generic import ArrayObject

        at = next(index for index, text in enumerate(self._open) if text is not None)
        shown = operands[-1] if operator == b"TJ" else operands[-1:]
        said = _Said(self._open[at])
        said.codes = "".join(_codes(bytes(part)) for part in shown if isinstance(part, bytes))
        self._open[at] = ""  # the rest of the span's glyphs belongs to the same text
        operands[-1] = ArrayObject([said]) if operator == b"TJ" else said


class _Said(str):
    """Text in the place of glyphs, as wide as they are: pypdf adds up the width of a text character by character, and
    takes what is missing before the next glyph for a space."""

    codes = ""

    def __iter__(self) -> Iterator[str]:
        return iter(self.codes)


def _codes(glyphs: bytes) -> str:
    """Glyph codes as pypdf names them. Fonts with Thai or Lao letters have codes of two bytes, nearly always."""
    return glyphs.decode("latin-1" if len(glyphs) % 2 else "utf-16-be", "replace")


def _pdf(file: BinaryIO) -> Iterator[str]:
    import pypdf

    if b"%PDF-" not in file.read(1024):
        raise Refused("damaged")
    file.seek(0)
    reader = pypdf.PdfReader(file)
    # Many files forbid only printing: they open with the empty password, as every reader opens them.
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("encrypted")
    except (pypdf.errors.DependencyError, NotImplementedError) as error:
        raise Refused("encrypted") from error
    for number, page in enumerate(reader.pages):
        if number >= MAX_PAGES:
            yield _MORE
            return
        try:
            yield page.extract_text(visitor_operand_before=_Written(_properties(page))) + "\n\n"
        except (MemoryError, pypdf.errors.FileNotDecryptedError):
            raise
        except Exception as error:  # one broken page does not hide the others
            print(f"page {number + 1}: {type(error).__name__}: {error}"[:300], file=sys.stderr)  # noqa: T201


def _properties(page: Any) -> Any:
    """Named dictionaries of a page's marked content."""
    resources = page.get("/Resources")
    properties = resources.get_object().get("/Properties") if resources else None
    return properties.get_object() if properties else None


# Office documents


def _checked_zip(file: BinaryIO) -> zipfile.ZipFile:
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"\xd0\xcf\x11\xe0"):  # an OLE container: Word puts a document with a password into one
        raise Refused("encrypted")
    archive = zipfile.ZipFile(file)
    parts = archive.infolist()
    if (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_UNPACKED
        or sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels"))) > MAX_XML
    ):
        raise Refused("bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted")
    for part in parts:
        # Neither format has document types: who declares entities wants to grow or to read other files.
        if part.filename.lower().endswith((".xml", ".rels")):
            with archive.open(part) as opened:
                if re.search(rb"<\s*!\s*(?:DOCTYPE|ENTITY)", opened.read(4096)) and part.filename != _MANIFEST:
                    raise Refused("bomb")
    return archive


_MANIFEST = "META-INF/manifest.xml"  # old OpenOffice files name a document type there
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _docx(file: BinaryIO) -> Iterator[str]:
    from docx import Document
    from lxml import etree

    _checked_zip(file)
    file.seek(0)
    main = Document(file).part
    yield from _paragraphs(main.element.body)
    for part in main.package.iter_parts():
        if str(part.partname) in {"/word/footnotes.xml", "/word/endnotes.xml"}:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            yield from _paragraphs(etree.fromstring(part.blob, parser))


def _paragraphs(root: Any) -> Iterator[str]:
    """Paragraphs of WordprocessingML in reading order, with tables, text boxes, links and insertions; not what was
    deleted (`w:delText` is another tag). python-docx's own `paragraphs` knows none of these."""
    text: list[str] = []
    stack = [(root, False)]
    while stack:
        element, is_left = stack.pop()
        tag = element.tag
        if is_left:
            yield "".join(text) + "\n"
            text = []
        elif tag == f"{_W}t":
            text.append(element.text or "")
        elif tag in {f"{_W}tab", f"{_W}noBreakHyphen"}:
            text.append("\t" if tag == f"{_W}tab" else "-")
        elif tag in {f"{_W}br", f"{_W}cr"}:
            text.append("\n")
        elif tag not in {_FALLBACK, f"{_W}pPr", f"{_W}rPr"}:
            if tag == f"{_W}p":
                stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))


def _odt(file: BinaryIO) -> Iterator[str]:
    from odfdo import Document

    archive = _checked_zip(file)
    if b"encryption-data" in archive.read(_MANIFEST):
        raise Refused("encrypted")
    file.seek(0)
    document = Document(io.BytesIO(file.read()))
    if document.get_type() not in {"text", "text-template"}:
        raise Refused("damaged")
    body = document.body
    for remark in body.get_elements("//office:annotation | //text:tracked-changes"):
        remark.delete()
    for paragraph in body.get_elements("//text:h | //text:p[not(ancestor::text:p)]"):
        yield f"{paragraph.inner_text}\n"


# Text


def _decoded(data: bytes) -> str:
    """UTF-8 and UTF-16, and what old Windows wrote: Thai, else Western."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(data) - error.start < 4 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8-sig")
    if data.count(b"\0") * 10 > len(data):
        raise Refused("damaged")
    # Thai letters stand in rows, Western accents alone between Latin letters.
    high, rows = len(re.findall(rb"[\x80-\xff]", data)), re.findall(rb"[\xa1-\xfb]{3,}", data)
    return data.decode("cp874" if sum(map(len, rows)) * 2 > high else "cp1252", "replace")


def _plain(file: BinaryIO) -> Iterator[str]:
    yield _decoded(file.read(8 * MAX_CHARACTERS))


def _html(file: BinaryIO) -> Iterator[str]:
    from bs4 import BeautifulSoup

    data = file.read(16_000_000)
    declared = re.search(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_-]{1,40})", data[:4096], re.IGNORECASE)
    try:
        text = data.decode(declared[1].decode() if declared else "utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        text = _decoded(data)
    soup = BeautifulSoup(text, "html.parser")
    for unseen in soup(["script", "style", "template", "noscript", "svg", "head"]):
        unseen.decompose()
    for end in soup(["br", "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "div", "blockquote", "pre"]):
        end.append("\n")
    for cell in soup(["td", "th"]):
        cell.append("\t")
    yield soup.get_text()


READERS: dict[str, Callable[[BinaryIO], Iterator[str]]] = {
    "pdf": _pdf, "docx": _docx, "odt": _odt, "txt": _plain, "html": _html,
}  # fmt: skip
_MORE = "\0more\0"


def _gathered(pieces: Iterator[str]) -> tuple[str, bool]:
    """As much of the text as is kept, and whether there was more."""
    found: list[str] = []
    length = 0
    for piece in pieces:
        if piece == _MORE:
            return "".join(found), True
        found.append(piece)
        length += len(piece)
        if length > MAX_CHARACTERS:
            return "".join(found)[:MAX_CHARACTERS], True
    return "".join(found), False


def answer(kind: str, file: BinaryIO) -> dict[str, Any]:
    """What the program prints for `file`. Never raises."""
    try:
        text, is_cut = _gathered(READERS[kind](file))
    except Refused as refused:
        return {"reason": str(refused)}
    except MemoryError:
        return {"reason": "too_heavy"}
    except Exception as error:
        # Both libraries say in many ways that a file is broken; a password may be noticed on the first page only.
        name = type(error).__name__
        reasons = {"FileNotDecryptedError": "encrypted", "WrongPasswordError": "encrypted", "SecurityError": "bomb"}
        if name == "XMLSyntaxError" and "unknown error" in str(error):  # so says lxml when memory ends
            return {"reason": "too_heavy"}
        return {"reason": reasons.get(name, "damaged"), "detail": f"{name}: {error}"[:500]}
    return {"text": text, "is_cut": is_cut}


if __name__ == "__main__":
    limit_ourselves()
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(2_000)
    with os.fdopen(0, "rb", closefd=False) as given:
        line = json.dumps(answer(sys.argv[1], given), ensure_ascii=False)
    with os.fdopen(1, "wb", closefd=False) as out:
        out.write(line.encode("utf-8", "replace"))
