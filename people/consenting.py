"""Writing down who agreed to what."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from people.models import ConsentRecord
from people.purposes import CURRENT, PURPOSES


@transaction.atomic
def record(*, user: Any, language: str) -> None:
    """`user` agrees to the rules and was shown the notice, as they stand now. Twice is once.

    :param language: in which they had them before their eyes
    """
    people = get_user_model().objects
    people.select_for_update().get(pk=user.pk)
    there = set(ConsentRecord.objects.filter(user=user).values_list("purpose", "version"))
    for purpose in PURPOSES:
        if (purpose.code, purpose.version) not in there:
            ConsentRecord.objects.create(
                user=user,
                purpose=purpose.code,
                version=purpose.version,
                kind=ConsentRecord.Kind.AGREED if purpose.is_agreed else ConsentRecord.Kind.SHOWN,
                language=language,
            )
    people.filter(pk=user.pk).update(agreed_to=CURRENT)
    user.agreed_to = CURRENT
