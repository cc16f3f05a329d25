"""Somebody is called differently from now on: the one verb that changes a name.

What shows or finds people by name hears of it by the user's `post_save` with `name` in `update_fields`: search and the
mentions in posts (`community.rerendering`), the key that the list of members is searched by (below).
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models.signals import post_save
from django.utils.translation import gettext as _

from people.models import Profile
from people.texts import mistake_in
from search.normalising import normalise_name

MAX_NAME = 120  # characters


def checked_name(name: str) -> str:
    """`name` as it is stored.

    :raises ValidationError: with a sentence
    """
    stored = normalise_name(name)
    if not stored:
        raise ValidationError(_("Please write how you wish to be called."))
    if mistake := mistake_in(stored, most=MAX_NAME):
        raise ValidationError(mistake)
    return stored


def rename(*, user: Any, name: str) -> None:
    """`user` is called `name`, as they wish, in any script. Does nothing when they are already.

    :raises ValidationError: with a sentence
    """
    stored = checked_name(name)
    if stored != user.name:
        user.name = stored
        user.save(update_fields=["name"])


def connect() -> None:
    """Names are changed in Wagtail's admin, too."""
    post_save.connect(_renamed, sender=get_user_model(), dispatch_uid="people.renamed")


def _renamed(instance: Any, created: bool, update_fields: Any = None, **_kwargs: Any) -> None:
    if created or (update_fields is not None and "name" not in update_fields):
        return
    profile = Profile.objects.filter(user=instance).first()
    if profile is not None:
        profile.user = instance
        profile.save(update_fields=["name_key"])
