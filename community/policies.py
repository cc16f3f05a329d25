"""Communities in the admin: their lists, histories and choosers show everything there is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from library.policies import ChangeOnlyPolicy
from search.audiences import sees_everything


class OverseersPolicy(ModelPermissionPolicy):
    """Beside the right on the model: only for those from whom no community is hidden. Everybody else has the pages of
    the site, which show what is theirs."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return sees_everything(user) and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        overseers = get_user_model().objects.filter(Q(is_staff=True) | Q(is_superuser=True))
        return overseers.filter(pk__in=super().users_with_any_permission(actions))


class ThreadPolicy(ChangeOnlyPolicy, OverseersPolicy):
    """Locked and hidden here; started on the site."""
