"""Pictures to test with."""

from __future__ import annotations

from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image as Drawing
from wagtail.images.models import Image


def picture(title: str = "A picture") -> Image:
    """A small picture; the caller has MEDIA_ROOT in a folder of its own."""
    file = BytesIO()
    Drawing.new("RGB", (8, 8), "green").save(file, "PNG")
    file.seek(0)
    return Image.objects.create(title=title, file=ImageFile(file, name=f"{title}.png"))
