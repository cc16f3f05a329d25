"""Inviting people into a community by a link, or by a letter that holds one, and accepting it; what all invitations
have in common is in `people/invitation_links.py`. The audit log says who came in by which."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from community import auditing, joining, letters, rights
from community.models import Community, Invitation, Membership
from library.letters import language_of, write_to_address
from library.refusals import NotAllowed
from people import invitation_links
from people.invitation_links import DAYS, why_not

MOST_USES = 200
MOST_ADDRESSES = 20  # at once
MOST_LETTERS_A_DAY = 100  # of one person
ADDRESSES_KEPT_FOR = timedelta(days=30)
"""After an invitation ended: facilitators see for a while whom they wrote to."""


@transaction.atomic
def invite_by_link(
    *, community: Community, by: Any, uses: int = 1, days: int = DAYS, submission: uuid.UUID | None = None
) -> tuple[Invitation, str]:
    """A link that lets `uses` people in during the next `days`.

    :param submission: made with the form; the same one gives the same link
    :returns: the invitation and the token of its link, which is never to be had again
    :raises Http404, NotAllowed: see `rights.check_can_moderate`; ValidationError: by field
    """
    rights.check_can_moderate(by, community)
    uses = invitation_links.checked_uses(uses, most=MOST_USES)
    days = invitation_links.checked_days(days)
    return _invite(community, by, submission or uuid.uuid4(), days=days, uses=uses)[:2]


@transaction.atomic
def invite_by_mail(
    *,
    community: Community,
    by: Any,
    addresses: str,
    language: str,
    days: int = DAYS,
    submission: uuid.UUID | None = None,
) -> list[Invitation]:
    """A letter with a link of its own to each address; whoever has an account gets it in their own language.

    :param addresses: as somebody typed them: with spaces, commas, semicolons or line ends between them
    :param language: of the letters to people without an account
    :raises Http404, NotAllowed: see `rights.check_can_moderate`, or too many; ValidationError: by field
    """
    rights.check_can_moderate(by, community)
    found = invitation_links.addresses_in(addresses, most=MOST_ADDRESSES)
    days = invitation_links.checked_days(days)
    invitation_links.checked_language(language)
    # One after the other of a person: none slips past the limit.
    get_user_model().objects.select_for_update().get(pk=by.pk)
    numbers = invitation_links.numbers_of(found, submission)
    made_already = Invitation.objects.filter(created_by=by, submission__in=numbers.values()).count()
    if made_already < len(found):
        more = len(found) - made_already
        invitation_links.check_not_too_many(Invitation, by=by, more=more, most=MOST_LETTERS_A_DAY)
    people = {person.email: person for person in get_user_model().objects.filter(email__in=found)}
    made = []
    for address, number in numbers.items():
        invitation, token, is_new = _invite(community, by, number, days=days, email=address)
        made.append(invitation)
        if is_new:
            own = language_of(people[address]) if address in people else language
            write_to_address(
                address,
                "community/letters/invitation",
                language=own,
                inviter=by.name,
                title=letters.title_in(community, own),
                token=token,
                expires_at=timezone.localtime(invitation.expires_at).date(),
            )
    return made


def _invite(
    community: Community, by: Any, submission: uuid.UUID, *, days: int, uses: int = 1, email: str = ""
) -> tuple[Invitation, str, bool]:
    invitation, token, is_new = invitation_links.make(
        Invitation, by=by, submission=submission, days=days, uses=uses, email=email, community=community
    )
    if is_new:
        auditing.record("invited", actor=by, community=community, invitation=invitation.pk, uses=uses, days=days)
    return invitation, token, is_new


@transaction.atomic
def revoke(*, invitation: Invitation, by: Any) -> None:
    """Its link lets nobody in any more. Who came in by it stays.

    :raises Http404, NotAllowed: see `rights.check_can_moderate`
    """
    rights.check_can_moderate(by, invitation.community)
    if invitation_links.revoke(invitation, by=by):
        auditing.record("invitation_revoked", actor=by, community=invitation.community, invitation=invitation.pk)


def revoke_all_of(person: Any, *, community: Community, by: Any) -> None:
    """Somebody may not invite any more: the links they gave away end, too. Whether that may be was decided."""
    given = Invitation.objects.filter(community=community, created_by=person).open()
    given.update(revoked_at=timezone.now(), revoked_by=by)


def forget_addresses() -> int:
    """Forget whom invitations were sent to that ended `ADDRESSES_KEPT_FOR` ago. Returns how many."""
    long_ago = timezone.now() - ADDRESSES_KEPT_FOR
    ended = Q(expires_at__lt=long_ago) | Q(revoked_at__lt=long_ago)
    return Invitation.objects.filter(ended).exclude(email="").update(email="")


def invitation_of(token: str) -> Invitation | None:
    """The invitation of a link, in whatever state."""
    rows = Invitation.objects.select_related("community", "created_by")
    return rows.with_token(token).first()


@transaction.atomic
def accept(*, token: str, user: Any) -> Membership:
    """`user` becomes a member by an invitation; a member stays one, and uses nothing up.

    :raises Http404: there is no such invitation
    :raises NotAllowed: it is used up, expired or withdrawn; or they are excluded
    """
    if not user.is_authenticated:
        raise NotAllowed(_("Please sign in to join."))
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("community", "created_by")
    invitation = rows.with_token(token).first()
    if invitation is None:
        raise Http404
    row = Membership.objects.filter(community=invitation.community, user=user).first()
    if row and row.is_active:
        return row
    if sentence := why_not(invitation):
        raise NotAllowed(sentence)
    if row and row.is_banned:
        raise NotAllowed(_("You were excluded from this community and cannot join it."))
    Invitation.objects.filter(pk=invitation.pk).update(uses=F("uses") + 1)
    auditing.record(
        "invitation_accepted", actor=user, community=invitation.community, person=user, invitation=invitation.pk
    )
    return joining.take_in(community=invitation.community, user=user, by=invitation.created_by)
