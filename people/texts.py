"""What is asked of every short text that people write about themselves."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from library.contact_data import check_no_contact_data


def mistake_in(text: str, *, most: int) -> str:
    """A sentence about the first thing wrong with `text`; "" when it can be kept.

    :param text: as it is stored, without control characters
    :param most: characters
    """
    if len(text) > most:
        return _("The text is too long: %(length)s characters, %(most)s are allowed.") % {
            "length": len(text),
            "most": most,
        }
    try:
        check_no_contact_data(text=text)
    except ValidationError as error:
        return str(error.message_dict["text"][0])
    return ""
