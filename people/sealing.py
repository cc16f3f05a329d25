"""Secrets at rest: what opens an account is not read from a copy of the database alone."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"rutero: second factor"


class UnreadableError(Exception):
    """Sealed with a key the site does not have any more."""


def _fernet(secret_key: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def _keys() -> MultiFernet:
    return MultiFernet([_fernet(str(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal(text: str) -> str:
    """`text` under a key derived from SECRET_KEY (HKDF, RFC 5869; Fernet: AES-128-CBC with HMAC-SHA-256)."""
    return _keys().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Raises UnreadableError. SECRET_KEY_FALLBACKS open what an older key sealed."""
    try:
        return _keys().decrypt(sealed).decode()
    except InvalidToken as error:
        raise UnreadableError from error
