"""Becoming a member of a community, and leaving it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from community import events, rights
from community.models import Community, Membership
from library.refusals import NotAllowed


@transaction.atomic
def join(*, community: Community, user: Any) -> Membership:
    """`user` becomes a member of an open community; nothing happens to who is one.

    :raises Http404: `user` must not know of it
    :raises NotAllowed: it is not open, or they are banned
    """
    if not Community.objects.known_to(user).filter(pk=community.pk).exists():
        raise Http404
    if not user.is_authenticated:
        raise NotAllowed(_("Please sign in to join."))
    row = Membership.objects.select_for_update().filter(community=community, user=user).first()
    if row and row.is_banned:
        raise NotAllowed(_("You were excluded from this community and cannot join it."))
    if row and row.state == Membership.State.ACTIVE:
        return row
    check_takes_members(community)
    if community.membership != Community.Membership.OPEN:
        raise NotAllowed(_("This community is not open: ask to join, or wait for an invitation."))
    return take_in(community=community, user=user)


def check_takes_members(community: Community) -> None:
    """:raises NotAllowed: it is archived"""
    if community.is_archived:
        raise NotAllowed(_("This community is closed: nobody joins it any more."))


@transaction.atomic
def take_in(*, community: Community, user: Any, by: Any = None) -> Membership:
    """Make `user` an active member; whether they may become one was decided by the caller."""
    row, created = Membership.objects.select_for_update().get_or_create(community=community, user=user)
    if not created:
        if row.state == Membership.State.ACTIVE:
            return row  # a double tap, or two ways in at once
        row.state, row.since, row.role = Membership.State.ACTIVE, timezone.now(), Membership.Role.MEMBER
    row.decided_by = by
    row.save()
    events.member_changed.send(Membership, membership=row, by=by or user, what="joined")
    return row


@transaction.atomic
def leave(*, community: Community, user: Any) -> None:
    """`user` leaves, or takes back that they asked to join. What they wrote stays. Leaving twice is leaving once.

    :raises Http404: they never had to do with it
    :raises NotAllowed: they are the last host
    """
    row = Membership.objects.select_for_update().filter(community=community, user=user).first()
    if row is None:
        raise Http404
    if row.state not in (Membership.State.ACTIVE, Membership.State.ASKED):
        return
    rights.check_host_remains(row)
    what = "left" if row.state == Membership.State.ACTIVE else "withdrew"
    row.state, row.since = Membership.State.LEFT, timezone.now()
    row.save(update_fields=["state", "since"])
    events.member_changed.send(Membership, membership=row, by=user, what=what)
