"""The demonstration's people have read the house rules, each in their own language."""

from __future__ import annotations

from collections.abc import Iterable

from cms.demo.people import ACCOUNTS
from cms.models import User
from people import consenting
from search.reader import interface_language_for


def load_agreements(personas: Iterable[User]) -> None:
    """Of those who only write, and of those who sign in."""
    accounts = User.objects.filter(email__in=[account.email for account in ACCOUNTS])
    for person in (*accounts, *personas):
        if not person.has_agreed:
            consenting.record(user=person, language=interface_language_for(person.language))
