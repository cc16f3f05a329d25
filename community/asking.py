"""Asking to join a community that takes people in on request, and the facilitators' answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from community import auditing, events, joining, letters, reasons, rights
from community.models import Community, Membership
from library.refusals import NotAllowed

AGAIN_AFTER = timedelta(days=7)
"""Whoever was refused may ask again after it: facilitators are not asked daily, and people change."""


def check_can_ask(user: Any, community: Community) -> None:
    """:raises Http404: `user` must not know of it; NotAllowed: with a sentence"""
    if not Community.objects.known_to(user).filter(pk=community.pk).exists():
        raise Http404
    if not user.is_authenticated:
        raise NotAllowed(_("Please sign in to join."))
    row = rights.membership_of(user, community)
    if row and row.is_banned:
        raise NotAllowed(_("You were excluded from this community and cannot join it."))
    joining.check_takes_members(community)
    if community.membership == Community.Membership.OPEN:
        raise NotAllowed(_("This community is open: you can join it without asking."))
    if community.membership != Community.Membership.REQUEST:
        raise NotAllowed(_("People join this community by invitation."))
    if row and row.state == Membership.State.REFUSED and row.since + AGAIN_AFTER > timezone.now():
        raise NotAllowed(
            _("A facilitator answered your request: %(reason)s You can ask again after %(date)s.")
            % {"reason": row.reason, "date": rights.day_of(row.since + AGAIN_AFTER)}
        )


@transaction.atomic
def ask(*, community: Community, user: Any, why: str) -> Membership:
    """`user` asks to join. Asking again before the answer replaces the words; nothing happens to a member.

    :raises Http404, NotAllowed: see `check_can_ask`; ValidationError: about `why`
    """
    check_can_ask(user, community)
    missing = _("Please write a sentence: who you are and why you want to join.")
    why = reasons.checked(why, field="why", missing=missing)
    row, created = Membership.objects.select_for_update().get_or_create(
        community=community, user=user, defaults={"state": Membership.State.ASKED, "request": why}
    )
    if row.state == Membership.State.ACTIVE:
        return row
    is_new = created or row.state != Membership.State.ASKED
    if not created:
        if is_new:
            row.since = timezone.now()
        row.state, row.request = Membership.State.ASKED, why
        row.save(update_fields=["state", "since", "request"])
    if is_new:
        events.member_changed.send(Membership, membership=row, by=user, what="asked")
    return row


@transaction.atomic
def accept(*, membership: Membership, by: Any, reason: str = "") -> Membership:
    """A facilitator takes in somebody who asked; they get a letter. Accepting twice is accepting once.

    :raises Http404, NotAllowed: also when somebody decided otherwise; ValidationError: about `reason`
    """
    rights.check_can_moderate(by, membership.community)
    reason = reasons.checked(reason, field="reason", missing="")
    row = _locked(membership)
    if row.state == Membership.State.ACTIVE:
        return row
    _check_waits(row)
    if row.is_banned:
        raise NotAllowed(_("This person is excluded from the community. Lift that first."))
    row = joining.take_in(community=row.community, user=row.user, by=by)
    row.reason = reason
    row.save(update_fields=["reason"])
    auditing.record("request_accepted", actor=by, community=row.community, person=row.user, reason=reason)
    letters.write(row.user, "request_accepted", community=row.community, reason=reason)
    return row


@transaction.atomic
def refuse(*, membership: Membership, by: Any, reason: str) -> Membership:
    """A facilitator does not take somebody in, and says why; they get the words in a letter.

    :raises Http404, NotAllowed: also when somebody decided otherwise; ValidationError: about `reason`
    """
    rights.check_can_moderate(by, membership.community)
    reason = reasons.checked(reason, field="reason", missing=_("Please write why: the person gets your words."))
    row = _locked(membership)
    if row.state == Membership.State.REFUSED:
        return row
    _check_waits(row)
    row.state, row.since, row.reason, row.decided_by = Membership.State.REFUSED, timezone.now(), reason, by
    row.save(update_fields=["state", "since", "reason", "decided_by"])
    auditing.record("request_refused", actor=by, community=row.community, person=row.user, reason=reason)
    events.member_changed.send(Membership, membership=row, by=by, what="refused")
    letters.write(row.user, "request_refused", community=row.community, reason=reason)
    return row


def _locked(membership: Membership) -> Membership:
    """Two facilitators at once: the second one sees what the first one did."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("community", "user")
    return rows.get(pk=membership.pk)


def _check_waits(row: Membership) -> None:
    if row.state != Membership.State.ASKED:
        raise NotAllowed(_("This request does not wait any more: it was answered or taken back."))
