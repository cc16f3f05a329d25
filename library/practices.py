"""Practices as open data: what a visitor who is nobody may read, all languages together.

Every exit of open data (API, downloads, feed, OAI-PMH, citations) reads here, and only here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch

from library.models import CasePage, CaseTag, CaseTopic, Disclosure
from library.models.case import CaseQuerySet, slug_for

# What lists of languages are described by, and all that `describing`, `citing` and `exporting` ask of a case.
MAIN_FACTS = (
    "themes__names",
    "countries",
    Prefetch("tagged_items", queryset=CaseTag.objects.select_related("tag")),
)
FACTS = (
    *MAIN_FACTS,
    Prefetch("topics", queryset=CaseTopic.objects.select_related("concept").prefetch_related("concept__labels")),
    "sdgs",
    "references",
)


@dataclass(frozen=True)
class Practice:
    """A practice in all its public languages, the original (the first that was made) first."""

    versions: tuple[CasePage, ...]

    @property
    def original(self) -> CasePage:
        return self.versions[0]

    @property
    def code(self) -> str:
        return self.original.code

    @property
    def languages(self) -> list[str]:
        return [page.locale.language_code for page in self.versions]

    def version(self, language: str) -> CasePage:
        """The one in `language`, else the original."""
        return next((page for page in self.versions if page.locale.language_code == language), self.original)

    @cached_property
    def published_on(self) -> date | None:
        """Of the practice's first publication, anywhere; else of its first publication here."""
        first = self.original.first_published_at
        return self.original.published_on or (first.date() if first else None)


def public_cases() -> CaseQuerySet:
    """Every language version that everybody may read, whoever asks. One query more, now."""
    return CasePage.objects.visible_to(AnonymousUser())


def originals(cases: CaseQuerySet, among: CaseQuerySet) -> CaseQuerySet:
    """Of each practice with a version in `among` its original, by code. Both are of `public_cases()`."""
    earlier = cases.order_by().filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
    wanted = among.order_by().values("translation_key")
    return cases.filter(~Exists(earlier), translation_key__in=wanted).order_by("slug", "pk")


def practices(keys: Collection[UUID]) -> list[Practice]:
    """The public practices with these translation keys, by code, with everything that is said of them. A fixed number
    of queries."""
    return _grouped(public_cases().filter(translation_key__in=list(keys)))


def practices_coded(slugs: Collection[str]) -> dict[str, Practice]:
    """The same for codes in small letters."""
    found = _grouped(public_cases().filter(slug__in=list(slugs)))
    return {one.original.slug: one for one in found}


def practice_coded(code: str) -> Practice | None:
    """The public practice with this code; capitals do not matter."""
    return practices_coded([slug_for(code)]).get(slug_for(code))


def _grouped(cases: CaseQuerySet) -> list[Practice]:
    families: dict[Any, list[CasePage]] = {}
    for page in with_facts(cases).order_by("slug", "pk"):
        families.setdefault(page.translation_key, []).append(page)
    return [Practice(tuple(family)) for family in families.values()]


def changes_of(found: Collection[Practice]) -> dict[str, datetime]:
    """Code → when anything public of the practice changed last, in any language."""
    slugs = {practice.original.slug: practice.code for practice in found}
    rows = Disclosure.objects.filter(slug__in=slugs).values_list("slug", "changed_at")
    return {slugs[slug]: moment for slug, moment in rows}


def with_facts(cases: CaseQuerySet) -> CaseQuerySet:
    return cases.select_related("locale").prefetch_related(*FACTS)


def keys_of(pages: Iterable[CasePage]) -> list[UUID]:
    return [page.translation_key for page in pages]
