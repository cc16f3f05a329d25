"""More like this: documents that share the words that matter in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.cache import cache

from . import querying, registry
from .analysis import Question, Word, question
from .audiences import audiences_of
from .conditions import any_value
from .documents import Version
from .engines.base import EngineUnavailable, Hit, Request

_WORDS = 120
"""The most frequent words of a document, of which the plan takes the rarest."""
_READ = 20_000
"""Characters."""
_KEPT = 600  # seconds
_KEPT_AWAY = 60
"""Seconds after which an engine that was away is asked again: no page waits for it each time."""
_STRONG = 3
"""A word that stands there so often counts whole."""


def related(
    kind: str, number: int, *, user: Any, language: str, kinds: Sequence[str] = (), limit: int = 4
) -> list[querying.Result]:
    """Documents of `kinds` (default: the same kind) like `(kind, number)`, for `user`, who reads `language`.

    Nothing when the engine is away: a page is still a page. Remembered for some minutes for readers with the same
    audiences; what they may not see any more is left out even so.
    """
    wanted = [(tuple(kinds) or (kind,), limit)]
    return related_lists(kind, number, user=user, language=language, wanted=wanted)[0]


def related_lists(
    kind: str, number: int, *, user: Any, language: str, wanted: Sequence[tuple[Sequence[str], int]]
) -> list[list[querying.Result]]:
    """Several lists of `related` at once, each of some kinds and so many: the document is read once for all of them."""
    audiences = audiences_of(user)
    subject = _Subject(kind, number, audiences)
    is_away = False
    lists = []
    for kinds, limit in wanted:
        # With the index's place: installations that share a cache number their documents alike.
        name = f"{settings.SEARCH_INDEX_DIR}:{kind}:{number}:{language}:{tuple(kinds)}:{limit}:{sorted(audiences)}"
        key = f"search.related.{blake2b(name.encode(), digest_size=12).hexdigest()}"
        hits = cache.get(key)
        if hits is None:
            hits = []
            try:
                if not is_away:
                    hits = _hits(subject, _asked(kinds, audiences, language, limit))
            except EngineUnavailable:
                is_away = True
            cache.set(key, hits, _KEPT_AWAY if is_away else _KEPT)
        lists.append([querying.shown(hit, language, querying.SearchRequest()) for hit in hits])
    links = querying.links_of([one for shown in lists for one in shown], user, language)
    return [
        [querying.result(one, links, querying.nothing_marked) for one in shown if one.key in links] for shown in lists
    ]


@dataclass(slots=True)
class _Subject:
    """What others are to be like; read and analysed when somebody needs it, and once."""

    kind: str
    number: int
    audiences: frozenset[str]
    _versions: tuple[Version, ...] | None = None
    _question: Question | None = None

    @property
    def versions(self) -> tuple[Version, ...]:
        """It and its other languages, as the engine keeps them: a dozen queries less than making the document anew.
        What no engine has yet is made. Empty when it is not there, or not for these readers.

        :raises EngineUnavailable:
        """
        if self._versions is None:
            self._versions = self._kept() or self._made()
        return self._versions

    def _kept(self) -> tuple[Version, ...]:
        key = any_value("key", [f"{self.kind}:{self.number}"])
        found = querying.ask(Request(audiences=self.audiences, required=(key,), limit=1)).hits
        return tuple(v for hit in found for v in (Version(hit.id, hit.language, hit.title, hit.texts), *hit.versions))

    def _made(self) -> tuple[Version, ...]:
        document = next(iter(registry.source(self.kind).documents([self.number])), None)
        if document is None or not self.audiences & set(document.audiences):
            return ()
        return (Version(document.id, document.language, document.title, document.body), *document.versions)

    @property
    def gist(self) -> Question:
        if self._question is None:
            self._question = _gist(self.versions)
        return self._question


def _asked(kinds: Sequence[str], audiences: frozenset[str], language: str, limit: int) -> Request:
    reader = language if language in settings.LANGUAGE_CODES else settings.LANGUAGE_CODES[0]
    return Request(audiences=audiences, filters={"type": tuple(kinds)}, reader=reader, limit=limit)


def _hits(subject: _Subject, asked: Request) -> list[Hit]:
    if not subject.versions:
        return []
    itself = [f"{subject.kind}:{version.id}" for version in subject.versions]
    like_it = replace(asked, question=subject.gist, excluded=(any_value("key", itself),))
    return querying.ask(like_it).hits


def _gist(versions: Sequence[Version]) -> Question:
    """A document as a question: the words that it has again and again, in its titles and texts."""
    texts: list[tuple[str, str]] = []
    for version in versions:
        texts += [(version.language, version.title), *((text.language, text.value) for text in version.texts)]
    counts: Counter[str] = Counter()
    words: dict[str, Word] = {}
    for language, text in texts:
        asked = question(text[:_READ], [language])
        counts.update(asked.phrase)
        for word in asked.words:
            words.setdefault(word.exact, word)
    gist = []
    for term, count in counts.most_common(_WORDS):
        share = min(count, _STRONG) / _STRONG
        word = words[term]
        gist.append(
            Word(term, word.exact_weight * share, tuple((loose, weight * share) for loose, weight in word.loose))
        )
    return Question(tuple(gist))
