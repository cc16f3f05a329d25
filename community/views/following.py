"""Following and muting, and the page to look through what one follows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community import following, reading
from community.cards import crumbs, presentation_of, thread_row
from community.models import Community, CommunityState, TagFollow, Thread, ThreadState
from community.models.reading import Level
from community.views.finding import community_or_404, thread_or_404
from library.cards import language_facts

THREADS_A_PAGE = 50


def _back(request: HttpRequest, default: str) -> HttpResponseBase:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if wanted and is_ours else default)


def _said(request: HttpRequest, level: str) -> None:
    """What the choice means, as a message."""
    sentences = {
        Level.FOLLOW: _("You follow this now. Its news come to your notifications."),
        Level.MUTE: _("Muted: you are not told of its news any more."),
        Level.NONE: _("You neither follow nor mute this any more."),
    }
    messages.success(request, sentences[Level(level)])


def _set(request: HttpRequest, default: str, verb: Any, **about: Any) -> HttpResponseBase:
    if not request.user.is_authenticated:
        messages.warning(request, _("Please sign in to follow."))
        return redirect_to_login(default, reverse("account_login"))
    level = request.POST.get("level", "")
    try:
        verb(user=request.user, level=level, **about)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        _said(request, level)
    return _back(request, default)


@require_POST
def thread_level(request: HttpRequest, slug: str, thread_id: int) -> HttpResponseBase:
    thread = thread_or_404(request, slug, thread_id)
    default = reverse("community:thread", kwargs={"slug": slug, "thread_id": thread_id})
    return _set(request, default, following.set_thread_level, thread=thread)


@require_POST
def community_level(request: HttpRequest, slug: str) -> HttpResponseBase:
    default = reverse("community:threads", kwargs={"slug": slug})
    community = community_or_404(request, slug)
    if tag := request.POST.get("tag", ""):
        return _set(request, default, following.set_tag_level, community=community, tag=tag)
    return _set(request, default, following.set_community_level, community=community)


@require_POST
def mark_read(request: HttpRequest, slug: str) -> HttpResponseBase:
    default = reverse("community:threads", kwargs={"slug": slug})
    community = community_or_404(request, slug)
    if not request.user.is_authenticated:
        return redirect_to_login(default, reverse("account_login"))
    reading.mark_all_read(community=community, user=request.user, until=seen_until(request))
    messages.success(request, _("Everything here is marked as read."))
    return _back(request, default)


def seen_until(request: HttpRequest) -> Any:
    """When the page with the button was made: what came after it was not seen."""
    try:
        until = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        until = None
    now = timezone.now()
    return min(until, now) if until is not None and until.tzinfo is not None else now


@require_safe
@login_required
def followed(request: HttpRequest) -> HttpResponse:
    """Everything that somebody follows or mutes, as far as they may still read it."""
    user = request.user
    states = ThreadState.objects.filter(user=user, thread__in=Thread.objects.visible_to(user)).exclude(level=Level.NONE)
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 19:
        states = states.filter(pk__lt=int(after))
    else:
        after = ""
    found = list(
        states.select_related("thread__community", "thread__author")
        .prefetch_related(Community.objects.pages_of("thread__community__"))
        .order_by("-pk")[: THREADS_A_PAGE + 1]
    )
    shown = found[:THREADS_A_PAGE]
    return render(
        request,
        "community/following.html",
        {
            "threads": [
                {
                    "row": thread_row(state.thread, reader=request.user, community=state.thread.community),
                    "is_muted": state.level == Level.MUTE,
                    "because_they_wrote": state.why == ThreadState.Why.WROTE,
                    "slug": state.thread.community.slug,
                    "id": state.thread_id,
                }
                for state in shown
            ],
            "next_cursor": shown[-1].pk if len(found) > THREADS_A_PAGE else "",
            "communities": [] if after else _communities(user),
            "tags": [] if after else _tags(user),
            "crumbs": crumbs(),
        },
    )


def _communities(user: Any) -> list[dict[str, Any]]:
    states = (
        CommunityState.objects.filter(user=user, community__in=Community.objects.visible_to(user))
        .exclude(level=Level.NONE)
        .select_related("community")
        .prefetch_related(Community.objects.pages_of("community__"))
        .order_by("-pk")
    )
    return [
        presentation_of(state.community) | {"slug": state.community.slug, "is_muted": state.level == Level.MUTE}
        for state in states
    ]


def _tags(user: Any) -> list[dict[str, Any]]:
    rows = (
        TagFollow.objects.filter(user=user, community__in=Community.objects.visible_to(user))
        .select_related("community")
        .prefetch_related(Community.objects.pages_of("community__"))
        .order_by("tag", "pk")
    )
    return [
        {
            "tag": row.tag,
            "level": row.level,
            "slug": row.community.slug,
            "community": presentation_of(row.community),
        }
        | language_facts(presentation_of(row.community)["language"])
        for row in rows
    ]
