"""Photos that members send."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from library import photos
from tests.factories import user


def _sent(
    kind: str, *, size: tuple[int, int] = (40, 30), name: str = "รูป.jpg", mode: str = "RGB", **how: object
) -> SimpleUploadedFile:
    file = BytesIO()
    Image.new(mode, size, "green").save(file, kind, **how)
    return SimpleUploadedFile(name, file.getvalue())


def _read(upload: SimpleUploadedFile) -> Image.Image:
    return Image.open(photos.cleaned(upload))


@pytest.mark.parametrize("kind", photos.FORMATS)
def test_a_photo_becomes_a_jpeg_whatever_its_name_says(kind: str) -> None:
    assert _read(_sent(kind, name="ຮູບ.exe")).format == "JPEG"


def test_where_a_photo_was_taken_is_not_kept_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "A phone"
    taken = _read(_sent("JPEG", exif=exif))
    assert dict(taken.getexif()) == {}
    assert taken.size == (30, 40)
    assert b"A phone" not in photos.cleaned(_sent("JPEG", exif=exif)).read()


def test_a_large_photo_is_made_small_and_a_small_one_stays() -> None:
    assert max(_read(_sent("JPEG", size=(4000, 3000))).size) == photos.LONGEST_SIDE
    assert _read(_sent("PNG", size=(40, 30))).size == (40, 30)


def test_what_is_see_through_becomes_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(file, "PNG")
    assert _read(SimpleUploadedFile("a.png", file.getvalue())).getpixel((1, 1)) == (255, 255, 255)


def _bomb() -> bytes:
    """A PNG of 60,000 × 60,000 pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 a zip", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0 half a photo", _bomb()],
    ids=["nothing", "zip", "svg", "damaged", "bomb"],
)
def test_what_is_no_photo_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(ValidationError) as refused:
        photos.cleaned(SimpleUploadedFile("ảnh.jpg", content))
    assert "Please send" in str(refused.value)


def test_a_file_beyond_the_limit_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MAX_SIZE", 100)
    with pytest.raises(ValidationError, match="too large"):
        photos.cleaned(SimpleUploadedFile("a.jpg", b"x" * 101))


@pytest.mark.django_db
def test_a_stored_photo_has_a_name_that_nobody_can_guess_and_is_in_its_collection() -> None:
    image = photos.stored(photos.cleaned(_sent("JPEG")), title="ປ່າຊຸມຊົນ", collection="Nominations", user=user())
    again = photos.stored(photos.cleaned(_sent("JPEG")), title="ป่าชุมชน", collection="Nominations", user=user())
    assert len(image.file.name.rsplit("/", 1)[-1]) > 32
    assert "ป" not in image.file.name
    assert (image.collection.name, image.collection) == ("Nominations", again.collection)
