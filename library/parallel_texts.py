"""Cases in several languages, for the lexicon: section by section, the published ones that everybody may read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.contrib.auth.models import AnonymousUser

from library.models import CasePage
from library.sections import sections_of
from search import registry
from search.parallel import ParallelText, Section


def cases() -> Iterator[ParallelText]:
    """One a practice, those that are in two languages or more."""
    pages = CasePage.objects.visible_to(AnonymousUser()).select_related("locale")
    ordered = pages.order_by("translation_key", "locale_id").iterator(chunk_size=200)
    for key, versions in groupby(ordered, lambda page: page.translation_key):
        found = {page.locale.language_code: _sections(page) for page in versions}
        if len(found) > 1:
            yield ParallelText(str(key), found)


def _sections(page: CasePage) -> tuple[Section, ...]:
    facts = [("title", page.title), ("summary", page.summary)]
    return (*facts, *((section.name, section.text) for section in sections_of(page.body)))


registry.register_parallel_texts(cases)
