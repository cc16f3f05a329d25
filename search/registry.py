"""Who makes documents, who names the values of facets, and which values exist. Filled by the apps, read by search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.module_loading import autodiscover_modules

from .documents import DocumentSource
from .parallel import ParallelTexts

Labels = Callable[[Iterable[str], str], Mapping[str, str]]

_sources: dict[str, DocumentSource] = {}
_labels: dict[str, Labels] = {}
_known: dict[str, Callable[[], Iterable[str]]] = {}
_visible: dict[str, Callable[[Any], Iterable[str]]] = {}
_parallel: list[ParallelTexts] = []


def discover() -> None:
    """Import `search_documents` and `parallel_texts` of every installed app, which register what they have."""
    autodiscover_modules("search_documents", "parallel_texts")


def register(source: DocumentSource) -> None:
    """Make `source` responsible for its kind. Raises ValueError when another class already is."""
    other = _sources.get(source.kind)
    if other is not None and type(other) is not type(source):
        raise ValueError(f"{type(other).__name__} already makes the documents of kind {source.kind!r}")
    _sources[source.kind] = source


def unregister(kind: str) -> None:
    """Forget the source of `kind`. For tests."""
    _sources.pop(kind, None)


def source(kind: str) -> DocumentSource:
    """The source of `kind`; raises KeyError for a kind that no app makes."""
    return _sources[kind]


def sources() -> list[DocumentSource]:
    """All sources, in the order they were registered (that of INSTALLED_APPS)."""
    return list(_sources.values())


def register_facet_labels(field: str, labels: Labels) -> None:
    """`labels(codes, language)` gives the names of a facet's values (`theme`, …) in the reader's language."""
    _labels[field] = labels


def facet_labels(field: str, codes: Iterable[str], language: str) -> dict[str, str]:
    """Code → name; a code without a name is left out. One call a facet, so one query at most."""
    codes = list(codes)
    return dict(_labels[field](codes, language)) if codes and field in _labels else {}


def register_known_values(field: str, values: Callable[[], Iterable[str]]) -> None:
    """`values()` gives every valid value of a facet: a request for another one is told so."""
    _known[field] = values


def register_visible_values(field: str, values: Callable[[Any], Iterable[str]]) -> None:
    """Like `register_known_values`, where some values are not for everybody to know of: `values(user)`."""
    _visible[field] = values


def known_values(field: str, user: Any) -> frozenset[str] | None:
    """The values of `field` that are valid for `user`; None when anything goes."""
    if field in _visible:
        return frozenset(_visible[field](user))
    return frozenset(_known[field]()) if field in _known else None


def register_parallel_texts(provider: ParallelTexts) -> None:
    """`provider()` gives public texts in several languages: the lexicon learns from them."""
    if provider not in _parallel:
        _parallel.append(provider)


def parallel_texts() -> list[ParallelTexts]:
    """All providers, in the order they were registered."""
    return list(_parallel)
