"""One-time messages ("It was sent.") in a cookie that only this host can set, as all cookies of production."""

from __future__ import annotations

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    cookie_name = "__Host-messages"


class HostStorage(FallbackStorage):
    """As Django's default: in the cookie, or in the session what is too long for it."""

    storage_classes = (HostCookieStorage, SessionStorage)
