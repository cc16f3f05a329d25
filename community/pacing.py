"""How often one person, and one address, may write: generous for people, and for a group behind one phone."""

from __future__ import annotations

import logging
import time
from typing import Any

from allauth.account.adapter import get_adapter
from babel.dates import format_timedelta
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from limits import RateLimitItem, parse
from limits.strategies import FixedWindowRateLimiter

from community.counters import CacheStorage
from library.refusals import NotAllowed
from search.languages import babel_locale
from search.reader import reading_language

log = logging.getLogger(__name__)

LIMITS: dict[str, tuple[str, str]] = {
    "start": ("10/hour", "100/hour"),
    "reply": ("20/10 minutes", "200/10 minutes"),
    "flag": ("20/hour", "100/hour"),
}
"""Act → how often a person, how often an address."""


class TooOften(NotAllowed):
    """Its sentence says how long to wait."""


_limiter = FixedWindowRateLimiter(CacheStorage())


def _hashed_address(request: HttpRequest) -> str | None:
    """Of the address that our own proxies saw (`TRUSTED_PROXY_COUNT`)."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # none: a socket behind a proxy that says nothing
        return None
    return salted_hmac("community.pacing", address, algorithm="sha256").hexdigest()


def _hit(limit: RateLimitItem, *key: str) -> None:
    if not _limiter.hit(limit, *key):
        log.warning("limit reached: %s, by %s", *key[1:3])
        seconds = _limiter.get_window_stats(limit, *key).reset_time - time.time()
        raise TooOften(
            _("That was a lot in a short time. Please wait %(time)s and send it again; your text is kept here.")
            % {"time": _in_words(seconds)}
        )


def _in_words(seconds: float) -> str:
    whole = max(60, int(-(-seconds // 60)) * 60)
    return format_timedelta(whole, granularity="minute", threshold=1.5, locale=babel_locale(reading_language()))


def check(request: HttpRequest, act: str) -> None:
    """Count one more `act` of this person and from this address.

    :param act: a key of `LIMITS`
    :raises TooOften: with a sentence
    """
    person, address = (parse(text) for text in LIMITS[act])
    user: Any = request.user
    if user.is_authenticated:
        _hit(person, "community", act, "person", str(user.pk))
    if hashed := _hashed_address(request):
        _hit(address, "community", act, "address", hashed)
