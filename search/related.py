"""More like this: documents that share the words that matter in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.cache import cache

from . import querying, registry
from .analysis import Question, Word, question
from .audiences import audiences_of
from .conditions import any_value
from .documents import Document
from .engines.base import EngineUnavailable, Hit, Request

_WORDS = 120
"""The most frequent words of a document, of which the plan takes the rarest."""
_READ = 20_000
"""Characters."""
_KEPT = 600  # seconds
_STRONG = 3
"""A word that stands there so often counts whole."""


def related(
    kind: str, number: int, *, user: Any, language: str, kinds: Sequence[str] = (), limit: int = 4
) -> list[querying.Result]:
    """Documents of `kinds` (default: the same kind) like `(kind, number)`, for `user`, who reads `language`.

    Nothing when the engine is away: a page is still a page. Remembered for some minutes for readers with the same
    audiences; what they may not see any more is left out even so.
    """
    audiences = audiences_of(user)
    wanted = tuple(kinds) or (kind,)
    name = f"{kind}:{number}:{language}:{wanted}:{limit}:{sorted(audiences)}"
    key = f"search.related.{blake2b(name.encode(), digest_size=12).hexdigest()}"
    hits = cache.get(key)
    if hits is None:
        try:
            hits = _hits(kind, number, _asked(wanted, audiences, language, limit))
        except EngineUnavailable:
            return []
        cache.set(key, hits, _KEPT)
    shown = [querying.shown(hit, language, querying.SearchRequest()) for hit in hits]
    links = querying.links_of(shown, user, language)
    return [querying.result(one, links, querying.nothing_marked) for one in shown if one.key in links]


def _asked(kinds: Sequence[str], audiences: frozenset[str], language: str, limit: int) -> Request:
    reader = language if language in settings.LANGUAGE_CODES else settings.LANGUAGE_CODES[0]
    return Request(audiences=audiences, filters={"type": tuple(kinds)}, reader=reader, limit=limit)


def _hits(kind: str, number: int, asked: Request) -> list[Hit]:
    document = next(iter(registry.source(kind).documents([number])), None)
    if document is None or not asked.audiences & set(document.audiences):
        return []
    itself = [f"{kind}:{one}" for one in (number, *(version.id for version in document.versions))]
    return querying.ask(replace(asked, question=_gist(document), excluded=(any_value("key", itself),))).hits


def _gist(document: Document) -> Question:
    """The document as a question: the words that it has again and again, in its title, its body and its versions."""
    texts = [(document.language, document.title), *((text.language, text.value) for text in document.body)]
    for version in document.versions:
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
