"""All communities."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community import reading
from community.cards import community_cards, thread_row
from community.lists import latest
from community.models import Community, Thread


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    communities = Community.objects.known_to(request.user).with_pages()
    threads = Thread.objects.visible_to(request.user).select_related("author", "community", "e_discussion")
    found = list(communities)
    newest = latest(threads, size=10).rows
    titles = {community.pk: community for community in found}
    return render(
        request,
        "community/index.html",
        {
            "communities": community_cards(found, user=request.user),
            "rows": reading.with_unread(
                [
                    thread_row(thread, reader=request.user, community=titles.get(thread.community_id))
                    for thread in newest
                ],
                request.user,
                newest,
            ),
        },
    )
