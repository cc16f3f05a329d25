"""What tells how to reach a person stays out of texts: people are reached through the site (`library.contacting`)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from search.contact_data import contact_data_in, without_contact_data

__all__ = ["check_no_contact_data", "contact_data_in", "without_contact_data"]


def check_no_contact_data(*, links_in: tuple[str, ...] = (), **texts: str) -> None:
    """:param links_in: names of fields where web addresses may hold long numbers
    :raises ValidationError: for every field (by its name) of `texts` that tells how to reach somebody
    """
    mistakes = {}
    for name, text in texts.items():
        found = contact_data_in(text or "", links_may_hold_numbers=name in links_in)
        if found:
            mistakes[name] = _(
                "“%(found)s” looks like an e-mail address or a telephone number. Please leave it out: people are "
                "reached through this site. (If it is an amount, write it as 1,000,000.)"
            ) % {"found": found}
    if mistakes:
        raise ValidationError(mistakes)
