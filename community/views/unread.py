"""Where what is new begins in a thread. Lists of unread threads are lists like others (`choosing.LISTS`)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from community import reading
from community.addresses import address_of_thread
from community.cards import anchor_of
from community.models import Post
from community.views.finding import thread_or_404


@require_safe
@login_required
def first_new(request: HttpRequest, slug: str, thread_id: int) -> HttpResponseBase:
    """Leads to the first new post of a thread; to its newest one where nothing is new."""
    found = thread_or_404(request, slug, thread_id)
    number = reading.first_unread(request.user, found)
    if number is None:
        newest = Post.objects.visible_to(request.user).filter(thread=found).order_by("-created_at", "-pk").first()
        number = newest.pk if newest else None
    address = address_of_thread(found)
    return redirect(f"{address}?post={number}#{anchor_of(Post(pk=number))}" if number else address)
