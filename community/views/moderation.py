"""The queue of what waits for a facilitator, and the words that make posts wait."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community import holding, moderation_queue, rights
from community.addresses import address_of_post
from community.cards import author_name, crumbs, presentation_of, shown_html
from community.models import Community
from community.moderation_forms import HeldWordsForm
from community.moderation_queue import Item
from community.rendering import plain
from library.cards import language_facts
from search.audiences import sees_everything

CONTEXT = 300  # characters of the post before


def community_to_moderate(request: HttpRequest, slug: str) -> Community:
    """:raises Http404, NotAllowed: see `rights.check_can_moderate`; Http404 for everybody who does not facilitate"""
    community = Community.objects.known_to(request.user).with_pages().filter(slug=slug).first()
    if community is None or not rights.facilitates(request.user, community):
        raise Http404
    return community


@login_required
@require_safe
def queue(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Of one community; without `slug`, of all that the reader facilitates."""
    community = community_to_moderate(request, slug) if slug else None
    if community is None and not (sees_everything(request.user) or rights.facilitated(request.user)):
        raise Http404
    kind = request.GET.get("kind", "")
    kind = kind if kind in moderation_queue.KINDS else ""
    posts = moderation_queue.posts_of(request.user, community=community, kind=kind)
    part = moderation_queue.page_of(posts, after=request.GET.get("after", ""))
    counts = moderation_queue.counts_of(request.user, community)
    labels = {"": _("Everything that waits"), "flagged": _("Reported"), "waiting": _("To read first")}
    return render(
        request,
        "community/moderation.html",
        {
            "community": community,
            "presentation": presentation_of(community) if community else None,
            "items": _items(part.rows, request.user, several=community is None),
            "next_cursor": part.next_cursor,
            "kind": kind,
            "here": request.get_full_path(),
            "is_first_page": not request.GET.get("after"),
            "tabs": [
                {
                    "label": label,
                    "url": f"?kind={key}" if key else "?",
                    "is_current": key == kind,
                    "count": counts[key] if key else None,
                }
                for key, label in labels.items()
            ],
            "crumbs": crumbs(community),
        },
    )


def _items(items: list[Item], reader: Any, *, several: bool) -> list[dict[str, Any]]:
    cards = []
    ids = [item.post.pk for item in items]
    for number, item in enumerate(items):
        post, before = item.post, item.before
        near = ids[number + 1 : number + 2] or ids[max(number - 1, 0) : number]
        assignees = {flag.assignee.name for flag in item.flags if flag.assignee}
        cards.append(
            {
                "post": post,
                "is_mine": post.author_id == reader.pk,
                "author_name": author_name(post),
                "html": shown_html(post),
                "url": address_of_post(post),
                "thread": post.thread,
                "held_for": holding.Reason(post.held_for).label if post.is_awaiting and post.held_for else "",
                "flags": [{"flag": flag, "by": flag.shown_by(reader)} for flag in item.flags],
                "assignees": sorted(assignees),
                "before": before,
                "before_author": author_name(before) if before else "",
                "before_text": plain(before.html)[:CONTEXT] if before else "",
                "past": item.past,
                "next_anchor": f"#item-{near[0]}" if near else "#queue",
                "community": presentation_of(post.thread.community) if several else None,
                "members_url": reverse("community:threads", kwargs={"slug": post.thread.community.slug}) + "members/",
            }
            | language_facts(post.language)
        )
    return cards


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def held_words(request: HttpRequest, slug: str) -> HttpResponseBase:
    community = community_to_moderate(request, slug)
    form = HeldWordsForm(request.POST if request.method == "POST" else None, community=community)
    if request.method == "POST" and form.is_valid():
        holding.write_words(community=community, lines=form.cleaned_data["words"], by=request.user)
        messages.success(request, _("The list is saved. It holds for what is written from now on."))
        return redirect("community:moderation", slug=slug)
    return render(
        request,
        "community/held_words.html",
        {"community": community, "form": form, "crumbs": crumbs(community)},
        status=422 if form.is_bound else 200,
    )
