"""Old addresses of threads and posts, and what the author of a hidden thread reads in its place."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from community.addresses import address_of_post, address_of_thread, thread_now
from community.hidden import reasons_of
from community.models import Community, Post, Thread


@dataclass(frozen=True, slots=True)
class Elsewhere:
    thread: Thread
    address: str


def elsewhere(request: HttpRequest, found: Thread | None, thread_id: int) -> Elsewhere | None:
    """Where what was asked for is now, when it is not here: its thread was moved or merged, or the post split off."""
    post_id = request.GET.get("post", "")
    if found is None:
        thread = thread_now(request.user, thread_id)
        if thread is None:
            return None
        query = request.GET.urlencode()
        return Elsewhere(thread, address_of_thread(thread) + (f"?{query}" if query else ""))
    if request.method == "POST" or not (post_id.isdecimal() and int(post_id) < 2**63):
        return None
    post = (
        Post.objects.visible_to(request.user)
        .filter(pk=post_id)
        .exclude(thread=found)
        .select_related("thread__community")
        .first()
    )
    return Elsewhere(post.thread, address_of_post(post)) if post else None


def in_its_place(request: HttpRequest, slug: str, thread_id: int) -> HttpResponse:
    """For its author, in place of a thread that was hidden: why, and their own words.

    :raises Http404: for everybody else
    """
    if not request.user.is_authenticated or thread_id >= 2**63:
        raise Http404
    communities = Community.objects.visible_to(request.user).filter(slug=slug)
    thread = Thread.objects.filter(
        pk=thread_id, author=request.user, is_hidden=True, merged_into=None, community__in=communities
    ).first()
    if thread is None:
        raise Http404
    own = Post.objects.filter(thread=thread, author=request.user)
    reason = reasons_of(threads=[thread.pk]).get(("thread", thread.pk), "")
    return render(
        request, "community/hidden_thread.html", {"thread": thread, "posts": own, "reason": reason}, status=410
    )
