"""Real files of every kind that is read, and hostile ones."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import odfdo
import pypdf
from django.conf import settings
from django.core.files.base import ContentFile
from fpdf import FPDF
from wagtail.documents.models import Document
from wagtail.models import Collection

FILES = Path(__file__).parent / "files"
FONTS = Path(settings.BASE_DIR) / "cms" / "static" / "fonts"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*pages: str, letters: str = "", password: str = "", owner: str = "") -> bytes:
    """:param letters: `thai` or `lao`; Latin otherwise"""
    made = FPDF()
    if letters:
        made.add_font("letters", fname=FONTS / f"noto-sans-{letters}-400.woff2")
    for page in pages:
        made.add_page()
        made.set_font("letters" if letters else "helvetica", size=14)
        made.multi_cell(0, 10, page)
    if password or owner:
        made.set_encryption(owner_password=owner or "owner", user_password=password or None)
    return bytes(made.output())


def blank_pdf(pages: int = 1) -> bytes:
    writer = pypdf.PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "ລາຄາ", "300 ບາດ"
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def open_document(*paragraphs: str) -> bytes:
    document = odfdo.Document("text")
    document.body.clear()
    document.body.append(odfdo.Header(1, "Honey"))
    for paragraph in paragraphs:
        document.body.append(odfdo.Paragraph(paragraph))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def repacked(packed: bytes, replaced: dict[str, bytes]) -> bytes:
    """An office document with other parts in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, replaced.get(part.filename, old.read(part)))
        for name in replaced.keys() - set(old.namelist()):
            new.writestr(name, replaced[name])
    return made.getvalue()


def document(name: str, data: bytes, *, title: str = "", collection: Collection | None = None) -> Document:
    """A Wagtail document, stored as an upload in the admin stores it."""
    made = Document(title=title or name, file=ContentFile(data, name=name))
    if collection is not None:
        made.collection = collection
    made._set_document_file_metadata()
    made.save()
    return made


def replace(old: Document, name: str, data: bytes) -> None:
    """What Wagtail's form does with a new file."""
    fresh = Document.objects.get(pk=old.pk)
    fresh.file = ContentFile(data, name=name)
    fresh._set_document_file_metadata()
    fresh.save()
