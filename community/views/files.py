"""Files of posts, given to those who may read the post. They have no other address."""

from __future__ import annotations

import uuid
from pathlib import PurePosixPath
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from community import signing
from community.models import Attachment, Post
from library.scanning import CLOSED

_TYPES = {
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
}
# Short: what a facilitator hides is soon nowhere.
_FOR_EVERYBODY = "public, max-age=300"
# Asked about each time: the next person with this phone is another reader.
_FOR_THIS_READER = "private, no-cache"


@require_safe
def file(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    row, cache = _allowed(request, key)
    # A document never opens inside the site: whatever is in it, it cannot speak with the reader's name.
    return _given(request, row.file, row, cache, content_type=_TYPES[row.kind], as_attachment=not row.is_picture)


@require_safe
def thumbnail(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    row, cache = _allowed(request, key)
    if not row.thumbnail:
        raise Http404
    return _given(request, row.thumbnail, row, cache, content_type="image/webp", as_attachment=False)


def _allowed(request: HttpRequest, key: uuid.UUID) -> tuple[Attachment, str]:
    """The file, and how it may be cached.

    :raises Http404: there is none, or it is not for this reader
    """
    row = Attachment.objects.defer("text").filter(key=key).first()
    if row is None or row.scan_state in CLOSED:
        raise Http404
    if row.post_id is None:
        if not request.user.is_authenticated or row.uploaded_by_id != request.user.pk:
            raise Http404
        return row, _FOR_THIS_READER
    if Post.objects.visible_to(AnonymousUser()).filter(pk=row.post_id).exists():
        return row, _FOR_EVERYBODY
    if not any(
        Post.objects.visible_to(reader).filter(pk=row.post_id).exists()
        for reader in (request.user, signing.reader_of(request, row))
        if reader.is_authenticated
    ):
        raise Http404
    return row, _FOR_THIS_READER


def _given(
    request: HttpRequest, stored: Any, row: Attachment, cache: str, *, content_type: str, as_attachment: bool
) -> HttpResponseBase:
    try:
        opened = stored.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(opened, as_attachment=as_attachment, filename=row.name, content_type=content_type)
    response["Cache-Control"] = cache
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    # What is kept under a name never changes.
    response["ETag"] = f'"{PurePosixPath(stored.name).stem}"'
    answered = get_conditional_response(request, etag=response["ETag"], response=response)
    if answered is not response:
        opened.close()
    return answered  # type: ignore[no-any-return]
