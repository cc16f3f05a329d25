"""What is kept of a secret that the site hands out: links in letters, invitations, tokens of programs."""

from __future__ import annotations

import hashlib


def hash_of(token: str) -> str:
    """64 hexadecimal digits of SHA-256: such a secret has 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
