"""What inviting people has in common, whatever to: links made once and kept as a hash, dates, addresses, limits; and an
address that counts as confirmed because its letter was opened.

Whoever holds a link that is open may use it, whatever address their account has: people are invited at the address that
somebody knows and sign in with another. That is why a letter's link lets one person in, links are dated and can be
withdrawn, and it is recorded who came in by which.
"""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from library.refusals import NotAllowed
from people.hashing import hash_of
from people.models import InvitationLink

MOST_DAYS = 90
DAYS = 14
"""That an invitation holds, unless somebody says otherwise."""
_SALT = "people.invitation_links"
_LETTER = "invitation_letter"
"""In the session: (model, number) of the letter whose link was opened last."""

Link = TypeVar("Link", bound=InvitationLink)


def checked_days(days: int) -> int:
    """:raises ValidationError: about `days`"""
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("An invitation holds for 1 to %(most)s days.") % {"most": MOST_DAYS}})
    return days


def checked_uses(uses: int, *, most: int) -> int:
    """:raises ValidationError: about `uses`"""
    if not 1 <= uses <= most:
        raise ValidationError({"uses": _("A link lets in 1 to %(most)s people.") % {"most": most}})
    return uses


def checked_language(language: str) -> str:
    """:raises ValidationError: about `language`"""
    if language not in settings.LANGUAGE_CODES:
        raise ValidationError({"language": _("This site does not know that language.")})
    return language


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254  # RFC 3696, erratum 1690


def addresses_in(text: str, *, most: int) -> list[str]:
    """E-mail addresses as somebody typed them, with spaces, commas, semicolons or line ends between them; each once, in
    small letters.

    :raises ValidationError: about `addresses`
    """
    found = list(dict.fromkeys(part.lower() for part in re.split(r"[\s,;]+", text) if part))
    if not found:
        raise ValidationError({"addresses": _("Please give at least one e-mail address.")})
    if len(found) > most:
        raise ValidationError({"addresses": _("Please give %(most)s addresses at most at once.") % {"most": most}})
    for address in found:
        if not is_address(address):
            raise ValidationError(
                {"addresses": _("“%(text)s” is not an e-mail address. Nothing was sent yet.") % {"text": address[:100]}}
            )
    return found


def check_not_too_many(model: type[InvitationLink], *, by: Any, more: int, most: int) -> None:
    """Nobody sends advertisements through us.

    :param most: letters of one person in 24 hours
    :raises NotAllowed: there would be more
    """
    since = timezone.now() - timedelta(days=1)
    sent = model._default_manager.filter(created_by=by, created_at__gt=since).exclude(email="").count()
    if sent + more > most:
        raise NotAllowed(
            _("You may send %(most)s invitations a day. Please make a link and share it yourself.") % {"most": most}
        )


def numbers_of(addresses: Iterable[str], submission: uuid.UUID | None) -> dict[str, uuid.UUID]:
    """Address → the number of its invitation, the same whenever the same form is sent."""
    form = submission or uuid.uuid4()
    return {address: uuid.uuid5(form, address) for address in addresses}


def _token(by: Any, submission: uuid.UUID, email: str, model: type[InvitationLink]) -> str:
    """From the form's number and the site's secret: a double tap shows the same link, and only its hash is kept.

    A letter's holds its address: nobody has the link of a letter shown to themselves by sending its number as a form's.
    """
    value = f"{model._meta.label_lower}/{by.pk}/{submission}/{email}"
    digest = salted_hmac(_SALT, value, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def make(
    model: type[Link], *, by: Any, submission: uuid.UUID, days: int, uses: int = 1, email: str = "", **fields: Any
) -> tuple[Link, str, bool]:
    """An invitation, once a form.

    :param email: of whoever gets a letter with the link; nobody for one that is shared by hand
    :param fields: what it lets people into
    :returns: the invitation, its token, which is never to be had again, and whether it is new
    """
    token = _token(by, submission, email, model)
    made_already = model._default_manager.filter(created_by=by, submission=submission)
    if found := made_already.first():
        return found, token, False
    try:
        with transaction.atomic():
            made = model._default_manager.create(
                token_hash=hash_of(token),
                email=email,
                most_uses=uses,
                created_by=by,
                expires_at=timezone.now() + timedelta(days=days),
                submission=submission,
                **fields,
            )
    except IntegrityError:
        # The same form sent twice at once: the other request won.
        return made_already.get(), token, False
    return made, token, True


def revoke(invitation: InvitationLink, *, by: Any) -> bool:
    """Its link lets nobody in any more. Whether `by` may was decided.

    :returns: whether it did until now
    """
    rows = type(invitation)._default_manager.filter(pk=invitation.pk, revoked_at=None)
    return bool(rows.update(revoked_at=timezone.now(), revoked_by=by))


def why_not(invitation: InvitationLink) -> str:
    """Why it lets nobody in any more, without saying where; empty while it is open."""
    return {
        InvitationLink.State.OPEN: "",
        InvitationLink.State.USED: _("This invitation was used already. Ask whoever invited you for a new one."),
        InvitationLink.State.EXPIRED: _("This invitation has expired. Ask whoever invited you for a new one."),
        InvitationLink.State.REVOKED: _("This invitation was withdrawn. Ask whoever invited you for a new one."),
    }[invitation.state]


def remember_letter(request: HttpRequest, invitation: InvitationLink) -> None:
    """The link of a letter was opened here: who makes an account with exactly its address need not confirm it again.
    A link that was shared by hand says nothing about anybody's address."""
    if invitation.email:
        request.session[_LETTER] = [invitation._meta.label_lower, invitation.pk]


def address_of_letter(request: HttpRequest) -> str:
    """The address of the letter whose link was opened in this session, while the invitation is open; or empty."""
    if _LETTER not in request.session:
        return ""
    label, number = request.session[_LETTER]
    row = apps.get_model(label)._default_manager.open().filter(pk=number).first()
    return row.email if row else ""
