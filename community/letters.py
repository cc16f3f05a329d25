"""Letters about somebody's place in a community, in their language, as rows (the mail backend does that)."""

from __future__ import annotations

from typing import Any

from community.models import Community
from library import letters


def title_in(community: Community, language: str) -> str:
    page = community.presentation(language)
    return page.title if page else community.slug


def write(person: Any, template: str, *, community: Community, **context: Any) -> None:
    """A letter from `templates/community/letters/`; context as `library.letters.write`, and `slug`, `title`."""
    if person is None:
        return
    title = title_in(community, letters.language_of(person))
    letters.write(person, template, app="community", slug=community.slug, title=title, **context)
