from __future__ import annotations

import itertools
from typing import Any

from community import posting
from community.models import Community, CommunityIndexPage, CommunityPage, Membership, Post, Thread
from library.models import Theme
from library.tree import locale_of

from .. import outline
from .people import user

_numbers = itertools.count(1)


def community(*, titles: dict[str, str] | None = None, theme: str = "natural-resources", **fields: Any) -> Community:
    """A community with its page in each language of `titles`."""
    slug = fields.pop("slug", f"community-{next(_numbers)}")
    made = Community.objects.create(slug=slug, theme=Theme.objects.get(code=theme), **fields)
    if titles:
        outline.ensure()
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


def reply(to: Thread, **fields: Any) -> Post:
    """A reply in `to`."""
    defaults: dict[str, Any] = {"text": f"An answer {next(_numbers)}", "language": "en"}
    given = defaults | fields
    given["author"] = given.get("author") or user()
    return posting.reply(thread=to, **given)


def member(of: Community, **fields: Any) -> Any:
    """Somebody who belongs to `of`: `role`, `state`, `banned_until` … as the row has them."""
    person = fields.pop("user", None) or user()
    Membership.objects.create(community=of, user=person, **fields)
    return person


def facilitator(of: Community) -> Any:
    return member(of, role=Membership.Role.FACILITATOR)
