"""Which languages somebody reads and writes: what is marked as being in another language, what "in my languages" lists,
and what a form begins with. The language of letters is the account's (`library/letters.py`)."""

from __future__ import annotations

from typing import Any

from library import remembering
from people.models import ProfileLanguage


def _rows(user: Any) -> list[tuple[str, bool, bool]]:
    """(code, reads, writes), best first. One query a request."""
    asked = ProfileLanguage.objects.filter(profile__user=user.pk).order_by("order", "pk")
    return remembering.remembered(
        ("languages of", user.pk), lambda: list(asked.values_list("language", "reads", "writes"))
    )


def languages_read_by(user: Any) -> tuple[str, ...]:
    """Codes, also of languages that the site has not, best first: as their profile says, else the one of their account,
    else none."""
    if not user.is_authenticated:
        return ()
    codes = tuple(code for code, reads, _writes in _rows(user) if reads)
    return codes or ((user.language,) if user.language else ())


def languages_written_by(user: Any) -> tuple[str, ...]:
    """As `languages_read_by`; none for whose profile does not say."""
    return tuple(code for code, _reads, writes in _rows(user) if writes) if user.is_authenticated else ()


def forget(user_id: int) -> None:
    """Their profile changed."""
    remembering.forget(("languages of", user_id))
