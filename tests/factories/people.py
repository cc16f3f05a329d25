from __future__ import annotations

import itertools
from typing import Any

from allauth.account.models import EmailAddress

from cms.models import User

PASSWORD = "a-long-enough-password"
_numbers = itertools.count(1)


def user(name: str = "Demo persona: tester", *, language: str = "en", verified: bool = True, **fields: Any) -> User:
    """A person who can sign in with `PASSWORD`."""
    email = fields.pop("email", f"person-{next(_numbers)}@test.example")
    person = User.objects.create_user(email, PASSWORD, name=name, language=language, **fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=verified, primary=True)
    return person
