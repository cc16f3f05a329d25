"""Who may not be touched by whom in the administration of users."""

from __future__ import annotations

from typing import Any

from search.audiences import sees_everything


def above(user: Any, other: Any) -> bool:
    """Whether `other` may do what `user` may not: who changes an account could set its password and become it."""
    return (other.is_superuser and not user.is_superuser) or (other.is_staff and not sees_everything(user))
