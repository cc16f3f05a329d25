"""What one person wrote, as far as the reader may see it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from community.cards import anchor_of, author_name, crumbs, facts_for, presentation_of
from community.lists import newest
from community.models import Community, Post
from community.rendering import plain
from people.person_tools import tools_for

EXCERPT = 200  # characters


@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Their posts, newest first. Whoever may read none of them does not learn the name."""
    if person_id >= 2**63:
        raise Http404
    theirs = (
        Post.objects.visible_to(request.user)
        .filter(author=person_id)
        .select_related("author", "thread__community")
        .prefetch_related(Community.objects.pages_of("thread__community__"))
    )
    after = request.GET.get("after", "")
    part = newest(theirs, "created_at", after=after)
    if not part.rows and (not after or not theirs.exists()):
        raise Http404
    one = part.rows[0] if part.rows else theirs[0]
    return render(
        request,
        "community/person.html",
        {
            "person": {"name": author_name(one)},
            "tools": tools_for(request.user, one.author),
            "rows": [_row(post, request.user) for post in part.rows],
            "next_url": f"?{urlencode({'after': part.next_cursor})}" if part.next_cursor else "",
            "is_first_page": not after,
            "crumbs": crumbs(),
        },
    )


def _row(post: Post, reader: Any) -> dict[str, Any]:
    thread = post.thread
    address = reverse("community:thread", kwargs={"slug": thread.community.slug, "thread_id": thread.pk})
    shown = presentation_of(thread.community)
    return {
        "title": thread.title,
        "title_language": thread.language,
        "url": f"{address}?post={post.pk}#{anchor_of(post)}",
        "excerpt": Truncator(plain(post.html)).chars(EXCERPT),
        "created_at": post.created_at,
        "started_it": post.created_at == thread.created_at and thread.author_id == post.author_id,
        "community_title": shown["title"],
        "community_language": shown["language"],
    } | facts_for(reader, post.language)
