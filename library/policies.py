"""Who may do what in the admin, where Django's four rights a model are not enough."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class ChangeOnlyPolicy(ModelPermissionPolicy):
    """For what begins on the site and stays: nobody adds or deletes it in the admin."""

    REFUSED = frozenset({"add", "delete"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in self.REFUSED and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)
