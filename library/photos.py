"""Photos that members send: what is taken, and what is left of them (never where and with what they were taken)."""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from wagtail.images import get_image_model

from library.folders import collection_named

MAX_SIZE = 15_000_000
"""Bytes; a photo of a new phone has 3 to 12 million."""
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 1600
"""Pixels, of what is kept."""
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
"""As the file's first bytes say; its name and what the browser says count for nothing."""
_QUALITY = 82


def cleaned(upload: UploadedFile) -> ContentFile:
    """`upload` as a JPEG of at most `LONGEST_SIDE`, upright, without any metadata, under a name nobody can guess.

    :raises ValidationError: with a sentence for the sender
    """
    if (upload.size or 0) > MAX_SIZE:
        raise ValidationError(
            _("The photo is too large: %(size)s MB, %(most)s MB are allowed. Please send a smaller one.")
            % {"size": -(-(upload.size or 0) // 1_000_000), "most": MAX_SIZE // 1_000_000}
        )
    try:
        upload.seek(0)
        with Image.open(upload, formats=FORMATS) as image:
            photo = _small(image)
    # Pillow's decoders raise many kinds of errors for damaged files, SyntaxError and struct.error among them.
    except Exception as error:
        raise ValidationError(
            _("This file is not a photo we can read. Please send a JPEG, PNG, WebP or AVIF file.")
        ) from error
    if photo is None:
        raise ValidationError(_("The photo has too many pixels. Please send a smaller one."))
    file = BytesIO()
    photo.save(file, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return ContentFile(file.getvalue(), name=f"{uuid.uuid4().hex}.jpg")


def _small(image: Image.Image) -> Image.Image | None:
    """Upright, on white, at most `LONGEST_SIDE`; None for more pixels than we unpack (the header tells)."""
    if image.width * image.height > MAX_PIXELS:
        return None
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is read small at once
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _on_white(upright)


def _on_white(image: Image.Image) -> Image.Image:
    """A new image of the same pixels: what else was in the file stays behind. See-through parts become white."""
    picture = image.convert("RGBA") if image.has_transparency_data else image.convert("RGB")
    blank = Image.new("RGB", picture.size, "white")
    blank.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return blank


def stored(photo: ContentFile, *, title: str, collection: str, user: Any) -> Any:
    """A cleaned photo as an image of Wagtail's, in the collection of that name (made when missing)."""
    model = get_image_model()
    return model.objects.create(
        title=title[:255],
        file=ImageFile(photo, name=photo.name),
        collection=collection_named(collection),
        uploaded_by_user=user if user.is_authenticated else None,
    )
