"""`{% leaving_banner %}`: that the account of who reads this is about to be deleted, and how to keep it."""

from __future__ import annotations

from typing import Any

from django import template

from people import leaving

register = template.Library()


@register.inclusion_tag("people/parts/leaving_banner.html", takes_context=True)
def leaving_banner(context: dict[str, Any]) -> dict[str, Any]:
    """Nothing for visitors, on pages of errors, and on the page that says it anyway."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated or context.get("says_when_it_leaves"):
        return {"leaves_on": None}
    return {"leaves_on": leaving.day_in(request), "csrf_token": context.get("csrf_token")}
