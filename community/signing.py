"""Links to files that work without a session, for an hour: for programs with a token, and what they hand the link to.

A link says which file and who asked for it, signed. It opens what that person may read *when it is opened*: who left a
community, or was put out of it, opens nothing with an old link. A new password ends nothing: the hour does.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.urls import reverse

from community.models import Attachment

GOOD_FOR = 60 * 60  # seconds
PARAMETER = "for"

_signer = TimestampSigner(salt="community.signing", sep="~")


def signed_path(row: Attachment, *, user: Any) -> str:
    """Address of the file on this site, for `user`; nobody's is the plain one."""
    path = reverse("community:file", kwargs={"key": row.key})
    if not user.is_authenticated:
        return path
    return f"{path}?{PARAMETER}={_signer.sign(f'{row.key.hex}~{user.pk}').partition('~')[2]}"


def reader_of(request: HttpRequest, row: Attachment) -> Any:
    """Who signed the link with which `row` is asked for; nobody without a good signature."""
    given = request.GET.get(PARAMETER, "")
    if not given:
        return AnonymousUser()
    try:
        said = _signer.unsign(f"{row.key.hex}~{given}", max_age=GOOD_FOR)
    except BadSignature:
        return AnonymousUser()
    number = said.partition("~")[2]
    return get_user_model().objects.filter(pk=number, is_active=True).first() or AnonymousUser()
