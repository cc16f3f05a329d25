"""People with each role of the admin: the groups are there once the outline is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group

from cms import roles
from tests.factories.people import user


def _in_group(name: str, **fields: Any) -> Any:
    person = user(f"Demo persona: {name}", **fields)
    person.groups.add(Group.objects.get(name=name))
    return person


def translator(language: str) -> Any:
    return _in_group(roles.translators_of(language))


def reviewer() -> Any:
    return _in_group(roles.PEERS)


def editor() -> Any:
    return _in_group(roles.EDITORS)


def administrator() -> Any:
    """Not a superuser."""
    return _in_group(roles.ADMINISTRATORS, is_staff=True)
