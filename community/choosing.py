"""Which threads of a list somebody wants: one of the lists, narrowed by tag, language and kind, as its address says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict

from community import reading
from community.models import Post, Thread, ThreadTag
from community.tagging import key_of
from people.languages_read import languages_read_by

LATEST = "latest"

List = Callable[[QuerySet[Thread], Any], QuerySet[Thread]]


def _unanswered(threads: QuerySet[Thread], user: Any) -> QuerySet[Thread]:
    """Questions and discussions in which nobody has replied, and no answer is accepted. Announcements and e-discussions
    wait for no answer, and in a locked thread nobody can give one."""
    kinds = [Thread.Kind.QUESTION, Thread.Kind.DISCUSSION]
    return threads.filter(reply_count=0, accepted_post=None, is_locked=False, kind__in=kinds)


def _mine(threads: QuerySet[Thread], user: Any) -> QuerySet[Thread]:
    """Started or replied in."""
    return threads.filter(pk__in=Post.objects.filter(author=user).values("thread"))


def _readable(threads: QuerySet[Thread], user: Any) -> QuerySet[Thread]:
    """In a language that the reader knows; all, for who never said which."""
    known = languages_read_by(user)
    return threads.filter(language__in=known) if known else threads


LISTS: dict[str, List] = {"unanswered": _unanswered, "unread": reading.with_news, "mine": _mine, "readable": _readable}
"""What `?list=` may say, beside nothing for the latest."""
FOR_PEOPLE = frozenset({"unread", "mine", "readable"})
"""Lists that nobody has before they sign in."""


@dataclass(frozen=True, slots=True)
class Chosen:
    list: str = LATEST
    tag: str = ""
    language: str = ""
    kind: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.tag or self.language or self.kind)

    @property
    def is_everything(self) -> bool:
        return self == Chosen()

    def question(self, **changes: str) -> str:
        """The address of this list, with changes, as `?…`: always one, so that a link replaces what is there."""
        wanted = replace(self, **changes)
        pairs = {
            "list": "" if wanted.list == LATEST else wanted.list,
            "kind": wanted.kind,
            "tag": wanted.tag,
            "lang": wanted.language,
        }
        return "?" + urlencode({name: value for name, value in pairs.items() if value})

    def of(self, threads: QuerySet[Thread], user: Any) -> QuerySet[Thread]:
        """Those of `threads` that were chosen; `user` may see them already."""
        if self.list in LISTS:
            threads = LISTS[self.list](threads, user)
        if self.language:
            threads = threads.filter(language=self.language)
        if self.kind:
            threads = threads.filter(kind=self.kind)
        if self.tag:
            threads = threads.filter(pk__in=ThreadTag.objects.filter(tag__key=key_of(self.tag)).values("thread"))
        return threads


def read(query: QueryDict, user: Any) -> Chosen:
    """What an address asks for. What nobody knows is left out: a link from elsewhere still leads to a list."""
    wanted = query.get("list", "")
    language, kind = query.get("lang", ""), query.get("kind", "")
    return Chosen(
        list=wanted if wanted in LISTS and (user.is_authenticated or wanted not in FOR_PEOPLE) else LATEST,
        tag=key_of(query.get("tag", ""))[:120],
        language=language if language in settings.LANGUAGE_CODES else "",
        kind=kind if kind in Thread.Kind.values else "",
    )
