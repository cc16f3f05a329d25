"""Who is to be invited, as somebody pastes it: a line a person, a name and an e-mail address, in either order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.invitation_links import is_address
from search.normalising import normalise_name

MOST_NAME = 120  # characters, as on an account
_BETWEEN = re.compile(r"[,;\t，、<>\"“”]")
"""What stands between cells: of a table, a list, an address book."""


@dataclass(frozen=True)
class Invitee:
    """:param name: may be empty
    :param address: in small letters"""

    name: str
    address: str


def invitees_in(text: str, *, most: int) -> list[Invitee]:
    """Each address once, with the first name that was written to it.

    :raises ValidationError: about `lines`, with the number of the first line that is wrong
    """
    found: dict[str, Invitee] = {}
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if invitee := _invitee(line, number):
            before = found.get(invitee.address)
            if before is None or not before.name:
                found[invitee.address] = invitee
    if not found:
        raise ValidationError({"lines": _("Please write at least one line: a name and an e-mail address.")})
    if len(found) > most:
        raise ValidationError(
            {
                "lines": _("These are %(number)s people. Please invite %(most)s at most at once.")
                % {"number": len(found), "most": most}
            }
        )
    return list(found.values())


def _invitee(line: str, number: int) -> Invitee | None:
    words = _BETWEEN.sub(" ", normalise_name(line)).split()
    if not words:
        return None
    addresses = {word.lower().removeprefix("mailto:") for word in words if "@" in word}
    name = " ".join(word for word in words if "@" not in word)
    if not addresses:
        text = _("Line %(number)s has no e-mail address: “%(text)s”. Nothing was sent yet.")
        raise ValidationError({"lines": text % {"number": number, "text": name[:100]}})
    if len(addresses) > 1:
        text = _("Line %(number)s has more than one e-mail address. Nothing was sent yet.")
        raise ValidationError({"lines": text % {"number": number}})
    address = addresses.pop()
    if not is_address(address):
        text = _("Line %(number)s: “%(text)s” is not an e-mail address. Nothing was sent yet.")
        raise ValidationError({"lines": text % {"number": number, "text": address[:100]}})
    if len(name) > MOST_NAME:
        text = _("The name in line %(number)s is longer than %(most)s letters.")
        raise ValidationError({"lines": text % {"number": number, "most": MOST_NAME}})
    return Invitee(name, address)
