"""Who may find what. A document names its audiences; here is the one function that gives those of a reader.

`public`, `members`, `staff` are known here; an app adds its own (`community:<id>`) with `register_audience_provider`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .documents import MEMBERS, PUBLIC, STAFF

Provider = Callable[[Any], Iterable[str]]
_providers: list[Provider] = []


def register_audience_provider(provider: Provider) -> None:
    """`provider(user)` gives further audiences of a signed-in, active user. At most one query."""
    if provider not in _providers:
        _providers.append(provider)


def sees_everything(user: Any) -> bool:
    """Whether nothing is hidden from `user`: staff and administrators."""
    return bool(user is not None and user.is_authenticated and user.is_active and (user.is_staff or user.is_superuser))


def audiences_of(user: Any) -> frozenset[str]:
    """Every audience that `user` (a user, AnonymousUser or None) belongs to."""
    if user is None or not user.is_authenticated or not user.is_active:
        return frozenset({PUBLIC})
    found = {PUBLIC, MEMBERS}
    if sees_everything(user):
        found.add(STAFF)
    for provider in _providers:
        found.update(provider(user))
    return frozenset(found)
