"""Other houses people may sign in with: none unless the environment names them (docs/settings.md)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env


def providers_from(env: Env) -> dict[str, dict[str, Any]]:
    """allauth's `SOCIALACCOUNT_PROVIDERS`, of those that have an id. Half a pair is a mistake, said at the start."""
    found: dict[str, dict[str, Any]] = {}
    if google := _application(env, "GOOGLE"):
        found["google"] = {"APPS": [google], "SCOPE": ["profile", "email"], "OAUTH_PKCE_ENABLED": True}
    if facebook := _application(env, "FACEBOOK"):
        # Facebook does not say whether it has confirmed an address: it is confirmed here, by a letter.
        found["facebook"] = {"APPS": [facebook], "METHOD": "oauth2", "SCOPE": ["email", "public_profile"]}
    if house := _application(env, "OPENID_CONNECT"):
        server = env("OPENID_CONNECT_SERVER_URL", default="")
        if not server.startswith("https://"):
            raise ImproperlyConfigured("OPENID_CONNECT_SERVER_URL must be the https:// address of the house")
        house |= {
            "provider_id": "house",
            "name": env("OPENID_CONNECT_NAME", default="OpenID Connect"),
            "settings": {"server_url": server},
        }
        found["openid_connect"] = {"APPS": [house], "OAUTH_PKCE_ENABLED": True}
    return found


def _application(env: Env, name: str) -> dict[str, Any]:
    client_id, secret = env(f"{name}_CLIENT_ID", default=""), env(f"{name}_SECRET", default="")
    if bool(client_id) != bool(secret):
        raise ImproperlyConfigured(f"{name}_CLIENT_ID and {name}_SECRET go together")
    return {"client_id": client_id, "secret": secret} if client_id else {}
