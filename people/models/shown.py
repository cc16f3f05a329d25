"""How far somebody shows a part of themselves: one rule, for one thing at hand and as a filter."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from search.documents import MEMBERS, PUBLIC


class Shown(models.TextChoices):
    PUBLIC = PUBLIC, pgettext_lazy("who may see a part of a profile", "Everybody")
    MEMBERS = MEMBERS, pgettext_lazy("who may see a part of a profile", "People who are signed in")
    NOBODY = "nobody", pgettext_lazy("who may see a part of a profile", "Only me")


def levels_for(user: Any) -> list[str]:
    """What `user` may see of others."""
    if user is not None and user.is_authenticated and user.is_active:
        return [Shown.PUBLIC, Shown.MEMBERS]
    return [Shown.PUBLIC]
