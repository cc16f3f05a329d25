"""Making an account with the address of an invitation's letter: opening its link has shown that it is theirs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from people.invitation_links import address_of_letter, remember_letter
from people.models import InvitationLink

_PREFILLED = "account_verified_email"
"""allauth's: with it the form of sign-up begins with that address."""


def open_letter(request: HttpRequest, invitation: InvitationLink) -> None:
    """The link of `invitation`, which is open, was opened in this session."""
    if invitation.email:
        remember_letter(request, invitation)
        request.session[_PREFILLED] = invitation.email


class ConfirmedByLetter:
    """For allauth's adapter. allauth itself would give an account the address that it remembers, whatever the person
    typed: the friend a letter was passed on to would hold the address of whoever it was for."""

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        return bool(email) and email.lower() == address_of_letter(request)

    def unstash_verified_email(self, request: HttpRequest) -> Any:
        request.session.pop(_PREFILLED, None)
