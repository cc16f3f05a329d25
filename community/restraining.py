"""Muting, excluding and removing people, and lifting it again. They get a letter with the reason, and may see the entry
in the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community import auditing, events, inviting, letters, reasons, rights
from community.models import Membership
from community.models.membership import FOR_EVER
from library.refusals import NotAllowed


def mute(*, membership: Membership, until: datetime, reason: str, by: Any) -> Membership:
    """They read, and do not write, until then (`FOR_EVER`: until somebody lifts it).

    :raises Http404, NotAllowed: see `rights.check_can_restrain`; ValidationError: about `until` or `reason`
    """
    return _restrain("muted", membership, until=until, reason=reason, by=by)


def ban(*, membership: Membership, until: datetime, reason: str, by: Any) -> Membership:
    """They are no member until then, and see what everybody sees who is none. What they wrote stays.

    :raises Http404, NotAllowed: as `mute`, and for the last host; ValidationError: about `until` or `reason`
    """
    return _restrain("banned", membership, until=until, reason=reason, by=by)


@transaction.atomic
def _restrain(what: str, membership: Membership, *, until: datetime, reason: str, by: Any) -> Membership:
    rights.check_can_restrain(by, membership)
    mistakes: dict[str, Any] = {}
    try:
        reason = _reason(reason)
    except ValidationError as error:
        mistakes |= error.error_dict
    if until <= timezone.now():
        mistakes["until"] = [_("Please give a day in the future.")]
    if mistakes:
        raise ValidationError(mistakes)
    row = _locked(membership)
    field = f"{what}_until"
    before = getattr(row, field)
    if before == until and row.reason == reason:
        return row  # a double tap
    if what == "banned":
        rights.check_host_remains(row)
        inviting.revoke_all_of(row.user, community=row.community, by=by)
    setattr(row, field, until)
    row.reason, row.decided_by = reason, by
    row.save(update_fields=[field, "reason", "decided_by"])
    auditing.record(
        what, actor=by, community=row.community, person=row.user, reason=reason,
        before=before.isoformat() if before else None, until=until.isoformat(),
    )  # fmt: skip
    events.member_changed.send(Membership, membership=row, by=by, what=what)
    day = None if until == FOR_EVER else timezone.localtime(until).date()
    letters.write(row.user, what, community=row.community, reason=reason, until=day)
    return row


def unmute(*, membership: Membership, by: Any, reason: str = "") -> Membership:
    """:raises Http404, NotAllowed: see `rights.check_can_restrain`; ValidationError: about `reason`"""
    return _lift("muted", membership, by=by, reason=reason)


def unban(*, membership: Membership, by: Any, reason: str = "") -> Membership:
    """They are again what they were before.

    :raises Http404, NotAllowed: see `rights.check_can_restrain`; ValidationError: about `reason`
    """
    return _lift("banned", membership, by=by, reason=reason)


@transaction.atomic
def _lift(what: str, membership: Membership, *, by: Any, reason: str) -> Membership:
    rights.check_can_restrain(by, membership)
    reason = reasons.checked(reason, field="reason", missing="")
    row = _locked(membership)
    field = f"{what}_until"
    before = getattr(row, field)
    if before is None:
        return row
    setattr(row, field, None)
    row.decided_by = by
    row.save(update_fields=[field, "decided_by"])
    auditing.record(
        f"un{what}", actor=by, community=row.community, person=row.user, reason=reason, before=before.isoformat()
    )
    events.member_changed.send(Membership, membership=row, by=by, what=f"un{what}")
    letters.write(row.user, f"un{what}", community=row.community, reason=reason)
    return row


@transaction.atomic
def remove(*, membership: Membership, by: Any, reason: str) -> Membership:
    """They are no member any more, and may come back in the way that everybody comes in. What they wrote stays.

    :raises Http404, NotAllowed: as `mute`, and for the last host; ValidationError: about `reason`
    """
    rights.check_can_restrain(by, membership)
    reason = _reason(reason)
    row = _locked(membership)
    if row.state == Membership.State.LEFT:
        return row
    if row.state != Membership.State.ACTIVE:
        raise NotAllowed(_("This person is not a member."))
    rights.check_host_remains(row)
    inviting.revoke_all_of(row.user, community=row.community, by=by)
    before = row.role
    row.state, row.since, row.reason, row.decided_by = Membership.State.LEFT, timezone.now(), reason, by
    row.save(update_fields=["state", "since", "reason", "decided_by"])
    auditing.record("removed", actor=by, community=row.community, person=row.user, reason=reason, role=before)
    events.member_changed.send(Membership, membership=row, by=by, what="removed")
    letters.write(row.user, "removed", community=row.community, reason=reason)
    return row


def _reason(text: str) -> str:
    return reasons.checked(text, field="reason", missing=_("Please write why: the person gets your words."))


def _locked(membership: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("community", "user")
    return rows.get(pk=membership.pk)
