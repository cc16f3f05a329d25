"""What a reader is in a community, and how they become a member: for its page and its card."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from community import letters, rights
from community.models import Community, Membership
from privacy.decisions import LeftBehind
from search.reader import reading_language


def _is(row: Membership) -> str:
    """In the words of a badge; empty for whoever has to do with it no more."""
    if row.is_active:
        return {
            Membership.Role.MEMBER: pgettext("badge of a community", "You are a member"),
            Membership.Role.FACILITATOR: pgettext("badge of a community", "You are a facilitator"),
            Membership.Role.HOST: pgettext("badge of a community", "You are a host"),
        }[Membership.Role(row.role)]
    if row.state == Membership.State.ASKED:
        return pgettext("badge of a community", "You asked to join")
    return ""


def standing_in(user: Any, community: Community) -> str:
    """What `user` is here, else how people become members; empty where everybody may join. No query of its own."""
    row = rights.membership_of(user, community)
    return (row and _is(row)) or {
        Community.Membership.OPEN: "",
        Community.Membership.REQUEST: pgettext("badge of a community", "On request"),
        Community.Membership.INVITATION: pgettext("badge of a community", "By invitation"),
        Community.Membership.HIDDEN: pgettext("badge of a community", "Hidden"),
    }[Community.Membership(community.membership)]


def belonging(user: Any, community: Community) -> dict[str, Any]:
    """What the page of a community shows of the reader's place in it.

    :param community: from a query `with_requests`
    :returns: `standing`, and what the reader can do: `is_member`, `has_asked`, `can_join`, `can_ask`,
        `can_see_members`; for facilitators `requests` (how many wait). No query of its own
    """
    row = rights.membership_of(user, community)
    is_member = bool(row and row.is_active)
    may_come = not is_member and not community.is_archived and not (row and row.is_banned)
    has_asked = bool(row and row.state == Membership.State.ASKED and not row.is_banned)
    facilitates = rights.facilitates(user, community)
    return {
        "standing": standing_in(user, community),
        "is_member": is_member,
        "has_asked": has_asked,
        "is_banned": bool(row and row.is_banned),
        "can_join": may_come and community.membership == Community.Membership.OPEN,
        "can_ask": may_come and not has_asked and community.membership == Community.Membership.REQUEST,
        "can_see_members": user.is_authenticated,
        "requests": community.request_count if facilitates else 0,  # type: ignore[attr-defined]
    }


def communities_without_host(person: Any) -> Iterator[LeftBehind]:
    """Those that only `person` hosts. Nobody has to stay for them: without a host, staff looks after a community."""
    hosts = Membership.objects.active().filter(role=Membership.Role.HOST)
    others = hosts.filter(community=OuterRef("pk")).exclude(user=person)
    theirs = Community.objects.filter(pk__in=hosts.filter(user=person).values("community")).exclude(Exists(others))
    for community in theirs.exclude(state=Community.State.ARCHIVED).with_pages():
        title = letters.title_in(community, reading_language())
        yield LeftBehind(
            says=_(
                "You are the only host of “%(title)s”. Please make somebody else a host; otherwise the administrators "
                "of this site look after it."
            )
            % {"title": title},
            url=reverse("community:members", kwargs={"slug": community.slug}),
            for_staff=_("“%(title)s” has no other host than somebody who leaves.") % {"title": title},
        )
