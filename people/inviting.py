"""Inviting people into the cohort of an edition, by a link or by letters, and accepting an invitation; what all
invitations have in common is in `people/invitation_links.py`. The route's history says who invited and who came in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from library.letters import language_of, write_to_address, written
from library.models import RouteEdition
from library.refusals import NotAllowed
from people import cohorts, invitation_links
from people.invitation_links import DAYS, why_not
from people.invitees import Invitee, invitees_in
from people.models import Invitation, Participation

MOST_USES = 60
MOST_INVITEES = 60  # at once
MOST_LETTERS_A_DAY = 240  # of one person: four cohorts
LETTER = "people/letters/invitation"
_NOT_YET = "…"
KEPT_DAYS = 90
"""After it has ended an invitation, with the name and the address it went to, is kept for complaints this long."""


@dataclass(frozen=True)
class Letters:
    """What is to be sent: to whom, and what the letters say.

    :param waiting: have an invitation that is open, or are in the cohort: they get no second letter
    :param subject, message: of the letter to the first of those who get one, with dots in place of the link's secret
    """

    invitees: list[Invitee]
    waiting: list[Invitee]
    subject: str = ""
    message: str = ""


@transaction.atomic
def invite_by_link(
    *, edition: RouteEdition, by: Any, uses: int = 1, days: int = DAYS, submission: uuid.UUID | None = None
) -> tuple[Invitation, str]:
    """A link that lets `uses` people into the cohort during the next `days`.

    :param submission: made with the form; the same one gives the same link
    :returns: the invitation and the token of its link, which is never to be had again
    :raises NotAllowed: `by` is no editor; ValidationError: by field
    """
    cohorts.check_may(by, "add", Invitation)
    uses = invitation_links.checked_uses(uses, most=MOST_USES)
    days = invitation_links.checked_days(days)
    invitation, token, is_new = invitation_links.make(
        Invitation, by=by, submission=submission or uuid.uuid4(), days=days, uses=uses, edition=edition
    )
    if is_new:
        _record("people.invited", edition, by, invitation=invitation.pk, uses=uses, days=days)
    return invitation, token


def letters_to(*, edition: RouteEdition, by: Any, lines: str, language: str, days: int = DAYS) -> Letters:
    """What `invite_by_letters` would send.

    :raises NotAllowed, ValidationError: as it does
    """
    cohorts.check_may(by, "add", Invitation)
    found = invitees_in(lines, most=MOST_INVITEES)
    days = invitation_links.checked_days(days)
    invitation_links.checked_language(language)
    waiting = _waiting(edition, found)
    wanted = [invitee for invitee in found if invitee.address not in waiting]
    left_out = [invitee for invitee in found if invitee.address in waiting]
    if not wanted:
        return Letters([], left_out)
    invitation_links.check_not_too_many(Invitation, by=by, more=len(wanted), most=MOST_LETTERS_A_DAY)
    ends = timezone.now() + timedelta(days=days)
    context = _context(edition, by=by, name=wanted[0].name, language=language, token=_NOT_YET, expires_at=ends)
    return Letters(wanted, left_out, *written(LETTER, **context))


@transaction.atomic
def invite_by_letters(
    *,
    edition: RouteEdition,
    by: Any,
    lines: str,
    language: str,
    days: int = DAYS,
    submission: uuid.UUID | None = None,
) -> list[Invitation]:
    """A letter with a link of its own to each; whoever has an account gets it in their own language. Who is in the
    cohort, or has an invitation to it that is open, gets none.

    :param lines: see `invitees_in`
    :param language: of the letters to people without an account
    :returns: the invitations that letters were written for, also when the same form is sent a second time
    :raises NotAllowed: `by` is no editor, or sends too many; ValidationError: by field
    """
    cohorts.check_may(by, "add", Invitation)
    found = invitees_in(lines, most=MOST_INVITEES)
    days = invitation_links.checked_days(days)
    invitation_links.checked_language(language)
    # One form after the other of a person: none slips past the limit.
    get_user_model().objects.select_for_update().get(pk=by.pk)
    numbers = invitation_links.numbers_of([invitee.address for invitee in found], submission)
    made_already = list(Invitation.objects.filter(created_by=by, submission__in=numbers.values()))
    if made_already:
        return made_already
    waiting = _waiting(edition, found)
    wanted = [invitee for invitee in found if invitee.address not in waiting]
    invitation_links.check_not_too_many(Invitation, by=by, more=len(wanted), most=MOST_LETTERS_A_DAY)
    own = _languages(wanted)
    made = []
    for invitee in wanted:
        invitation, token, _new = invitation_links.make(
            Invitation,
            by=by,
            submission=numbers[invitee.address],
            days=days,
            email=invitee.address,
            name=invitee.name,
            edition=edition,
        )
        made.append(invitation)
        write_to_address(
            invitee.address,
            LETTER,
            **_context(
                edition,
                by=by,
                name=invitee.name,
                language=own.get(invitee.address, language),
                token=token,
                expires_at=invitation.expires_at,
            ),
        )
    if made:
        _record("people.invited", edition, by, invitations=[row.pk for row in made], days=days)
    return made


def _waiting(edition: RouteEdition, invitees: list[Invitee]) -> set[str]:
    """Addresses of those who have an invitation that is open, or are in the cohort."""
    addresses = [invitee.address for invitee in invitees]
    invited = Invitation.objects.open().filter(edition=edition, email__in=addresses).values_list("email", flat=True)
    inside = Participation.objects.filter(edition=edition, user__email__in=addresses)
    return {*invited, *inside.values_list("user__email", flat=True)}


def _languages(invitees: list[Invitee]) -> dict[str, str]:
    """Of those who have an account: the language they want letters in."""
    people = get_user_model().objects.filter(email__in=[invitee.address for invitee in invitees])
    return {person.email: language_of(person) for person in people}


def _context(
    edition: RouteEdition, *, by: Any, name: str, language: str, token: str, expires_at: datetime
) -> dict[str, Any]:
    return {
        "language": language,
        "inviter": by.name,
        "name": name,
        "title": edition.name_in(language),
        "is_over": cohorts.is_over(edition),
        "token": token,
        "expires_at": timezone.localtime(expires_at).date(),
    }


@transaction.atomic
def revoke(*, invitation: Invitation, by: Any) -> None:
    """Its link lets nobody in any more. Who came in by it stays.

    :raises NotAllowed: `by` is no editor
    """
    cohorts.check_may(by, "change", Invitation)
    if invitation_links.revoke(invitation, by=by):
        _record("people.invitation_revoked", invitation.edition, by, invitation=invitation.pk)


def invitation_of(token: str) -> Invitation | None:
    """The invitation of a link, in whatever state."""
    return _named().with_token(token).first()


def _named() -> Any:
    return Invitation.objects.select_related("edition__route", "created_by").prefetch_related("edition__route__texts")


@transaction.atomic
def accept(*, token: str, user: Any) -> Participation:
    """`user` is in the cohort by an invitation; whoever is in it stays as they are, and uses nothing up.

    :raises Http404: there is no such invitation
    :raises NotAllowed: it is used up, expired or withdrawn; or they withdrew from this journey
    """
    if not user.is_authenticated:
        raise NotAllowed(_("Please sign in to accept the invitation."))
    invitation = _named().select_for_update(of=("self",)).with_token(token).first()
    if invitation is None:
        raise Http404
    edition = invitation.edition
    there = Participation.objects.filter(edition=edition, user=user).first()
    if there and there.state != Participation.State.WITHDREW:
        return there
    if sentence := why_not(invitation):
        raise NotAllowed(sentence)
    if there:
        # An old link does not undo what an editor noted, least of all for a journey that is over.
        raise NotAllowed(
            _("It is noted that you withdrew from this journey. Has that changed? Please tell whoever invited you.")
        )
    row, is_new = cohorts.take_in(
        edition=edition,
        person=user,
        by=invitation.created_by,
        state=cohorts.state_now(edition),
        invitation=invitation,
    )
    if is_new:  # else: the person came in by another link at the same moment
        Invitation.objects.filter(pk=invitation.pk).update(uses=F("uses") + 1)
    return row


def forget_old() -> int:
    """Take away invitations that ended long ago, with the names and addresses they went to.

    :returns: how many there were
    """
    ended = Invitation.objects.filter(expires_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
    return ended.delete()[1].get(Invitation._meta.label, 0)


def forget_letters_to(person: Any, *, removes_posts: bool) -> None:
    """See `privacy.decisions.Step`: the person's address and name leave the letters they were invited by."""
    Invitation.objects.filter(email=person.email).update(email="", name="")


def _record(action: str, edition: RouteEdition, by: Any, **data: Any) -> None:
    """In the route's history in the admin; without names and addresses, which would outlive the invitation."""
    log(edition.route, action, user=by, data={"edition": edition.code} | data)
