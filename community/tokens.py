"""Tokens for programs: making one (it is shown once), taking it back, and knowing whose one is."""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import ApiToken
from library.refusals import NotAllowed
from people.hashing import hash_of
from search.normalising import normalise_name
from search.printable import unprintable

START = "rutero_"
"""How every token begins, so that a person or a scanner of leaked secrets knows one."""
DAYS = (30, 90, 365)
MOST = 20
"""Valid tokens a person."""
DEAD_KEPT_FOR = timedelta(days=90)
"""After it was taken back or ran out: long enough to ask which program that was."""
_SHOWN = len(START) + 6
_BYTES = 32  # 256 bits
_LONGEST = 100
_NOTED_AGAIN_AFTER = timedelta(hours=1)


def make(
    *, user: Any, name: str, may_write: bool, days: int = DAYS[1], submission: uuid.UUID | None = None
) -> tuple[ApiToken, str]:
    """A new token of `user`.

    :param days: how long it is good for; one of `DAYS`
    :param submission: made with the form; the same one makes the token of the first time anew while nobody used it, so
        that a double tap leaves one, and it is the one that is on the screen
    :returns: the row, and the secret, which is stored nowhere
    :raises ValidationError: with a sentence a field
    :raises NotAllowed: they have too many
    """
    if unprintable(name):
        raise ValidationError({"name": _("The name holds characters that cannot be shown. Please remove them.")})
    name = normalise_name(name)
    if not name:
        raise ValidationError({"name": _("Please say what the token is for.")})
    if len(name) > 80:
        raise ValidationError({"name": _("This is too long: 80 characters are allowed.")})
    if days not in DAYS:
        raise ValidationError({"days": _("Please choose one of these times.")})
    secret = START + secrets.token_urlsafe(_BYTES)
    fields = {
        "name": name,
        "hash": hash_of(secret),
        "prefix": secret[:_SHOWN],
        "may_write": may_write,
        "expires_at": timezone.now() + timedelta(days=days),
    }
    with transaction.atomic():
        # The person's row is the lock: two forms at once do not make one token too many.
        get_user_model().objects.select_for_update().get(pk=user.pk)
        if submission is not None:
            ApiToken.objects.filter(user=user, submission=submission, last_used_at=None).delete()
            if ApiToken.objects.filter(user=user, submission=submission).exists():
                submission = None
        if ApiToken.objects.valid().filter(user=user).count() >= MOST:
            raise NotAllowed(
                _("You have %(most)s tokens already. Please take one back that you do not need any more.")
                % {"most": MOST}
            )
        return ApiToken.objects.create(user=user, submission=submission, **fields), secret


def revoke(*, token: ApiToken, user: Any) -> None:
    """Take a token back, for good; nothing happens to one that was.

    :raises NotAllowed: it is not theirs
    """
    if token.user_id != user.pk:
        raise NotAllowed(_("This token is not yours."))
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def forget_dead() -> int:
    """Delete the tokens that have opened nothing for `DEAD_KEPT_FOR`. Returns how many."""
    long_ago = timezone.now() - DEAD_KEPT_FOR
    return ApiToken.objects.filter(Q(revoked_at__lt=long_ago) | Q(expires_at__lt=long_ago)).delete()[0]


def token_of(secret: str) -> ApiToken | None:
    """The valid token with this secret, with its user; notes that it was used, at most once an hour."""
    if not secret.startswith(START) or len(secret) > _LONGEST or not secret.isascii():
        return None
    token = ApiToken.objects.valid().select_related("user").filter(hash=hash_of(secret)).first()
    if token is None:
        return None
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - _NOTED_AGAIN_AFTER:
        unused = Q(last_used_at=None) | Q(last_used_at__lt=now - _NOTED_AGAIN_AFTER)
        ApiToken.objects.filter(unused, pk=token.pk).update(last_used_at=now)
    return token
