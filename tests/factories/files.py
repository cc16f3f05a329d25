"""Files as browsers send them: honest ones, and others."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

OPEN_XML = "application/vnd.openxmlformats-officedocument."


def upload(content: bytes, name: str = "ไฟล์.bin") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")  # what browsers say is not to be believed


def photo(
    *, name: str = "IMG_0042.jpg", size: tuple[int, int] = (640, 480), color: str = "green"
) -> SimpleUploadedFile:
    """A JPEG that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "A phone of somebody"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (19.0, 8.0, 33.0)
    file = BytesIO()
    Image.new("RGB", size, color).save(file, "JPEG", exif=exif)
    return upload(file.getvalue(), name)


def zipped(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def open_xml(kind: str = "wordprocessingml.document", main: str = "word/document.xml", **more: bytes) -> bytes:
    """As small as an office document gets."""
    said = f'<Types><Override PartName="/{main}" ContentType="{OPEN_XML}{kind}.main+xml"/></Types>'
    return zipped({"[Content_Types].xml": said.encode(), "_rels/.rels": b"<R/>", main: b"<d/>"} | more)


def odt() -> bytes:
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<d/>"})


def pdf(text: str = "") -> bytes:
    return b"%PDF-1.7\n" + text.encode() + b"\nstartxref\n9\n%%EOF\n"


def png_of(width: int, height: int) -> bytes:
    """A PNG whose header promises more than its few bytes hold."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )
