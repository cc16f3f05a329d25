"""Threads that were written elsewhere: what `import_discussions` and `import_mbox` both call.

The checks are those of `posting` but for rights: the archive's people need not be members. No event is sent
(`community.events`), so that nobody is notified of what was said years ago; search is told in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community import attaching, counting, rendering
from community.models import Attachment, Community, ImportedPost, Post, Thread
from community.models.imported import address_key, name_key
from community.posting import checked_language, checked_text, checked_title
from library.contact_data import without_contact_data
from library.lines import Problem
from search import changes
from search.normalising import normalise_name
from search.printable import unprintable

LONGEST_ID = 255
LONGEST_SOURCE = 60
LONGEST_NAME = 120
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_A_DAY = timedelta(days=1)  # clocks differ


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that came with a post; whether we take such files is known by now (`attaching.is_taken`)."""

    name: str
    content: bytes


@dataclass(slots=True)
class PostRead:
    """A post as an archive has it.

    `external_id` is unique within its source; `email` and `name` (either may be "") say who wrote it.
    """

    external_id: str
    at: datetime
    text: str
    email: str = ""
    name: str = ""
    language: str = ""
    files: tuple[FileRead, ...] = ()


@dataclass(slots=True)
class ThreadRead:
    """A thread as an archive has it.

    `line` is where it stands there, from 1; `community` a slug; `refers_to` names posts that are not among `posts` and
    may have been imported earlier.
    """

    line: int
    community: str
    title: str
    posts: list[PostRead]
    kind: str = Thread.Kind.DISCUSSION
    language: str = ""
    is_locked: bool = False
    refers_to: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """What an import did, or would have done."""

    threads: int = 0
    posts: int = 0
    known: int = 0
    problems: list[Problem] = field(default_factory=list)


class RefusedError(Exception):
    """`--strict`, and something was bad: nothing was imported."""

    def __init__(self, report: Report) -> None:
        super().__init__("refused")
        self.report = report


class BadThreadError(Exception):
    """One thread cannot be taken; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


class Authors:
    """Whose address it is here: of people with an account who have confirmed it. An unconfirmed address proves
    nothing: anybody could have typed it."""

    def __init__(self) -> None:
        self._person_of = lru_cache(maxsize=10_000)(self._ask)

    def _ask(self, address: str) -> int | None:
        found = EmailAddress.objects.filter(email__iexact=address, verified=True, user__is_active=True)
        return found.values_list("user_id", flat=True).first()

    def person_of(self, address: str) -> int | None:
        address = address.strip().lower()
        return self._person_of(address) if "@" in address else None


def shown_name(name: str) -> str:
    """A name as the archive's page shows it: one line, printable, never an address."""
    if unprintable(name):
        return ""
    name = normalise_name(name)
    if without_contact_data(name, "") != name or "@" in name:
        return ""
    return name[:LONGEST_NAME]


def import_threads(
    found: Iterable[ThreadRead | list[Problem]],
    *,
    source: str,
    strict: bool = False,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda count: None,
) -> Report:
    """Import what is new of an archive. A second run changes nothing; one that was stopped goes on where it was, for
    each thread is written whole or not at all.

    :param found: threads, or what is wrong with one
    :param source: names the archive: `external_id`s are unique within it
    :raises RefusedError: with `strict`, when anything was wrong
    """
    report, authors = Report(), Authors()
    brought: list[Attachment] = []
    communities = {community.slug: community for community in Community.objects.all()}

    def run() -> None:
        for number, read in enumerate(found, start=1):
            if isinstance(read, list):
                report.problems += read
                continue
            try:
                _import_one(read, communities, source=source, authors=authors, report=report, brought=brought)
            except BadThreadError as error:
                report.problems += error.problems
            if number % 100 == 0:
                progress(number)

    with changes.without_draining():
        if not (strict or dry_run):
            run()
            return report
        is_kept = False
        try:
            with transaction.atomic():
                run()
                if strict and report.problems:
                    raise RefusedError(report)
                transaction.set_rollback(dry_run)
            is_kept = not dry_run
        finally:
            if not is_kept:
                attaching.discard(brought)
    return report


def _import_one(
    read: ThreadRead,
    communities: dict[str, Community],
    *,
    source: str,
    authors: Authors,
    report: Report,
    brought: list[Attachment],
) -> None:
    community = communities.get(read.community)
    if community is None:
        sentence = _("there is no community called “%(slug)s”") % {"slug": read.community[:60]}
        raise BadThreadError([Problem(read.line, "community", sentence)])
    try:
        is_new, written = import_thread(read, community=community, source=source, authors=authors, brought=brought)
    except IntegrityError as error:
        sentence = _("another import writes the same posts at this moment; run it again")
        raise BadThreadError([Problem(read.line, "", sentence)]) from error
    report.threads += is_new
    report.posts += written
    report.known += len(read.posts) - written


@transaction.atomic
def import_thread(
    read: ThreadRead, *, community: Community, source: str, authors: Authors, brought: list[Attachment]
) -> tuple[bool, int]:
    """Write what is new of one thread.

    Posts that were imported before stay as they are here, where people may have edited, moved or hidden them. New ones
    join the thread that has the others.

    :param brought: gets the files that were stored, see `attaching.bring_in`
    :returns: whether the thread is new, and the number of posts written
    :raises BadThreadError: nothing of it was written
    """
    known = _known(source, [*(post.external_id for post in read.posts), *read.refers_to])
    new = {post.external_id: post for post in read.posts if post.external_id not in known}
    thread = _thread_with([row.post for row in known.values() if row.post])
    language = thread.language if thread else read.language
    rows, problems = [], []
    for post in sorted(new.values(), key=lambda one: one.at):
        try:
            rows.append((post, _row(post, authors=authors, language=language or community_language(community))))
        except ValidationError as error:
            problems += _problems(read.line, error, f"posts.{post.external_id[:60]}.")
    try:
        title = checked_title(read.title)
        if thread is None and rows:
            language = checked_language(language, f"{title} {rows[0][1].text}", community_language(community))
    except ValidationError as error:
        problems += _problems(read.line, error)
    if problems:
        raise BadThreadError(problems)
    if not rows:
        return False, 0
    first = rows[0][1]
    is_new = thread is None
    if thread is None:
        thread = Thread.objects.create(
            community=community, kind=read.kind, title=title, language=language, author_id=first.author_id,
            author_name=first.author_name, created_at=first.created_at, last_post_at=first.created_at,
            is_locked=read.is_locked,
        )  # fmt: skip
    elif first.created_at < thread.created_at:  # what began it came with a later file
        thread.author_id, thread.author_name = first.author_id, first.author_name
        thread.created_at = first.created_at
        thread.save(update_fields=["author", "author_name", "created_at"])
    for _read, row in rows:
        row.thread = thread
    Post.objects.bulk_create([row for _read, row in rows], batch_size=500)
    ImportedPost.objects.bulk_create(
        [
            ImportedPost(
                source=source,
                external_id=post.external_id,
                post=row,
                name_key=name_key(row.author_name),
                address_key=address_key(post.email),
            )
            for post, row in rows
        ],
        batch_size=500,
    )
    for post, row in rows:
        brought += attaching.bring_in(post=row, files=[(file.name, file.content) for file in post.files])
    counting.recount(thread)
    changes.record("thread", [thread.pk])
    return is_new, len(rows)


def _known(source: str, external_ids: Sequence[str]) -> dict[str, ImportedPost]:
    found: dict[str, ImportedPost] = {}
    for start in range(0, len(external_ids), 500):
        part = ImportedPost.objects.filter(source=source, external_id__in=external_ids[start : start + 500])
        found |= {row.external_id: row for row in part.select_related("post")}
    return found


def _thread_with(posts: Sequence[Post]) -> Thread | None:
    """The thread that has the latest of `posts`, its row locked: a facilitator may have split it since."""
    if not posts:
        return None
    latest = max(posts, key=lambda post: (post.created_at, post.pk))
    return Thread.objects.select_for_update().get(pk=latest.thread_id)


def community_language(community: Community) -> str:
    """What a text is in that does not tell."""
    return next((code for code in community.languages if code in settings.LANGUAGE_CODES), settings.LANGUAGE_CODE)


def _row(post: PostRead, *, authors: Authors, language: str) -> Post:
    """The checked row, without its thread.

    :raises ValidationError: with a sentence a field
    """
    mistakes: dict[str, Any] = {}
    if not post.external_id or len(post.external_id) > LONGEST_ID or unprintable(post.external_id):
        mistakes["id"] = _("must have 1 to %(most)s characters that can be shown") % {"most": LONGEST_ID}
    if not EARLIEST <= post.at <= timezone.now() + _A_DAY:
        mistakes["at"] = _("must be between 1970 and today")
    text = code = ""
    try:
        text = checked_text(post.text)
        code = checked_language(post.language, text, language)
    except ValidationError as error:
        mistakes |= error.message_dict
    if mistakes:
        raise ValidationError(mistakes)
    return Post(
        author_id=authors.person_of(post.email),
        author_name=shown_name(post.name),
        language=code,
        text=text,
        html=rendering.render(text),
        renderer_version=rendering.VERSION,
        created_at=post.at,
    )


def _problems(line: int, error: ValidationError, where: str = "") -> list[Problem]:
    return [
        Problem(line, f"{where}{name}", sentence)
        for name, sentences in error.message_dict.items()
        for sentence in sentences
    ]
