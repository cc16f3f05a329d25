"""When somebody who tried too often may try again."""

from __future__ import annotations

import time

from allauth.account import app_settings
from allauth.core.internal.ratelimit import get_cache_key, parse_rates
from django.core.cache import cache
from django.http import HttpRequest

# Name of an address: what allauth counts there.
_COUNTED = {
    "account_login": ("login", "login_failed"),
    "mfa_login_webauthn": ("login", "webauthn_login"),
    "account_signup": ("signup",),
    "socialaccount_signup": ("signup",),
    "account_reset_password": ("reset_password",),
    "account_reset_password_from_key": ("reset_password_from_key",),
    "account_reauthenticate": ("reauthenticate",),
    "mfa_reauthenticate": ("reauthenticate",),
    "mfa_reauthenticate_webauthn": ("reauthenticate",),
    "account_change_password": ("change_password",),
    "account_set_password": ("change_password",),
    "ask_signin_link": ("signin_link",),
    "account_email": ("change_address", "manage_email"),
}
_UNKNOWN = 60  # seconds


def seconds_to_wait(request: HttpRequest) -> int:
    """Until every limit that this request ran into lets another one through; a minute where we cannot tell."""
    match = request.resolver_match
    limits = app_settings.RATE_LIMITS
    email = (request.POST.get("login") or request.POST.get("email") or "").strip().lower()
    waits = []
    for action in _COUNTED.get(match.url_name or "" if match else "", ()):
        for rate in parse_rates(limits.get(action)):
            if (rate.per == "user" and not request.user.is_authenticated) or (rate.per == "key" and not email):
                continue
            key = get_cache_key(request, app="allauth.account", action=action, rate=rate, key=email)
            tries = cache.get(key, [])
            if len(tries) >= rate.amount:
                waits.append(tries[rate.amount - 1] + rate.duration - time.time())
    return max([1, *(int(wait) + 1 for wait in waits)]) if waits else _UNKNOWN
