"""A community from outside: what it is for and how one becomes a member; and finding one for the pages below it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from community import rights
from community.belonging import belonging
from community.cards import crumbs, presentation_of
from community.models import Community


def known(request: HttpRequest, slug: str) -> Community:
    """:raises Http404: the reader must not know of it"""
    communities = Community.objects.known_to(request.user).with_level(request.user).with_requests().with_pages()
    community = communities.filter(slug=slug).first()
    if community is None:
        raise Http404
    return community


def facilitated(request: HttpRequest, slug: str) -> Community:
    """:raises Http404, NotAllowed: the reader does not facilitate it"""
    community = known(request, slug)
    rights.check_can_moderate(request.user, community)
    return community


def page(request: HttpRequest, community: Community) -> HttpResponse:
    """For whoever may know of the community and not read it: nothing here is a thread's, and nothing is counted."""
    return render(
        request,
        "community/door.html",
        {
            "community": community,
            "presentation": presentation_of(community),
            "belonging": belonging(request.user, community),
            "crumbs": crumbs(),
        },
    )
