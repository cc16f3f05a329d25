"""Somebody's own roles, for the front page of their account."""

from __future__ import annotations

from typing import Any

from django import template

from cms.person_roles import roles_of

register = template.Library()


@register.inclusion_tag("people/parts/my_roles.html", takes_context=True)
def my_roles(context: dict[str, Any]) -> dict[str, Any]:
    user = context["request"].user
    return {"roles": roles_of(user), "enters_admin": user.has_perm("wagtailadmin.access_admin")}
