"""Reacting to posts, keeping them, and who reacted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community import marking
from community.addresses import address_of_post
from community.cards import author_name, crumbs, post_card
from community.models import Mark, Post
from community.models.mark import REACTIONS
from community.views.finding import post_or_404
from library.cards import language_facts
from library.refusals import NotAllowed

A_PAGE = 20
PEOPLE_A_PAGE = 100
_EXCERPT = 240  # characters


@require_POST
def mark(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """`add` or `remove`, with a kind: a second tap on the same button changes nothing."""
    post = post_or_404(request, post_id)
    back = address_of_post(post)
    if not request.user.is_authenticated:
        messages.info(request, _("Please sign in first."))
        return redirect_to_login(back, reverse("account_login"))
    try:
        if kind := request.POST.get("add"):
            marking.mark(post=post, kind=kind, by=request.user)
        else:
            marking.unmark(post=post, kind=request.POST.get("remove", ""), by=request.user)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    if request.POST.get("from") == "bookmarks":
        back = reverse("community:bookmarks")
    return HttpResponseRedirect(back)


@require_safe
@login_required
def reactions(request: HttpRequest, post_id: int) -> HttpResponse:
    """Who reacted, and how: for members."""
    post = post_or_404(request, post_id)
    rows = Mark.objects.filter(post=post, kind__in=REACTIONS).select_related("user").order_by("pk")
    page = Paginator(rows, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    people: dict[str, list[str]] = {}
    for row in page:
        people.setdefault(row.kind, []).append(row.user.name)
    return render(
        request,
        "community/reactions.html",
        {
            "thread": post.thread,
            "author_name": author_name(post),
            "back": address_of_post(post),
            "groups": [
                {"label": kind.label, "names": people[kind], "count": post.mark_counts.get(kind, 0)}
                for kind in REACTIONS
                if kind in people
            ],
            "page_of_people": page,
            "crumbs": crumbs(post.thread.community),
        },
    )


@require_safe
@login_required
def bookmarks(request: HttpRequest) -> HttpResponse:
    """The reader's own, newest first; what they may not read any more is left out."""
    rows = Mark.objects.filter(
        user=request.user, kind=Mark.Kind.BOOKMARK, post__in=Post.objects.visible_to(request.user)
    ).select_related("post__author", "post__thread__community")
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: A_PAGE + 1])
    shown = found[:A_PAGE]
    return render(
        request,
        "community/bookmarks.html",
        {
            "cards": [_bookmark_card(row, request.user) for row in shown],
            "next_cursor": shown[-1].pk if len(found) > A_PAGE else "",
            "is_first_page": not after,
            "crumbs": crumbs(),
        },
    )


def _bookmark_card(row: Mark, reader: Any) -> dict[str, Any]:
    post = row.post
    card = post_card(post, 0, reader=reader)
    return card | {
        "url": address_of_post(post),
        "title": post.thread.title,
        "title_language": language_facts(post.thread.language)["language"],
        "excerpt": Truncator(" ".join(strip_tags(card["html"]).split())).chars(_EXCERPT),
    }
