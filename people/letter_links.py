"""Links in letters that do something once: what is in the letter opens it, what is in the database does not."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.urls import reverse
from django.utils import translation

_BYTES = 32  # 256 bits: nothing to guess, so a plain SHA-256 does


def new_token() -> str:
    return secrets.token_urlsafe(_BYTES)


def address_of(name: str, token: str, *, language: str) -> str:
    """The whole address, on the site's public one, of the page `name` in `language`."""
    with translation.override(language):
        return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse(name, kwargs={"token": token})
