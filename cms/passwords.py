"""Words that come to everybody's mind here, and to whoever guesses passwords here (ASVS 5.0, 6.1.2)."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = (
    "rutero", "ruteros", "learningroute", "learningroutes", "rutasdeaprendizaje", "rutadeaprendizaje", "procasur",
    "procasurasia", "champion", "community", "innovationplan",
)  # fmt: skip

_letters = re.compile(r"[^a-z]")


class OurWordsValidator:
    """Refuses a password that is one of `WORDS` with nothing but digits, signs and spaces around or within it."""

    def validate(self, password: str, user: Any = None) -> None:
        if _letters.sub("", password.lower()) in WORDS and password.isascii():
            raise ValidationError(self.get_help_text(), code="password_of_our_words")

    def get_help_text(self) -> str:
        return _("Your password must not be the name of this site or programme.")
