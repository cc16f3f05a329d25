"""How often a program may ask: a limit an address and a limit a token, with headers that say what is left.

The headers are those of the IETF draft "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers-10).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from community.counters import CacheStorage

ADDRESS = RateLimitItemPerMinute(600, namespace="api.address")
"""A whole training centre may be behind one address."""
READING = RateLimitItemPerMinute(300, namespace="api.reading")
WRITING = RateLimitItemPerMinute(30, namespace="api.writing")


_limiter = FixedWindowRateLimiter(CacheStorage())


@dataclass(frozen=True, slots=True)
class Pace:
    """One limit, after this request was counted."""

    name: str
    most: int
    seconds: int
    left: int
    resets_in: int
    is_too_fast: bool

    def tell(self, response: HttpResponseBase) -> None:
        """Write it into the headers."""
        response.headers["RateLimit-Policy"] = f'"{self.name}";q={self.most};w={self.seconds}'
        response.headers["RateLimit"] = f'"{self.name}";r={self.left};t={self.resets_in}'
        if self.is_too_fast:
            response.headers["Retry-After"] = str(self.resets_in)


def _counted(name: str, limit: RateLimitItem, who: str) -> Pace:
    within = _limiter.hit(limit, who)
    stats = _limiter.get_window_stats(limit, who)
    seconds = max(1, math.ceil(stats.reset_time - time.time()))
    return Pace(name, limit.amount, limit.get_expiry(), stats.remaining, seconds, not within)


def count_address(request: HttpRequest) -> Pace | None:
    """Count a request for the address it came from, of which only a keyed hash is kept, for a minute. None: from a
    socket behind a proxy that says nothing."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
    return _counted("address", ADDRESS, salted_hmac("community.api", address, algorithm="sha256").hexdigest())


def count_token(token_id: int, *, writing: bool) -> Pace:
    """Count a request for the token it came with."""
    return _counted("writing", WRITING, str(token_id)) if writing else _counted("reading", READING, str(token_id))
