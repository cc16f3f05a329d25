"""What the home page shows: what is new, for this reader."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, When

from community.cards import community_cards, thread_row
from community.lists import latest
from community.models import Community, Thread
from library.cards import case_card
from library.models import CasePage, Theme
from library.views.browsing import one_a_practice
from search.reader import reading_language


def front_door(user: Any) -> dict[str, Any]:
    """Newest cases, communities and threads. A fixed number of queries."""
    reader = reading_language()
    cases = one_a_practice(CasePage.objects.visible_to(user), reader).for_listing()
    communities = list(Community.objects.visible_to(user).with_pages())
    by_id = {community.pk: community for community in communities}
    threads = Thread.objects.visible_to(user).select_related("author", "community")
    theirs_first = Case(When(locale__language_code=reader, then=0), default=1)
    return {
        "cards": [
            case_card(case) for case in cases.order_by(theirs_first, F("published_on").desc(nulls_last=True), "-pk")[:6]
        ],
        "communities": community_cards(communities, user=user),
        "rows": [
            thread_row(thread, community=by_id.get(thread.community_id)) for thread in latest(threads, size=5).rows
        ],
        "themes": list(Theme.objects.named()),
        "page_has_search": True,
        "library_url": f"/{reader}/library/",
    }
