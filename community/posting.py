"""Starting threads and replying: what the page, the API, the mail intake and the tests all call."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from community import (
    addresses,
    attaching,
    composing,
    events,
    holding,
    joining,
    mentioning,
    polling,
    rendering,
    tagging,
)
from community.models import Attachment, Community, Post, Thread
from community.models.post import MAX_TEXT
from community.models.thread import MAX_TITLE
from community.rights import check_can_reply, check_can_start_thread, is_member
from search import languages
from search.audiences import sees_everything
from search.printable import unprintable


def checked_text(text: str) -> str:
    """A post's Markdown as it is stored.

    :raises ValidationError: empty, too long, or with characters that cannot be shown
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({"text": _("Please write something.")})
    if unprintable(text):
        raise ValidationError({"text": _("The text holds characters that cannot be shown. Please remove them.")})
    size = len(text.encode())
    if size > MAX_TEXT:
        raise ValidationError(
            {
                "text": _("The text is too long: %(size)s kB, %(most)s kB are allowed. Please split it in two.")
                % {"size": -(-size // 1000), "most": MAX_TEXT // 1000}
            }
        )
    return text


def checked_title(title: str) -> str:
    """A thread's title as it is stored.

    :raises ValidationError: as for `checked_text`
    """
    title = " ".join(title.split())
    if not title:
        raise ValidationError({"title": _("Please write a title.")})
    if unprintable(title):
        raise ValidationError({"title": _("The title holds characters that cannot be shown. Please remove them.")})
    if len(title) > MAX_TITLE:
        raise ValidationError(
            {
                "title": _("The title is too long: %(length)s characters, %(most)s are allowed.")
                % {"length": len(title), "most": MAX_TITLE}
            }
        )
    return title


def checked_language(language: str, text: str, default: str) -> str:
    """As the writer says; else by the text's script and letters."""
    if not language:
        return languages.guess(text, default=default, among=settings.LANGUAGE_CODES)
    if language not in settings.LANGUAGE_CODES:
        raise ValidationError({"language": _("This site does not know that language.")})
    return language


def checked(
    title: str | None,
    text: str,
    language: str,
    default: str,
    *,
    tags: str | Sequence[str] = (),
    poll: polling.Draft | None = None,
) -> tuple[str, str, str]:
    """All fields checked, every mistake reported at once."""
    mistakes: dict[str, Any] = {}
    found: dict[str, str] = {}
    checks = {
        "title": lambda: checked_title(title) if title is not None else "",
        "text": lambda: checked_text(text),
        "language": lambda: checked_language(language, f"{title or ''} {text}", default),
        "tags": lambda: ",".join(tagging.parsed(tags)),
        "poll": lambda: polling.checked(poll).question if poll else "",
    }
    for name, check in checks.items():
        try:
            found[name] = check()
        except ValidationError as error:
            mistakes.update(error.error_dict)
    if mistakes:
        raise ValidationError(mistakes)
    return found["title"], found["text"], found["language"]


def _sent_already(submission: uuid.UUID | None, author: Any) -> Post | None:
    if submission is None:
        return None
    return Post.objects.filter(submission=submission, author=author).select_related("thread__community").first()


def start_thread(
    *,
    community: Community,
    author: Any,
    title: str,
    text: str,
    kind: str = Thread.Kind.DISCUSSION,
    tags: str | Sequence[str] = (),
    language: str = "",
    page_language: str = "",
    submission: uuid.UUID | None = None,
    at: datetime | None = None,
    files: Sequence[Attachment] = (),
    alts: Mapping[uuid.UUID, str] | None = None,
    poll: polling.Draft | None = None,
) -> Thread:
    """Start a thread with its first post.

    :param kind: a `Thread.Kind`
    :param tags: names, or a line of them with commas: see `tagging.parsed`
    :param language: of the text; empty: guessed from it, `page_language` when it does not tell
    :param at: of something that was shown elsewhere before: nothing in it is held
    :param submission: made with the form; the same one with the same text gives the thread of the first time
    :param files: wait for `author`, see `attaching.keep`; `alts`: key of one → what its picture shows
    :raises ValidationError: with a sentence a field
    :raises NotAllowed, Http404: see `rights.check_can_start_thread`
    """
    if kind not in Thread.Kind.values:
        raise ValidationError({"kind": _("There is no such kind of thread.")})
    check_can_start_thread(author, community, kind)
    title, text, language = checked(
        title, text, language, page_language or settings.LANGUAGE_CODE, tags=tags, poll=poll
    )
    if sent := _sent_already(submission, author):
        if (sent.text, sent.thread.title, sent.thread.community_id) == (text, title, community.pk):
            return sent.thread
        submission = None  # the same form, filled in anew: somebody went back and wrote another text
    now = at or timezone.now()
    composed = composing.compose(text, language=language, community=community)
    held_for = "" if at else holding.reason_to_hold(author, community, text, title, language=language)
    try:
        with transaction.atomic():
            thread = Thread.objects.create(
                community=community,
                kind=kind,
                author=author,
                title=title,
                language=language,
                created_at=now,
                last_post_at=now,
                last_author=author,
                is_awaiting=bool(held_for),
            )
            post = _create_post(
                thread=thread,
                author=author,
                text=text,
                composed=composed,
                language=language,
                at=now,
                submission=submission,
                held_for=held_for,
            )
            if names := tagging.parsed(tags):
                tagging.put(thread, names)
            attaching.attach(post=post, files=files, by=author, alts=alts)
            if poll:
                polling.start_poll(post=post, draft=poll)
            events.thread_started.send(Thread, thread=thread, post=post)
    except IntegrityError:
        # The same form sent twice at once: the other request won.
        if sent := _sent_already(submission, author):
            return sent.thread
        raise
    return thread


def reply(
    *,
    thread: Thread,
    author: Any,
    text: str,
    language: str = "",
    page_language: str = "",
    submission: uuid.UUID | None = None,
    at: datetime | None = None,
    files: Sequence[Attachment] = (),
    alts: Mapping[uuid.UUID, str] | None = None,
) -> Post:
    """Add a post to a thread, or to what it was merged into; parameters and errors as for `start_thread`."""
    thread = _where_to_reply(author, thread)
    _title, text, language = checked(None, text, language, page_language or thread.language)
    if sent := _sent_already(submission, author):
        if (sent.text, sent.thread_id) == (text, thread.pk):
            return sent
        submission = None  # the same form, filled in anew: somebody went back and wrote another text
    now = at or timezone.now()
    composed = composing.compose(text, language=language, community=thread.community, thread=thread)
    held_for = "" if at else holding.reason_to_hold(author, thread.community, text, language=language)
    try:
        with transaction.atomic():
            # Locked while it is counted: a thread locked or hidden meanwhile takes no reply; a merged one passes it on.
            current = addresses.locked(thread)
            check_can_reply(author, current)
            is_new_here = not Post.objects.filter(
                thread=current, author=author, is_hidden=False, is_awaiting=False
            ).exists()
            post = _create_post(
                thread=current,
                author=author,
                text=text,
                composed=composed,
                language=language,
                at=now,
                submission=submission,
                held_for=held_for,
            )
            attaching.attach(post=post, files=files, by=author, alts=alts)
            if not held_for:
                Thread.objects.filter(pk=current.pk).update(
                    reply_count=F("reply_count") + 1,
                    participant_count=F("participant_count") + int(is_new_here),  # PostgreSQL adds no booleans
                    last_post_at=max(now, current.last_post_at),
                    last_author=author if now >= current.last_post_at else current.last_author_id,
                )
    except IntegrityError:
        if sent := _sent_already(submission, author):
            return sent
        raise
    if thread.pk == post.thread_id:
        thread.refresh_from_db(fields=["reply_count", "participant_count", "last_post_at", "last_author"])
    return post


def _where_to_reply(author: Any, thread: Thread) -> Thread:
    """The thread, or what it was merged into; again when that happens at this moment.

    :raises Http404, NotAllowed: see `rights.check_can_reply`
    """
    while True:
        try:
            check_can_reply(author, thread)
        except Http404:
            now = addresses.standing_for(thread.pk)
            if now is None or now.pk == thread.pk:
                raise
            thread = now
        else:
            return thread


def _create_post(
    *,
    thread: Thread,
    author: Any,
    text: str,
    composed: composing.Composed,
    language: str,
    at: datetime,
    submission: uuid.UUID | None,
    held_for: str,
) -> Post:
    if not is_member(author, thread.community) and not sees_everything(author):
        joining.join(community=thread.community, user=author)  # whoever writes in an open community belongs to it
    post = Post.objects.create(
        thread=thread,
        author=author,
        language=language,
        text=text,
        html=composed.html,
        renderer_version=rendering.VERSION,
        created_at=at,
        submission=submission,
        is_awaiting=bool(held_for),
        held_for=held_for,
    )
    composing.note(post, composed)
    events.post_written.send(Post, post=post)
    if composed.people:
        mentioning.tell(post, by=author)
    return post
