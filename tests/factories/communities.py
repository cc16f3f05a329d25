from __future__ import annotations

import itertools
from typing import Any

from cms.outline import ensure_outline
from community import posting
from community.models import Community, CommunityIndexPage, CommunityPage, Thread
from library.models import Theme
from library.tree import locale_of

from .people import user

_numbers = itertools.count(1)


def community(*, titles: dict[str, str] | None = None, theme: str = "natural-resources", **fields: Any) -> Community:
    """A community with its page in each language of `titles`."""
    slug = fields.pop("slug", f"community-{next(_numbers)}")
    made = Community.objects.create(slug=slug, theme=Theme.objects.get(code=theme), **fields)
    if titles:
        ensure_outline()
    original = None
    for language, title in (titles or {}).items():
        page = CommunityPage(title=title, slug=slug, community=made, locale=locale_of(language), purpose=title)
        if original:
            page.translation_key = original.translation_key
        CommunityIndexPage.objects.get(locale=locale_of(language)).add_child(instance=page)
        page.save_revision().publish()
        original = original or page
    return made


def thread(**fields: Any) -> Thread:
    """A thread with its first post."""
    number = next(_numbers)
    defaults: dict[str, Any] = {"title": f"A question {number}", "text": "How do you do it?", "language": "en"}
    given = defaults | fields
    given.setdefault("community", None)
    given["community"] = given["community"] or community()
    given["author"] = given.get("author") or user()
    return posting.start_thread(**given)
