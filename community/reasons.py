"""A sentence that somebody has to give: why they want to join, why a facilitator decides as they do."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from search.printable import unprintable

MOST = 1000  # characters


def checked(text: str, *, field: str, missing: str) -> str:
    """The text as it is kept.

    :param missing: the sentence for whoever gave none; empty: none is needed
    :raises ValidationError: about `field`
    """
    text = text.replace("\r\n", "\n").strip()
    if not text and missing:
        raise ValidationError({field: missing})
    if unprintable(text):
        raise ValidationError({field: _("The text holds characters that cannot be shown. Please remove them.")})
    if len(text) > MOST:
        raise ValidationError(
            {
                field: _("The text is too long: %(length)s characters, %(most)s are allowed.")
                % {"length": len(text), "most": MOST}
            }
        )
    return text
