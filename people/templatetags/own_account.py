"""What pages of one's own account show around their content, whichever app's they are."""

from __future__ import annotations

from typing import Any

from django import template

from people import devices, providers
from people.account_menu import account_menu

register = template.Library()


@register.inclusion_tag("people/parts/account_menu.html", takes_context=True, name="account_menu")
def menu(context: dict[str, Any]) -> dict[str, Any]:
    return {"account_menu": account_menu(context["request"])}


@register.filter
def device(user_agent: str) -> str:
    """A browser's name for itself, in words."""
    return devices.in_words(user_agent)


@register.simple_tag
def offered_providers() -> list[dict[str, Any]]:
    """Other houses that the installation lets sign in."""
    return providers.offered()


@register.filter
def house(provider_id: str) -> str:
    """What people call another house; allauth's own look-up fails where the settings name it no more."""
    return providers.name_of(provider_id)
