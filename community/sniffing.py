"""What a file is, by what is in it. Its name and what the browser says of it count for nothing.

A zip that is called .jpg, a web page that is called .pdf, a Word document that is only a zip, an SVG (which may hold
programs): none of them is taken. Nothing is unpacked but the two small parts that say what an office document is.
"""

from __future__ import annotations

import re
import zipfile
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.models import Attachment
from library.parsing import MAX_PARTS, MAX_UNPACKED

Kind = Attachment.Kind

MAX_PACKED = 200
"""Bytes out of one, of a whole zip; honest office documents reach 50 (long tables)."""
_MAX_SAYING = 1_000_000  # bytes, unpacked, of the part that says what it is
_TEXT_LOOKED_AT = 4_000_000  # bytes
_MARKUP_LOOKED_AT = 2000  # characters; browsers that guess look at 1,445 bytes (WHATWG, MIME Sniffing, 5.2)
_OPEN_XML = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": (
        Kind.DOCX, "word/document.xml"
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": (Kind.XLSX, "xl/workbook.xml"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": (
        Kind.PPTX, "ppt/presentation.xml"
    ),
}  # fmt: skip
_ODT = b"application/vnd.oasis.opendocument.text"
# Tabs, line and page ends are text; the other controls are not, and neither are web pages and drawings.
_binary = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_markup = re.compile(r"<(?:!doctype|html|svg|script|\?xml|\?php)", re.IGNORECASE)


def kind_of(file: IO[bytes]) -> Attachment.Kind:
    """What `file` is; pictures are only told from other files here, `library.photos` looks into them.

    :raises ValidationError: with a sentence for the sender: it is nothing that we take
    """
    file.seek(0)
    start = file.read(16)
    if not start:
        raise ValidationError(_("The file is empty. Please choose it again."))
    if _is_picture(start):
        return Kind.PICTURE
    if start.startswith(b"%PDF-"):
        return _pdf(file)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _office(file)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(
            _("This is an old office document, or one with a password. Please save it as DOCX, XLSX, PPTX or PDF.")
        )
    return _text(file)


def _is_picture(start: bytes) -> bool:
    """Also of the kinds that we do not take, so that the sentence about pictures is the one that is shown."""
    return (
        start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\0", b"MM\0*"))
        or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")
        or start[4:12] in (b"ftypavif", b"ftypavis", b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")
    )


def _unknown() -> ValidationError:
    return ValidationError(
        _("This kind of file is not taken here. Please send a photo, PDF, DOCX, ODT, XLSX, PPTX, CSV or plain text.")
    )


def _damaged() -> ValidationError:
    return ValidationError(_("The file is damaged or not complete. Please try to open it, and send it again."))


def _pdf(file: IO[bytes]) -> Attachment.Kind:
    """The end of a PDF says where its parts are (ISO 32000-1, 7.5.5); half of one has none."""
    file.seek(0, 2)
    file.seek(max(file.tell() - 4096, 0))
    if b"startxref" not in file.read():
        raise _damaged()
    return Kind.PDF


def _office(file: IO[bytes]) -> Attachment.Kind:
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            return _of_archive(archive)
    except ValidationError:
        raise
    # A zip can be broken in many ways: BadZipFile, zlib.error, struct.error, NotImplementedError …
    except Exception as error:
        raise _damaged() from error


def _of_archive(archive: zipfile.ZipFile) -> Attachment.Kind:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > 1_000_000 + MAX_PACKED * packed:
        raise ValidationError(_("The file becomes far too large when it is opened. Please send a smaller one."))
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError(_("The file has a password. Please send it without one."))
    if len(set(names)) != len(names):
        raise _damaged()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("The document holds macros (small programs). Please save it without them."))
    if names and names[0] == "mimetype" and _saying(archive, "mimetype").strip() == _ODT and "content.xml" in names:
        return Kind.ODT
    if "[Content_Types].xml" in names and "_rels/.rels" in names:
        said = _saying(archive, "[Content_Types].xml").decode("utf-8", "replace")
        for content_type, (kind, main) in _OPEN_XML.items():
            if f'"{content_type}"' in said and main in names:
                return kind
    raise _unknown()


def _saying(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_MAX_SAYING)


def _text(file: IO[bytes]) -> Attachment.Kind:
    """UTF-8, UTF-16 with its mark, or an old code page (Thai tables from old Windows are common)."""
    file.seek(0)
    data = file.read(_TEXT_LOOKED_AT)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
        if "\0" in text:
            raise _unknown()
    elif _binary.search(data):
        raise _unknown()
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    if text.lstrip().startswith("<") or _markup.search(text[:_MARKUP_LOOKED_AT]):
        raise _unknown()
    return Kind.CSV if _is_table(text) else Kind.TEXT


def _is_table(text: str) -> bool:
    """Every one of the first lines has the same separator, and the same number of it."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text[:20_000].splitlines()[:20] if line.strip()]
    if len(lines) < 2:
        return False
    # Two sentences with a comma each are no table.
    return any(
        lines[0].count(mark) >= least and len({line.count(mark) for line in lines}) == 1
        for mark, least in ((",", 2 if len(lines) == 2 else 1), (";", 1), ("\t", 1))
    )
