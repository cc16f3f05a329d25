"""How often one address may do something that needs no account, and one person something that costs much."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def is_too_often_for(person: Any, action: str, *, most: int, seconds: int) -> bool:
    """Count one more `action` of this person; whether they are more than `most` within about `seconds`."""
    return _is_beyond(f"library.pacing.{action}.{person.pk}", most, seconds)


def is_too_often(request: HttpRequest, action: str, *, most: int, seconds: int) -> bool:
    """Count one more `action` from this address; whether they are more than `most` within about `seconds`.

    The address is the one that our own proxies saw (`TRUSTED_PROXY_COUNT`); only a keyed hash of it is kept, that long.
    """
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # none: a socket behind a proxy that says nothing
        return False
    key = "library.pacing." + salted_hmac(f"library.pacing.{action}", address, algorithm="sha256").hexdigest()
    return _is_beyond(key, most, seconds)


def _is_beyond(key: str, most: int, seconds: int) -> bool:
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out in between
        return False
