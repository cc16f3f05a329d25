"""What every list of threads shows around its rows: tabs, what narrows it, and ways on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from community import following, reading
from community.cards import crumbs, presentation_of, thread_row
from community.choosing import FOR_PEOPLE, LATEST, LISTS, Chosen, read
from community.lists import latest
from community.models import Community, Tag, Thread
from community.models.community import own_communities
from community.models.reading import Level


def labels() -> dict[str, str]:
    """What the lists of `choosing.LISTS` are called on their tabs."""
    return {
        LATEST: pgettext("list of threads", "Latest"),
        "unanswered": pgettext("list of threads", "Unanswered"),
        "unread": pgettext("list of threads", "Unread"),
        "mine": pgettext("list of threads", "My threads"),
        "readable": pgettext("list of threads", "In my languages"),
    }


def list_context(
    request: HttpRequest, threads: QuerySet[Thread], chosen: Chosen, *, communities: Sequence[Community] = ()
) -> dict[str, Any]:
    """Rows and everything around them, with one query; for members with another, for what is new.

    :param threads: those that the reader may see
    :param communities: of the rows, with their pages, where each row says which it is from
    """
    after = request.GET.get("after", "")
    found = chosen.of(threads.select_related("author", "community", "e_discussion"), request.user)
    # What is pinned is pinned in its own community's list of the latest.
    part = latest(found, after=after, pinned_first=chosen.list == LATEST and not communities)
    known = {community.pk: community for community in communities}
    rows = [thread_row(thread, reader=request.user, community=known.get(thread.community_id)) for thread in part.rows]
    names = labels()
    is_signed_in = request.user.is_authenticated
    question = chosen.question()
    return {
        "rows": reading.with_unread(rows, request.user, part.rows),
        "next_cursor": part.next_cursor,
        "next_url": f"{question}{'&' if len(question) > 1 else ''}{urlencode({'after': part.next_cursor})}",
        "first_url": question,
        "is_first_page": not after,
        "chosen": chosen,
        "chosen_kind_name": dict(Thread.Kind.choices).get(chosen.kind, ""),
        "everything_url": Chosen(list=chosen.list).question(),
        "without_tag_url": chosen.question(tag=""),
        "tabs": [
            {"label": names[name], "url": chosen.question(list=name), "is_current": name == chosen.list}
            for name in (LATEST, *LISTS)
            if is_signed_in or name not in FOR_PEOPLE
        ],
        "languages": [
            {"code": code, "name": name, "url": chosen.question(language=code), "is_current": code == chosen.language}
            for code, name in settings.LANGUAGES
        ],
        "all_languages_url": chosen.question(language=""),
        "kinds": [
            {"name": name, "url": chosen.question(kind=kind), "is_current": kind == chosen.kind}
            for kind, name in Thread.Kind.choices
        ],
        "all_kinds_url": chosen.question(kind=""),
    }


CLOUD = 20  # tags


def tag_cloud(request: HttpRequest, community: Community, chosen: Chosen) -> list[dict[str, Any]]:
    """The chosen tag, which leads back to all threads, and those that are used most; for members with what they follow.
    One query."""
    tags = Tag.objects.filter(community=community).shown_to(request.user).most_used()
    if request.user.is_authenticated:
        tags = tags.annotate(level=following.level_for(request.user))
    if chosen.tag:
        tags = tags.order_by(Case(When(key=chosen.tag, then=0), default=1), *tags.query.order_by)
    return [
        {
            "name": tag.name,
            "url": chosen.question(tag="" if tag.key == chosen.tag else tag.key),
            "is_current": tag.key == chosen.tag,
            "level": getattr(tag, "level", Level.NONE),
        }
        for tag in tags[:CLOUD]
    ]


@require_safe
@login_required
def in_my_communities(request: HttpRequest) -> HttpResponse:
    """The threads of all communities that the reader is a member of."""
    communities = list(Community.objects.filter(pk__in=own_communities(request.user)).with_pages())
    threads = Thread.objects.visible_to(request.user).filter(community__in=[one.pk for one in communities])
    return render(
        request,
        "community/my_communities.html",
        {
            "has_communities": bool(communities),
            "communities": [
                presentation_of(one) | {"url": reverse("community:threads", kwargs={"slug": one.slug})}
                for one in communities
            ],
            "crumbs": crumbs(),
        }
        | list_context(request, threads, read(request.GET, request.user), communities=communities),
    )
