"""Roles in a community: who is a member, facilitator or host."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community import auditing, events, inviting, joining, reasons, rights
from community.models import Community, Membership
from library.refusals import NotAllowed


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: Any, reason: str = "") -> Membership:
    """Hosts and staff give a member another role. Giving the one they have changes nothing.

    :param role: a `Membership.Role`
    :raises Http404, NotAllowed: `by` may not, they are no member, or they are the last host
    :raises ValidationError: about `role` or `reason`
    """
    rights.check_can_appoint(by, membership.community)
    reason = reasons.checked(reason, field="reason", missing="")
    if role not in Membership.Role.values:
        raise ValidationError({"role": _("There is no such role.")})
    rows = Membership.objects.select_for_update(of=("self",)).select_related("community", "user")
    row = rows.get(pk=membership.pk)
    if row.role == role:
        return row
    if row.state != Membership.State.ACTIVE:
        raise NotAllowed(_("This person is not a member any more."))
    before = row.role
    rights.check_host_remains(row)
    row.role, row.decided_by = role, by
    row.save(update_fields=["role", "decided_by"])
    if role == Membership.Role.MEMBER:
        inviting.revoke_all_of(row.user, community=row.community, by=by)
    auditing.record(
        "role_changed", actor=by, community=row.community, person=row.user, reason=reason, before=before, after=role
    )
    events.member_changed.send(Membership, membership=row, by=by, what="role")
    return row


@transaction.atomic
def appoint_host(*, community: Community, user: Any, by: Any) -> Membership:
    """Make somebody a host who may not even be a member yet: how a community gets its first one.

    :raises Http404, NotAllowed: `by` may not, or `user` is excluded
    """
    rights.check_can_appoint(by, community)
    row = joining.take_in(community=community, user=user, by=by)
    if row.is_banned:
        raise NotAllowed(_("This person is excluded from the community. Lift that first."))
    return change_role(membership=row, role=Membership.Role.HOST, by=by)
