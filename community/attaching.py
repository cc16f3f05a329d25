"""Pictures and documents of posts: taken in, put on a post, taken off again, and cleared away.

A file comes in before its post is there: it is kept for its sender (`keep`), so that a refused text does not cost them
a second upload. `attach` puts it on the post, in the transaction that writes it. What found no post within a day goes.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, Any, cast

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from community import attachment_scans, attachment_texts, rights
from community.models import Attachment, Community, Post
from community.models.attachment import MAX_ALT, MAX_NAME
from community.sniffing import kind_of
from library import photos, scanning
from search import changes
from search.normalising import normalise_name, without_controls

log = logging.getLogger(__name__)

MAX_FILES = 8
"""On one post."""
MAX_SIZE = 10_000_000
"""Bytes, of a document; photos have their own limit (`library.photos`)."""
MAX_WAITING = 30
"""Files of one person that have no post yet."""
KEPT_FOR = timedelta(days=1)
THUMBNAIL = 480
"""Pixels, the longest side: a phone's width."""
_QUALITY = 75


# Taking in


def keep(
    *, uploads: Sequence[UploadedFile], by: Any, community: Community, shows: Sequence[str] = ()
) -> list[Attachment]:
    """Check files and keep them for `by`, until a post of theirs takes them. The same file twice is kept once.

    :param shows: what the pictures among them show, in their order; there may be fewer
    :returns: in the order of `uploads`
    :raises ValidationError: `files`: a sentence for each that is not taken. The others are kept: `refused.kept`
    :raises NotAllowed, Http404: see `rights.check_can_write`
    """
    if not uploads:
        return []
    rights.check_can_write(by, community)
    kept: list[Attachment] = []
    mistakes: list[str] = []
    lines = iter(shows)
    room = MAX_WAITING - Attachment.objects.filter(uploaded_by=by, post=None).count()
    for upload in uploads:
        name = _shown_name(upload.name or "")
        if len(kept) >= room:
            mistakes.append(_("%(name)s: too many files of yours wait for a post. Send one first.") % {"name": name})
            continue
        try:
            kept.append(_kept(upload, name=name, by=by, lines=lines))
        except ValidationError as error:
            mistakes += [f"{name}: {message}" for message in error.messages]
    if mistakes:
        raise RefusedFilesError(mistakes, kept=kept)
    return list(dict.fromkeys(kept))


class RefusedFilesError(ValidationError):
    """Some files were not taken.

    :ivar kept: those that were
    """

    def __init__(self, mistakes: list[str], *, kept: list[Attachment]) -> None:
        super().__init__({"files": mistakes})
        self.kept = kept


def is_taken(content: bytes) -> bool:
    """Whether a file of an archive is one that somebody could send with a post, as far as its beginning tells."""
    if not content or len(content) > MAX_SIZE:
        return False
    try:
        if kind_of(BytesIO(content)) == Attachment.Kind.PICTURE:
            with Image.open(BytesIO(content), formats=photos.FORMATS) as picture:
                picture.verify()
    except Exception:  # a refusal, or one of the many kinds of errors of Pillow's decoders
        return False
    return True


def bring_in(*, post: Post, files: Iterable[tuple[str, bytes]]) -> list[Attachment]:
    """Files of an archive, in the transaction that writes `post`. One that turns out to be damaged is left out.

    :param files: names and contents, see `is_taken`
    :returns: what is to be given to `discard`, should the transaction be taken back
    """
    found: list[Attachment] = []
    for name, content in files:
        upload = SimpleUploadedFile(name or "file", content)
        try:
            row = _kept(upload, name=_shown_name(name), by=None, lines=iter(()), is_new=True)
        except ValidationError:
            continue
        row.post = post
        found.append(row)
        row.save(update_fields=["post"])
        if not row.is_read:
            transaction.on_commit(partial(attachment_texts.read_attachment.enqueue, row.pk), robust=True)
    if found:
        _recount(post)
    return found


def discard(rows: Iterable[Attachment]) -> None:
    """The files of rows that were taken back with their transaction."""
    _delete_files((file.storage, file.name) for row in rows for file in (row.file, row.thumbnail) if file)


def _shown_name(name: str) -> str:
    """The last part of a name, in one spelling, without what is invisible or turns the writing round."""
    return normalise_name(PurePosixPath(name.replace("\\", "/")).name)[:MAX_NAME] or _("file")


def _kept(upload: UploadedFile, *, name: str, by: Any, lines: Iterator[str], is_new: bool = False) -> Attachment:
    """:param lines: a picture takes the next one, also if it turns out to be damaged
    :param is_new: do not look whether the same file waits already
    """
    if not upload.size:
        raise ValidationError(_("The file is empty. Please choose it again."))
    most = max(MAX_SIZE, photos.MAX_SIZE)
    if upload.size > most:
        raise _too_large(upload.size, most)
    kind = kind_of(cast("IO[bytes]", upload.file))
    alt = next(lines, "") if kind == Attachment.Kind.PICTURE else ""
    if kind != Attachment.Kind.PICTURE and upload.size > MAX_SIZE:
        raise _too_large(upload.size, MAX_SIZE)
    sha256 = _sha256(upload)
    there = Attachment.objects.filter(uploaded_by=by, post=None, sha256=sha256).first()
    if there is not None and not is_new:
        there.created_at, there.alt = timezone.now(), _alt(there, alt) or there.alt
        there.save(update_fields=["created_at", "alt"])
        return there
    row = Attachment(uploaded_by=by, kind=kind, sha256=sha256, name=_with_ending(name, kind))
    row.alt = _alt(row, alt)
    small = None
    if kind == Attachment.Kind.PICTURE:
        content = photos.cleaned(upload)
        row.is_read = True
        small = _measured(row, content.read())
    else:
        upload.seek(0)
        content = ContentFile(upload.read())
        row.is_read = not attachment_texts.is_readable(kind)
        row.scan_state = scanning.first_state()
    row.size = content.size
    content.seek(0)
    row.file.save(f"{row.key.hex}.{kind}", content, save=False)
    try:
        if small is not None:
            row.thumbnail.save(f"{row.key.hex}-small.webp", small, save=False)
        row.save()
    except Exception:
        _delete_files([(row.file.storage, row.file.name), (row.thumbnail.storage, row.thumbnail.name)])
        raise
    if row.scan_state == scanning.ScanState.WAITING:
        transaction.on_commit(partial(attachment_scans.scan_attachment.enqueue, row.pk), robust=True)
    return row


def _too_large(size: int, most: int) -> ValidationError:
    return ValidationError(
        _("The file is too large: %(size)s MB, %(most)s MB are allowed.")
        % {"size": -(-size // 1_000_000), "most": most // 1_000_000}
    )


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _with_ending(name: str, kind: str) -> str:
    """`report.jpg` that is a PDF becomes `report.pdf`: whoever saves it can open it."""
    stem = PurePosixPath(name).stem if PurePosixPath(name).suffix else name
    return f"{stem[: MAX_NAME - len(kind) - 1]}.{kind}"


def _measured(row: Attachment, picture: bytes) -> ContentFile:
    """The thumbnail of a cleaned picture; both sizes go into `row`."""
    with Image.open(BytesIO(picture)) as image:
        row.width, row.height = image.size
        image.thumbnail((THUMBNAIL, THUMBNAIL))
        row.thumbnail_width, row.thumbnail_height = image.size
        file = BytesIO()
        image.save(file, "WEBP", quality=_QUALITY)
    return ContentFile(file.getvalue())


# On posts and off them


def waiting_for(by: Any, keys: Collection[str], *, post: Post | None = None) -> list[Attachment]:
    """Those of `keys` that wait for a post of `by`, or are on `post`."""
    known = [key for key in map(_as_key, keys) if key]
    if not known or not by.is_authenticated:
        return []
    found = Attachment.objects.filter(key__in=known)
    mine = found.filter(post=None, uploaded_by=by)
    return list(mine | found.filter(post=post) if post is not None else mine)


def _as_key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


@transaction.atomic
def attach(*, post: Post, files: Iterable[Attachment], by: Any, alts: Mapping[uuid.UUID, str] | None = None) -> None:
    """Put files that wait for `by` on `post`. The caller has checked that `by` may write it.

    :param alts: key of an attachment → what its picture shows
    :raises ValidationError: `files`: too many, or one is not there any more
    """
    wanted = {file.pk: file for file in files}
    if not wanted:
        return
    rows = list(Attachment.objects.select_for_update().filter(pk__in=wanted, post=None, uploaded_by=by))
    if missing := [file.name for pk, file in wanted.items() if pk not in {row.pk for row in rows}]:
        raise ValidationError(
            {"files": [_("%(name)s is not there any more. Please choose it again.") % {"name": missing[0]}]}
        )
    current = Post.objects.select_for_update().get(pk=post.pk)
    if current.attachment_count + len(rows) > MAX_FILES:
        raise ValidationError({"files": [_too_many()]})
    for row in rows:
        row.post = post
        row.alt = _alt(row, (alts or {}).get(row.key, row.alt))
        row.save(update_fields=["post", "alt"])
        if not row.is_read:
            transaction.on_commit(partial(attachment_texts.read_attachment.enqueue, row.pk), robust=True)
    _recount(post)


def _too_many() -> str:
    return _("At most %(most)s files can go with one post.") % {"most": MAX_FILES}


def _alt(row: Attachment, text: str) -> str:
    return " ".join(without_controls(text).split())[:MAX_ALT] if row.is_picture else ""


@transaction.atomic
def detach(*, post: Post, files: Iterable[Attachment], by: Any) -> None:
    """Take files off a post; they are deleted.

    :raises NotAllowed, Http404: see `rights.check_can_edit`
    """
    rights.check_can_edit(by, post)
    Post.objects.select_for_update().get(pk=post.pk)
    Attachment.objects.filter(post=post, pk__in=[file.pk for file in files]).delete()
    _recount(post)


@transaction.atomic
def settle(*, post: Post, files: Iterable[Attachment], by: Any, alts: Mapping[uuid.UUID, str] | None = None) -> None:
    """After an edit: `files` are the ones that `post` has from now on; errors as for `attach` and `detach`."""
    rights.check_can_edit(by, post)
    wanted = {file.pk: file for file in files}
    if len(wanted) > MAX_FILES:
        raise ValidationError({"files": [_too_many()]})
    there = list(Attachment.objects.filter(post=post))
    if gone := [row for row in there if row.pk not in wanted]:
        detach(post=post, files=gone, by=by)
    for row in there:
        if row.pk in wanted and (alt := _alt(row, (alts or {}).get(row.key, row.alt))) != row.alt:
            Attachment.objects.filter(pk=row.pk).update(alt=alt)
            changes.record("thread", [post.thread_id])
    for row in there:
        wanted.pop(row.pk, None)
    attach(post=post, files=wanted.values(), by=by, alts=alts)


def _recount(post: Post) -> None:
    post.attachment_count = Attachment.objects.filter(post=post).count()
    Post.objects.filter(pk=post.pk).update(attachment_count=post.attachment_count)
    changes.record("thread", [post.thread_id])


# Clearing away


def connect() -> None:
    """Hear of attachments that go, one by one or with their post."""
    post_delete.connect(_gone, sender=Attachment, dispatch_uid="community.attaching._gone")


def _gone(instance: Attachment, **kwargs: Any) -> None:
    """A deletion that is taken back has lost no file."""
    files = [(file.storage, file.name) for file in (instance.file, instance.thumbnail) if file]
    transaction.on_commit(partial(_delete_files, files), robust=True)


def _delete_files(files: Iterable[tuple[Any, str | None]]) -> None:
    for storage, name in files:
        try:
            if name:
                storage.delete(name)
        except OSError:
            log.warning("%s could not be deleted", name, exc_info=True)


def forget_waiting(*, most: int = 500) -> int:
    """Delete files that found no post (`manage.py run_due`). Returns how many."""
    old = Attachment.objects.filter(post=None, created_at__lt=timezone.now() - KEPT_FOR)
    number = 0
    for pk in list(old.order_by("created_at").values_list("pk", flat=True)[:most]):
        # Asked again under its lock: somebody may just be sending the post.
        with transaction.atomic():
            row = Attachment.objects.select_for_update().filter(pk=pk, post=None).first()
            if row is not None:
                row.delete()
                number += 1
    return number
