"""Changing a post: by its author, by facilitators with a reason, by members where it is a wiki. Every wording
is kept."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community import attaching, auditing, composing, events, mentioning, rendering, rights
from community.models import Attachment, Post, PostVersion
from community.posting import checked
from library.refusals import NotAllowed
from library.wordings import Piece, differences

UNMARKED = timedelta(minutes=2)
"""So long after writing an author's change is no news to anybody."""
MAX_REASON = 300  # characters
_COMPARED = 6_000  # characters of two wordings: comparing words takes time with their product


class EditConflict(Exception):  # noqa: N818 nobody erred
    """Somebody changed the post meanwhile. `post` is how it is now; nothing was written."""

    def __init__(self, post: Post) -> None:
        super().__init__(post.pk)
        self.post = post


def may_switch_wiki(user: Any, post: Post) -> bool:
    return post.author_id == user.pk or rights.facilitates(user, post.thread.community)


def needs_reason(user: Any, post: Post) -> bool:
    """Whoever changes somebody else's words says why, unless the post is everybody's."""
    return post.author_id != user.pk and not post.is_wiki


def edit_post(
    *,
    post: Post,
    by: Any,
    text: str,
    version: int | None,
    language: str = "",
    is_wiki: bool | None = None,
    reason: str = "",
    files: Sequence[Attachment] | None = None,
    alts: Mapping[uuid.UUID, str] | None = None,
) -> Post:
    """Give a post another text, language, other files, or to its members.

    :param version: the one that was changed: `post.version` when the form was opened
    :param is_wiki: None leaves it as it is
    :param files: those that it has from now on, see `attaching.settle`; None leaves them as they are
    :raises ValidationError: with a sentence a field
    :raises NotAllowed, Http404: see `rights.check_can_edit`
    :raises EditConflict: it has another version, and another text than this one
    """
    rights.check_can_edit(by, post)
    _title, text, language = checked(None, text, language, post.language)
    reason = " ".join(reason.split())
    if len(reason) > MAX_REASON:
        raise ValidationError(
            {
                "reason": _("The reason is too long: %(length)s characters, %(most)s are allowed.")
                % {"length": len(reason), "most": MAX_REASON}
            }
        )
    with transaction.atomic():
        current = Post.objects.select_for_update(of=("self",)).select_related("thread__community").get(pk=post.pk)
        rights.check_can_edit(by, current)
        wiki = current.is_wiki if is_wiki is None else is_wiki
        if wiki != current.is_wiki and not may_switch_wiki(by, current):
            raise NotAllowed(_("Only its author and facilitators open a post for others to edit."))
        is_same = (text, language, wiki) == (current.text, current.language, current.is_wiki)
        if not is_same and version != current.version:
            raise EditConflict(current)
        has_other_files = files is not None and {file.pk for file in files} != set(
            current.attachments.values_list("pk", flat=True)
        )
        if (has_other_files or not is_same) and needs_reason(by, current) and not reason:
            raise ValidationError({"reason": _("Please say why you change somebody else's text.")})
        if files is not None:
            attaching.settle(post=current, files=files, by=by, alts=alts)
        if is_same:
            return current  # sent twice, or no word was changed
        return _write(current, by=by, text=text, language=language, is_wiki=wiki, reason=reason)


def _write(post: Post, *, by: Any, text: str, language: str, is_wiki: bool, reason: str) -> Post:
    now = timezone.now()
    before, concerns_somebody = post.text, needs_reason(by, post)
    was: dict[str, Any] = {"text": before, "language": post.language, "is_wiki": post.is_wiki, "version": post.version}
    if post.version == 1:
        PostVersion.objects.create(post=post, number=1, text=before, at=post.created_at, by_id=post.author_id)
    composed = composing.compose(
        text, language=language, community=post.thread.community, thread=post.thread, post=post
    )
    post.text, post.html, post.renderer_version = text, composed.html, rendering.VERSION
    post.language, post.is_wiki = language, is_wiki
    post.version += 1
    is_marked = text != before and not (by.pk == post.author_id and now - post.created_at <= UNMARKED)
    if is_marked:
        post.edited_at, post.edited_by = now, by
    post.save()
    if concerns_somebody:
        if text != before:
            # What a facilitator took out (a telephone number, a name) is not to be read in the history either.
            post.versions.update(is_withheld=True)
        auditing.record("edited", actor=by, post=post, reason=reason, **was)
    PostVersion.objects.create(post=post, number=post.version, text=text, at=now, by=by, reason=reason)
    composing.note(post, composed)
    events.post_edited.send(Post, post=post, by=by, before=before)
    mentioning.tell(post, by=by)
    return post


def versions_for(user: Any, post: Post) -> Sequence[PostVersion]:
    """The wordings of `post` that `user` may read, newest first."""
    rows = list(post.versions.select_related("by").defer("by__password"))
    if post.author_id == user.pk or rights.facilitates(user, post.thread.community):
        return rows
    return [row for row in rows if not row.is_withheld]


def changes(before: str, after: str, language: str) -> list[Piece]:
    """What was changed, word by word inside the lines that differ. 50 kB take well under a second: a stretch of lines
    that was rewritten altogether is shown as gone and new, without looking for words that happen to be in both."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    for what, from_, until, start, end in SequenceMatcher(None, old, new).get_opcodes():
        gone, came = "".join(old[from_:until]), "".join(new[start:end])
        if what == "equal":
            found.append(Piece("same", gone))
        elif gone and came and len(gone) + len(came) <= _COMPARED:
            found.extend(differences(gone, came, language))
        else:
            found.extend(Piece(kind, text) for kind, text in (("gone", gone), ("new", came)) if text)
    return found
