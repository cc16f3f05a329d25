"""The shelf as one reader sees it: every practice they may read, narrowed by what they chose, with counts.

All facets come from one query: a row a practice (`models/shelf.py`), counted here. Ten thousand rows take some 60 ms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F
from wagtail.models import PageViewRestriction

from library.models import CasePage, Shelved, Standing
from library.models.case import CaseQuerySet
from library.visibility import unreadable

# Facet → the column of the shelf that has its values.
FACETS = {
    "theme": "themes",
    "country": "countries",
    "evidence": "evidence",
    "goal": "goals",
    "blocks": "blocks",
    "lang": "languages",
}
_PLACES = {name: place for place, name in enumerate(FACETS)}


@dataclass(frozen=True, slots=True)
class Practice:
    """`place`: see `Shelved`. `values`: for each of FACETS, in its order, the codes with a space between."""

    versions: str
    place: str
    values: tuple[str, ...]

    def in_facet(self, name: str) -> list[str]:
        """Its codes in one of FACETS."""
        return self.values[_PLACES[name]].split()

    def page_ids(self) -> Iterable[int]:
        """Those of its versions."""
        return _versions(self.versions).values()

    def page_id(self, languages: Sequence[str]) -> int:
        """The version in the first of `languages` that has one, else the oldest."""
        versions = _versions(self.versions)
        return next((versions[code] for code in languages if code in versions), next(iter(versions.values())))


def _versions(text: str) -> dict[str, int]:
    pairs = (part.rpartition(":") for part in text.split())
    return {language: int(number) for language, _, number in pairs}


class Shelf:
    """:param chosen: facet → values; a practice has one of the values of each facet
    :param only: ids of pages, of which a practice has at least one; None: any"""

    def __init__(
        self,
        *,
        user: Any,
        chosen: Mapping[str, Sequence[str]] | None = None,
        only: Iterable[int] | None = None,
        among: list[PageViewRestriction] | None = None,
    ) -> None:
        hidden = set(unreadable(CasePage.objects.live(), user, among=among).values_list("pk", flat=True))
        # Archived practices are kept to be read, found and linked; nobody is led to them.
        archived = Standing.objects.filter(state=Standing.State.ARCHIVED).values("translation_key")
        rows: Iterable[tuple[str, ...]] = (
            Shelved.objects.exclude(practice__in=archived)
            .order_by(F("published_on").desc(nulls_last=True), F("first_published_at").desc(), "versions")
            .values_list("versions", "place", *FACETS.values())
        )
        if hidden:
            rows = _without(rows, hidden)
        if only is not None:
            wanted = set(only)
            rows = (row for row in rows if not wanted.isdisjoint(_versions(row[0]).values()))
        self.found: list[Practice] = []
        counts: list[Counter[str]] = [Counter() for _ in FACETS]
        tests = [
            (place, _has_one_of(frozenset(chosen[name])))
            for name, place in _PLACES.items()
            if chosen and chosen.get(name)
        ]
        for row in rows:
            values = row[2:]
            failed = [place for place, test in tests if not test(values[place])]
            if not failed:
                self.found.append(Practice(row[0], row[1], values))
            elif len(failed) == 1:  # another value of that facet would find it
                counts[failed[0]][values[failed[0]]] += 1
        for place, counted in enumerate(counts):
            counted.update(practice.values[place] for practice in self.found)
        self.counts = {name: _apart(counted) for name, counted in zip(FACETS, counts, strict=True)}


def _without(rows: Iterable[tuple[str, ...]], hidden: set[int]) -> Iterable[tuple[str, ...]]:
    """The rows as for somebody who must not know of the `hidden` pages."""
    languages = _PLACES["lang"] + 2
    for row in rows:
        versions = _versions(row[0])
        seen = {language: number for language, number in versions.items() if number not in hidden}
        if len(seen) < len(versions):
            if not seen:
                continue
            changed = list(row)
            changed[0] = " ".join(f"{language}:{number}" for language, number in seen.items())
            changed[languages] = " ".join(sorted(seen))
            yield tuple(changed)
        else:
            yield row


def _has_one_of(wanted: frozenset[str]) -> Callable[[str], bool]:
    """Whether a set of codes has one of `wanted`; there are few different sets, so each is looked at once."""

    @cache
    def test(codes: str) -> bool:
        return not wanted.isdisjoint(codes.split())

    return test


def _apart(counted: Counter[str]) -> dict[str, int]:
    """Number of sets → number of practices with each of their codes."""
    found: Counter[str] = Counter()
    for codes, number in counted.items():
        for code in codes.split():
            found[code] += number
    return dict(found)


def cases_of(
    practices: Iterable[Practice],
    *,
    user: Any,
    languages: Sequence[str],
    among: list[PageViewRestriction] | None = None,
) -> list[tuple[Practice, CasePage]]:
    """With the page of each for a reader of the first of `languages` in which there is one, in the same order."""
    ids = {practice.page_id(languages): practice for practice in practices}
    pages: CaseQuerySet = CasePage.objects.visible_to(user, among=among).filter(pk__in=ids)
    by_id = {
        page.pk: page
        for page in pages.with_doubt()
        .select_related("locale", "lead_image")
        .prefetch_related("lead_image__renditions")
        .defer("body")
    }
    return [(practice, by_id[number]) for number, practice in ids.items() if number in by_id]
