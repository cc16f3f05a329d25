"""What the views of one thread or post begin with: the thing, if this reader may see it; a text that survives a lost
session; and the answer to a small button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Community, Post, Thread
from library import keeping
from library.refusals import NotAllowed


def community_or_404(request: HttpRequest, slug: str) -> Community:
    community = Community.objects.visible_to(request.user).with_pages().filter(slug=slug).first()
    if community is None:
        raise Http404
    return community


def thread_or_404(request: HttpRequest, slug: str, thread_id: int) -> Thread:
    """Ids beyond the database's range are simply not there."""
    threads = Thread.objects.visible_to(request.user).filter(community__slug=slug, pk=min(thread_id, 2**63 - 1))
    found = (
        threads.select_related("community", "author", "e_discussion")
        .prefetch_related(Community.objects.pages_of("community__"))
        .first()
    )
    if found is None:
        raise Http404
    return found


def post_or_404(request: HttpRequest, post_id: int) -> Post:
    posts = Post.objects.visible_to(request.user).filter(pk=min(post_id, 2**63 - 1))
    found = posts.select_related("thread__community", "author").first()
    if found is None:
        raise Http404
    return found


def kept_for_sign_in(request: HttpRequest, anchor: str = "") -> HttpResponseBase:
    """The session was lost, or never there: the text waits until the person has signed in."""
    keeping.keep(request)
    messages.warning(request, _("Please sign in. Your text is kept and waits for you here."))
    return redirect_to_login(request.get_full_path() + anchor, reverse("account_login"))


def tapped(request: HttpRequest, act: Callable[[], Any], *, done: str, back: str) -> HttpResponseBase:
    """A form of one button: do it, and say so where the person was; or say why not."""
    if not request.user.is_authenticated:
        return redirect_to_login(back, reverse("account_login"))
    try:
        act()
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(back)
