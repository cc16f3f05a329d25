"""Inviting people by a link, or by a letter that holds one, and accepting it.

Whoever holds a link that is open may use it, whatever address their account has: people are invited at the address that
somebody knows and sign in with another. That is why a letter's link lets one person in, links are dated and can be
withdrawn, and the audit log says who came in by which.
"""

from __future__ import annotations

import base64
import re
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from community import auditing, joining, letters, rights
from community.models import Community, Invitation, Membership
from community.models.invitation import hash_of
from library.letters import language_of, write_to_address
from library.refusals import NotAllowed

MOST_USES = 200
MOST_DAYS = 90
MOST_ADDRESSES = 20  # at once
MOST_LETTERS_A_DAY = 100  # of one person, in 24 hours: nobody sends advertisements through us
ADDRESSES_KEPT_FOR = timedelta(days=30)
"""After an invitation ended: facilitators see for a while whom they wrote to."""
_SALT = "community.inviting"


def _token(by: Any, submission: uuid.UUID) -> str:
    """From the form's number and the site's secret: a double tap shows the same link, and only its hash is kept."""
    digest = salted_hmac(_SALT, f"{by.pk}/{submission}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _checked_days(days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("An invitation holds for 1 to %(most)s days.") % {"most": MOST_DAYS}})
    return days


def invite_by_link(
    *, community: Community, by: Any, uses: int = 1, days: int = 14, submission: uuid.UUID | None = None
) -> tuple[Invitation, str]:
    """A link that lets `uses` people in during the next `days`.

    :param submission: made with the form; the same one gives the same link
    :returns: the invitation and the token of its link, which is never to be had again
    :raises Http404, NotAllowed: see `rights.check_can_moderate`; ValidationError: by field
    """
    rights.check_can_moderate(by, community)
    if not 1 <= uses <= MOST_USES:
        raise ValidationError({"uses": _("A link lets in 1 to %(most)s people.") % {"most": MOST_USES}})
    return _invite(community, by, submission or uuid.uuid4(), days=_checked_days(days), most_uses=uses)[:2]


def _addresses(text: str) -> list[str]:
    found = list(dict.fromkeys(part.lower() for part in re.split(r"[\s,;]+", text) if part))
    if not found:
        raise ValidationError({"addresses": _("Please give at least one e-mail address.")})
    if len(found) > MOST_ADDRESSES:
        raise ValidationError(
            {"addresses": _("Please give %(most)s addresses at most at once.") % {"most": MOST_ADDRESSES}}
        )
    for address in found:
        try:
            validate_email(address)
        except ValidationError:
            raise ValidationError(
                {"addresses": _("“%(text)s” is not an e-mail address. Nothing was sent yet.") % {"text": address[:100]}}
            ) from None
    return found


def _check_not_too_many(by: Any, more: int) -> None:
    since = timezone.now() - timedelta(days=1)
    sent = Invitation.objects.filter(created_by=by, created_at__gt=since).exclude(email="").count()
    if sent + more > MOST_LETTERS_A_DAY:
        raise NotAllowed(
            _("You may send %(most)s invitations a day. Please make a link and share it yourself.")
            % {"most": MOST_LETTERS_A_DAY}
        )


@transaction.atomic
def invite_by_mail(
    *,
    community: Community,
    by: Any,
    addresses: str,
    language: str,
    days: int = 14,
    submission: uuid.UUID | None = None,
) -> list[Invitation]:
    """A letter with a link of its own to each address; whoever has an account gets it in their own language.

    :param addresses: as somebody typed them: with spaces, commas, semicolons or line ends between them
    :param language: of the letters to people without an account
    :raises Http404, NotAllowed: see `rights.check_can_moderate`, or too many; ValidationError: by field
    """
    rights.check_can_moderate(by, community)
    found = _addresses(addresses)
    days = _checked_days(days)
    if language not in settings.LANGUAGE_CODES:
        raise ValidationError({"language": _("This site does not know that language.")})
    # One after the other of a person: none slips past the limit.
    get_user_model().objects.select_for_update().get(pk=by.pk)
    numbers = {address: uuid.uuid5(submission or uuid.uuid4(), address) for address in found}
    made_already = Invitation.objects.filter(created_by=by, submission__in=numbers.values()).count()
    if made_already < len(found):
        _check_not_too_many(by, len(found) - made_already)
    people = {person.email: person for person in get_user_model().objects.filter(email__in=found)}
    made = []
    for address, number in numbers.items():
        invitation, token, is_new = _invite(community, by, number, days=days, most_uses=1, email=address)
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
    community: Community, by: Any, submission: uuid.UUID, *, days: int, most_uses: int, email: str = ""
) -> tuple[Invitation, str, bool]:
    token = _token(by, submission)
    made_already = Invitation.objects.filter(created_by=by, submission=submission)
    if found := made_already.first():
        return found, token, False
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                community=community,
                token_hash=hash_of(token),
                email=email,
                most_uses=most_uses,
                created_by=by,
                expires_at=timezone.now() + timedelta(days=days),
                submission=submission,
            )
            auditing.record(
                "invited", actor=by, community=community, invitation=invitation.pk, uses=most_uses, days=days
            )
    except IntegrityError:
        # The same form sent twice at once: the other request won.
        return made_already.get(), token, False
    return invitation, token, True


@transaction.atomic
def revoke(*, invitation: Invitation, by: Any) -> None:
    """Its link lets nobody in any more. Who came in by it stays.

    :raises Http404, NotAllowed: see `rights.check_can_moderate`
    """
    rights.check_can_moderate(by, invitation.community)
    now = timezone.now()
    if Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now, revoked_by=by):
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
    return rows.filter(token_hash=hash_of(token)).first()


def why_not(invitation: Invitation) -> str:
    """Why it lets nobody in any more, without saying where; empty while it is open."""
    return {
        Invitation.State.OPEN: "",
        Invitation.State.USED: _("This invitation was used already. Ask whoever invited you for a new one."),
        Invitation.State.EXPIRED: _("This invitation has expired. Ask whoever invited you for a new one."),
        Invitation.State.REVOKED: _("This invitation was withdrawn. Ask whoever invited you for a new one."),
    }[invitation.state]


@transaction.atomic
def accept(*, token: str, user: Any) -> Membership:
    """`user` becomes a member by an invitation; a member stays one, and uses nothing up.

    :raises Http404: there is no such invitation
    :raises NotAllowed: it is used up, expired or withdrawn; or they are excluded
    """
    if not user.is_authenticated:
        raise NotAllowed(_("Please sign in to join."))
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("community", "created_by")
    invitation = rows.filter(token_hash=hash_of(token)).first()
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
