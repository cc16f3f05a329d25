"""Every cookie that this site sets: the one list, for the page about privacy and for its test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Cookie:
    """
    :param seconds: how long browsers keep it; 0: until they are closed
    """

    name: str
    why: Any
    seconds: int

    @property
    def days(self) -> int:
        return self.seconds // 86_400


COOKIES = (
    Cookie(
        settings.LANGUAGE_COOKIE_NAME,
        _("The language you read in. The only one for somebody who just reads."),
        settings.LANGUAGE_COOKIE_AGE,
    ),
    Cookie(
        settings.DATA_SAVER_COOKIE_NAME,
        _("That pages come without pictures, if you chose so."),
        settings.LANGUAGE_COOKIE_AGE,
    ),
    Cookie(
        settings.CSRF_COOKIE_NAME,
        _("Keeps other sites from sending forms in your name. Set where there is a form to send."),
        settings.CSRF_COOKIE_AGE,
    ),
    Cookie(
        settings.SESSION_COOKIE_NAME,
        _("That you are signed in. Without an account: that you said whether something helped, or a text you began."),
        settings.SESSION_COOKIE_AGE,
    ),
    Cookie("messages", _("A sentence for the next page, such as “Your letter is on its way.”"), 0),
)
