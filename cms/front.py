"""What the home page shows: what is new, for this reader."""

from __future__ import annotations

from typing import Any

from community.cards import community_cards, thread_row
from community.lists import latest
from community.models import Community, Thread
from library.models import Theme
from library.shelf import Shelf, cases_of
from library.views.browsing import card_of
from library.views.mapping import country_map
from library.visibility import all_restrictions
from search.reader import reading_language

CASES = 6


def front_door(user: Any) -> dict[str, Any]:
    """Newest cases, communities and threads. A fixed number of queries."""
    reader = reading_language()
    restrictions = all_restrictions()
    themes = {theme.code: theme for theme in Theme.objects.with_names()}
    shelf = Shelf(user=user, among=restrictions)
    # What was written or translated in the reader's language comes first.
    newest = sorted(shelf.found, key=lambda practice: reader not in practice.in_facet("lang"))[:CASES]
    communities = list(Community.objects.visible_to(user).with_pages())
    by_id = {community.pk: community for community in communities}
    threads = Thread.objects.visible_to(user).select_related("author", "community")
    return {
        "cards": [
            card_of(practice, case, themes)
            for practice, case in cases_of(newest, user=user, languages=[reader], among=restrictions)
        ],
        "communities": community_cards(communities, user=user),
        "rows": [
            thread_row(thread, reader=user, community=by_id.get(thread.community_id))
            for thread in latest(threads, size=5).rows
        ],
        "themes": list(themes.values()),
        "page_has_search": True,
        "library_url": f"/{reader}/library/",
    } | country_map(shelf, user=user)
