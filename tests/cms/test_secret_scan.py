"""What CI looks for among committed files is found when it is there."""

from __future__ import annotations

import pytest

from tests.secret_scan import forms, found_in


@pytest.mark.parametrize(
    ("secret", "form"),
    [
        ("-----BEGIN RSA PRIVATE" + " KEY-----", "Private Key"),
        ("aws = 'AKIA" + "ZZZZYYYYXXXXWWWW'", "AWS Access Key"),
        ("postgres://rutero:" + "verysecret@db.example/rutero", "Basic Auth Credentials"),
        ("token: ghp_" + "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx", "GitHub Token"),
    ],
)
def test_a_known_form_is_found_with_its_line(secret: str, form: str) -> None:
    assert (3, form) in found_in(f"น้ำผึ้ง\n\nx {secret} y\n", forms())


def test_what_is_no_secret_is_not() -> None:
    assert found_in('password = "a-long-enough-password"\nhttps://user.example/@name\n', forms()) == []
