"""An mbox file of a mailing list → threads, for `importing.import_threads`.

Messages belong together by `References` and `In-Reply-To` (RFC 5322, 3.6.4), whether the message that they name is in
the file or not; an answer that names nothing joins the last thread with its subject.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import BinaryIO

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from community import attaching
from community.importing import LONGEST_ID, FileRead, PostRead, ThreadRead
from community.mail_headers import header_text, ids_in, moment_of, raw_header, sender_of, subject_of, tag_of
from community.mail_text import contact_mark, markdown_of, own_words, words_of
from community.models.thread import MAX_TITLE
from library.contact_data import without_contact_data
from library.lines import Problem
from search import languages

# Not `mailbox.mbox`: that one begins a message at every line that starts with "From ", also inside a text.
_BEGINS = re.compile(rb"^From \S.*\b\d{1,2}:\d{2}(?::\d{2})?\b.*\b\d{4}\b")
_QUOTED_FROM = re.compile(rb"^>(>*From )")
LARGEST = 30_000_000
"""Bytes of one message; nobody reads more than a part of it here."""
_SUBJECT_HOLDS = timedelta(days=180)
"""How long after a thread's last message an answer without references may join it by its subject."""


@dataclass(slots=True)
class Envelope:
    """What is kept of every message while the threads are made. `number` counts from 1."""

    number: int
    start: int
    end: int
    message_id: str
    names: list[str]
    subject: str
    is_reply: bool
    at: datetime | None


def places(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Where each message stands in the file: offsets of its From_ line and of what follows the message."""
    file.seek(0)
    begins: int | None = None
    at = 0
    after_blank = True
    while line := file.readline(1_000_000):
        if after_blank and line.startswith(b"From ") and _BEGINS.match(line):
            if begins is not None:
                yield begins, at
            begins = at
        after_blank = not line.strip()
        at += len(line)
    if begins is not None:
        yield begins, at


def _raw(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(min(end - start, LARGEST))


def parsed(raw: bytes) -> tuple[str, Message]:
    """From_ line and message of one message in an mbox file."""
    first, _newline, rest = raw.partition(b"\n")
    lines = (_QUOTED_FROM.sub(rb"\1", line) for line in rest.replace(b"\0", b"").split(b"\n"))
    message = BytesParser(policy=compat32).parsebytes(b"\n".join(lines))
    return first.decode("ascii", "ignore"), message


def _envelope(file: BinaryIO, number: int, start: int, end: int) -> Envelope:
    raw = _raw(file, start, end)
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    from_line, message = parsed(head + b"\n\n")
    charset = str(message.get_param("charset") or "") if "content-type" in message else ""
    own = ids_in(raw_header(message, "Message-ID"))
    message_id = own[0] if own else "none-" + hashlib.sha256(raw).hexdigest()
    names = ids_in(raw_header(message, "References") + " " + raw_header(message, "In-Reply-To"))
    subject, is_reply = subject_of(header_text(raw_header(message, "Subject"), charset))
    return Envelope(
        number=number,
        start=start,
        end=end,
        message_id=message_id[:LONGEST_ID],
        names=[one for one in names if one != message_id],
        subject=subject,
        is_reply=is_reply,
        at=moment_of(raw_header(message, "Date"), raw_header(message, "Received"), _time_in(from_line)),
    )


def _time_in(from_line: str) -> str:
    """`From a@b Tue Mar  4 10:00:00 2014` → what can be read as a date."""
    found = re.search(r"([A-Z][a-z]{2}) +(\d{1,2}) +(\d{1,2}:\d{2}(?::\d{2})?) +(?:[A-Z]{3,4} +)?(\d{4})", from_line)
    return f"{found[2]} {found[1]} {found[4]} {found[3]} +0000" if found else ""


class _Groups:
    """Ids that belong together."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, one: str) -> str:
        root = one
        while (above := self._above.setdefault(root, root)) != root:
            root = above
        while self._above[one] != root:
            self._above[one], one = root, self._above[one]
        return root

    def join(self, one: str, other: str) -> None:
        self._above[self.of(one)] = self.of(other)


def grouped(envelopes: list[Envelope]) -> list[list[Envelope]]:
    """Messages of one thread together: by reference, then by subject. Threads and messages are in the order of the
    file, which is that of their arrival."""
    groups = _Groups()
    here = {one.message_id for one in envelopes}
    for one in envelopes:
        groups.of(one.message_id)
        for name in one.names:
            groups.join(name, one.message_id)
    last: dict[str, tuple[str, datetime | None]] = {}
    for one in envelopes:
        key = one.subject.casefold()
        answers_what_is_here = any(name in here for name in one.names)
        if key and one.is_reply and not answers_what_is_here and key in last:
            root, at = last[key]
            if at is None or one.at is None or abs(one.at - at) <= _SUBJECT_HOLDS:
                groups.join(one.message_id, root)
        if key:
            last[key] = (one.message_id, one.at)
    threads: dict[str, list[Envelope]] = {}
    for one in envelopes:
        threads.setdefault(groups.of(one.message_id), []).append(one)
    return list(threads.values())


def threads_in(file: BinaryIO, *, community: str, language: str = "") -> Iterator[ThreadRead | list[Problem]]:
    """Everything in an mbox file that can be sought (two passes), or what is wrong with a message.

    :param community: slug of where the threads shall be
    :param language: of all texts; empty: guessed of each
    """
    envelopes: list[Envelope] = []
    seen: set[str] = set()
    for number, (start, end) in enumerate(list(places(file)), start=1):
        try:
            one = _envelope(file, number, start, end)
        except Exception as error:  # no mail is so broken that the others should not be read
            yield [Problem(number, "", _("cannot be read: %(error)s") % {"error": type(error).__name__})]
            continue
        if one.message_id not in seen:  # lists often keep a message twice
            seen.add(one.message_id)
            envelopes.append(one)
    tags = Counter(tag_of(one.subject) for one in envelopes)
    usual = {tag for tag, count in tags.items() if tag and count * 2 > len(envelopes)}
    for one in envelopes:
        tag = tag_of(one.subject)
        if tag in usual:
            one.subject, again = subject_of(one.subject.removeprefix(tag))
            one.is_reply = one.is_reply or again
    for thread in grouped(envelopes):
        yield from _thread(file, thread, community=community, language=language)


def _thread(
    file: BinaryIO, envelopes: list[Envelope], *, community: str, language: str
) -> Iterator[ThreadRead | list[Problem]]:
    posts: list[PostRead] = []
    times: dict[str, datetime] = {}
    for one in envelopes:
        # A clock that went wrong puts no answer before what it answers.
        earliest = max((times[name] for name in one.names if name in times), default=None)
        at = one.at or earliest or (posts[-1].at if posts else None)
        if at is None:
            yield [Problem(one.number, "Date", _("says no time that can be read"))]
            continue
        at = max(at, earliest) if earliest else at
        try:
            posts.append(_post(file, one, at=at, language=language))
            times[one.message_id] = at
        except Exception as error:  # as above
            yield [Problem(one.number, "", _("cannot be read: %(error)s") % {"error": type(error).__name__})]
    if not posts:
        return
    here = {one.message_id for one in envelopes}
    with translation.override(language or settings.LANGUAGE_CODE):
        title = without_contact_data(envelopes[0].subject, contact_mark()) or _("(no subject)")
    yield ThreadRead(
        line=envelopes[0].number,
        community=community,
        title=title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…",
        posts=posts,
        language=language,
        refers_to=tuple({name for one in envelopes for name in one.names if name not in here}),
    )


def _post(file: BinaryIO, one: Envelope, *, at: datetime, language: str) -> PostRead:
    _from_line, message = parsed(_raw(file, one.start, one.end))
    charset = str(message.get_param("charset") or "") if "content-type" in message else ""
    address, name = sender_of(raw_header(message, "From"), charset)
    text, files = words_of(message)
    own, known = own_words(text), settings.LANGUAGE_CODES
    shown = language or languages.guess(own, default=settings.LANGUAGE_CODE, among=known)
    taken = [FileRead(file, content) for file, content in files if attaching.is_taken(content)][: attaching.MAX_FILES]
    left = Counter(file for file, _content in files) - Counter(file.name for file in taken)
    with translation.override(shown):  # our notes are in the language of the text
        text = markdown_of(text, list(left.elements()))
    return PostRead(
        external_id=one.message_id,
        at=at.astimezone(UTC),
        text=text,
        email=address,
        name=name,
        language=shown,
        files=tuple(taken),
    )
