"""Who has a second step beside the password, and who must."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

COUNTS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes alone are no second step: they are for the day the other is lost."""


def has_one(user: Any) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=COUNTS).exists()


def is_missing(user: Any) -> bool:
    """Whether the installation asks one of this person (`STAFF_NEEDS_SECOND_FACTOR`) who has none. One query at most,
    and none for people who may not enter the admin."""
    return bool(
        settings.STAFF_NEEDS_SECOND_FACTOR
        and user.is_authenticated
        and user.has_perm("wagtailadmin.access_admin")
        and not has_one(user)
    )
