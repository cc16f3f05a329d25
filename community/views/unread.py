"""What is new for somebody: in one community, across theirs, and where it begins in a thread."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community import reading
from community.cards import anchor_of, crumbs, presentation_of, thread_row
from community.lists import latest
from community.models import Community, Post, Thread


@require_safe
@login_required
def everywhere(request: HttpRequest) -> HttpResponse:
    """Across the communities that one belongs to."""
    return _page(request, None)


@require_safe
@login_required
def in_community(request: HttpRequest, slug: str) -> HttpResponse:
    community = Community.objects.visible_to(request.user).with_pages().filter(slug=slug).first()
    if community is None:
        raise Http404
    return _page(request, community)


def _page(request: HttpRequest, community: Community | None) -> HttpResponse:
    now = timezone.now()
    threads = reading.unread_threads(request.user, community).select_related("author", "community")
    threads = threads.prefetch_related(Community.objects.pages_of("community__"))
    part = latest(threads, after=request.GET.get("after", ""))
    rows = [thread_row(thread, community=None if community else thread.community) for thread in part.rows]
    return render(
        request,
        "community/unread.html",
        {
            "community": community,
            "presentation": presentation_of(community) if community else None,
            "rows": reading.with_unread(rows, request.user, part.rows),
            "next_cursor": part.next_cursor,
            "until": now.isoformat(),
            "crumbs": crumbs(community),
        },
    )


@require_safe
@login_required
def first_new(request: HttpRequest, slug: str, thread_id: int) -> HttpResponseBase:
    """Leads to the first new post of a thread; to its newest one where nothing is new."""
    threads = Thread.objects.visible_to(request.user).filter(community__slug=slug)
    found = threads.filter(pk=thread_id).first() if thread_id < 2**63 else None
    if found is None:
        raise Http404
    number = reading.first_unread(request.user, found)
    if number is None:
        newest = Post.objects.visible_to(request.user).filter(thread=found).order_by("-created_at", "-pk").first()
        number = newest.pk if newest else None
    address = reverse("community:thread", kwargs={"slug": slug, "thread_id": thread_id})
    return redirect(f"{address}?post={number}#{anchor_of(Post(pk=number))}" if number else address)
