"""Who belongs to a community: hosts and facilitators first, then members, the newest first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from community import rights
from community.belonging import belonging
from community.cards import crumbs, presentation_of
from community.lists import newest
from community.models import Community, Membership
from community.views.doors import known

A_PAGE = 50
_MOST_FACILITATING = 100
RESTRAINED = "restrained"


def _chosen(request: HttpRequest, facilitates: bool) -> str:
    wanted = request.GET.get("role", "")
    return wanted if wanted in Membership.Role.values or (wanted == RESTRAINED and facilitates) else ""


@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponseBase:
    """For whoever may read the community and is signed in. `?role=` narrows it; facilitators also see who is muted or
    excluded."""
    community = known(request, slug)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    if not community.is_readable_by(request.user):
        raise Http404
    facilitates = rights.facilitates(request.user, community)
    chosen = _chosen(request, facilitates)
    after = request.GET.get("after", "")
    everybody = Membership.objects.filter(community=community).select_related("user")
    first: list[Membership] = []
    if chosen == RESTRAINED:
        now = timezone.now()
        rows = everybody.filter(muted_until__gt=now) | everybody.filter(banned_until__gt=now)
    elif chosen:
        rows = everybody.active().filter(role=chosen)
    else:
        rows = everybody.active().filter(role=Membership.Role.MEMBER)
        if not after:
            leading = everybody.facilitating().order_by("since", "pk")[:_MOST_FACILITATING]
            first = sorted(leading, key=lambda row: row.role != Membership.Role.HOST)
    part = newest(rows, "since", after=after, size=A_PAGE)
    return render(
        request,
        "community/members.html",
        {
            "community": community,
            "presentation": presentation_of(community),
            "people": [_person(row, community, facilitates) for row in [*first, *part.rows]],
            "next_url": "?" + urlencode({"role": chosen, "after": part.next_cursor}) if part.next_cursor else "",
            "tabs": _tabs(chosen, facilitates),
            "facilitates": facilitates,
            "belonging": belonging(request.user, community),
            "crumbs": crumbs(community),
        },
    )


def _tabs(chosen: str, facilitates: bool) -> list[dict[str, Any]]:
    labels = {
        "": pgettext("members of a community", "Everybody"),
        Membership.Role.HOST.value: pgettext("members of a community", "Hosts"),
        Membership.Role.FACILITATOR.value: pgettext("members of a community", "Facilitators"),
        Membership.Role.MEMBER.value: pgettext("members of a community", "Members"),
    }
    if facilitates:
        labels[RESTRAINED] = _("Muted or excluded")
    return [
        {"label": label, "url": f"?role={role}" if role else "?", "is_current": role == chosen}
        for role, label in labels.items()
    ]


def _person(row: Membership, community: Community, facilitates: bool) -> dict[str, Any]:
    return {
        "name": row.user.name,
        "role": row.get_role_display() if row.role in Membership.FACILITATING else "",
        "since": row.since,
        "is_muted": facilitates and row.is_muted,
        "is_banned": facilitates and row.is_banned,
        "url": reverse("community:manage_member", kwargs={"slug": community.slug, "user_id": row.user_id})
        if facilitates
        else "",
    }
