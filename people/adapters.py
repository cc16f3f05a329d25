"""Where our ways in differ from allauth's."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter

from people.confirmed_by_letter import ConfirmedByLetter


class AccountAdapter(ConfirmedByLetter, DefaultAccountAdapter):
    pass
