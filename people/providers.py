"""Other houses to sign in with, as the pages offer them. No query, no request to anybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

_NAMES = {"google": "Google", "facebook": "Facebook"}


def offered() -> list[dict[str, Any]]:
    """[{id, name, url}] in the order of the settings; empty where the installation names none."""
    rows = []
    for provider, options in settings.SOCIALACCOUNT_PROVIDERS.items():
        for app in options["APPS"]:
            own_id = app.get("provider_id")
            url = (
                reverse("openid_connect_login", kwargs={"provider_id": own_id})
                if own_id
                else reverse(f"{provider}_login")
            )
            rows.append({"id": own_id or provider, "name": app.get("name") or _NAMES[provider], "url": url})
    return rows


def is_offered(provider_id: str) -> bool:
    return any(row["id"] == provider_id for row in offered())


def name_of(provider_id: str) -> str:
    """As pages call it, also a house the installation does not name any more."""
    return next((row["name"] for row in offered() if row["id"] == provider_id), _NAMES.get(provider_id, provider_id))
