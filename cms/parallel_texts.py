"""The site's plain pages in several languages, for the lexicon: those that everybody may read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.contrib.auth.models import AnonymousUser

from cms.models import StandardPage
from library.sections import to_text
from library.visibility import readable
from search import registry
from search.parallel import ParallelText, Section


def pages() -> Iterator[ParallelText]:
    """One a page, those that are in two languages or more."""
    found = readable(StandardPage.objects.live(), AnonymousUser()).select_related("locale")
    ordered = found.order_by("translation_key", "locale_id").iterator(chunk_size=200)
    for key, versions in groupby(ordered, lambda page: page.translation_key):
        sections = {page.locale.language_code: _sections(page) for page in versions}
        if len(sections) > 1:
            yield ParallelText(str(key), sections)


def _sections(page: StandardPage) -> tuple[Section, ...]:
    texts: list[Section] = [("title", page.title), ("intro", page.intro)]
    for block in page.body:
        texts.append(("heading", block.value["heading"]))
        texts.append(("text", to_text(block.value["text"].source)))
    return tuple(texts)


registry.register_parallel_texts(pages)
