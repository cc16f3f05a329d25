"""What somebody whose account goes leaves in the library; see `privacy.decisions` (`Step`, `LeavesBehind`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils.translation import gettext as _

from library.models import Champion
from privacy.decisions import LeftBehind


def forget_address(person: Any, **_how: Any) -> None:
    """A champion may have been noted with the address before they had an account."""
    addresses = {person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}
    for address in addresses:
        Champion.objects.filter(private_email__iexact=address).update(private_email="")


def pages_of_champion(person: Any) -> Iterator[LeftBehind]:
    """They rest on a consent of their own, which was given to an editor."""
    for champion in Champion.objects.filter(account=person):
        yield LeftBehind(
            says=_(
                "Your page as a champion, “%(name)s”, stays: you agreed to it with an editor. If you want it to go, "
                "too, please tell an editor before you leave."
            )
            % {"name": champion.shown_name},
            url=reverse("library:champion", kwargs={"code": champion.code}),
        )
