"""The demonstration's accounts: what their holders may do, and how to sign in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from cms import roles
from cms.models import User

DATA = Path(__file__).parent / "data"
PASSWORD = "learning-route"  # noqa: S105 - the demonstration's, printed when it starts


@dataclass(frozen=True, slots=True)
class Account:
    email: str
    role: str
    name: str
    language: str = "en"
    is_superuser: bool = False
    group: str = ""
    sees_closed: bool = False


ACCOUNTS = (
    Account("admin@demo.example", "administrator", "Demo persona: administrator", is_superuser=True, sees_closed=True),
    Account(
        "editor@demo.example",
        "editor (may publish; moderates every community)",
        "Demo persona: library editor",
        group=roles.EDITORS,
        sees_closed=True,
    ),
    Account("reviewer@demo.example", "reviewer of cases", "Demo persona: reviewer", group=roles.PEERS),
    Account(
        "translator@demo.example",
        "translator into Lao",
        "ບຸກຄົນສົມມຸດ: ນັກແປ",
        "lo",
        group=roles.translators_of("lo"),
    ),
    Account("alumna@demo.example", "alumna (reads Thai)", "บุคคลสมมุติ: ศิษย์เก่าเส้นทางการเรียนรู้", "th"),
    Account("member@demo.example", "member (reads Lao)", "ບຸກຄົນສົມມຸດ: ສະມາຊິກຊຸມຊົນ", "lo"),
)


def accounts_text() -> str:
    """The accounts as lines to print, with the one password they share."""
    lines = [f"  {account.email:24} {account.role}" for account in ACCOUNTS]
    return "\n".join(["Demonstration accounts (password for all: " + PASSWORD + ")", *lines])


def _account(email: str, name: str, language: str, password: str | None, **fields: Any) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name, language=language, **fields)
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def load_people() -> dict[str, User]:
    """Accounts that can sign in, and personas that only write; persona key → user."""
    for account in ACCOUNTS:
        user = _account(
            account.email,
            account.name,
            account.language,
            PASSWORD,
            is_staff=account.sees_closed,
            is_superuser=account.is_superuser,
        )
        if account.group:
            user.groups.add(*Group.objects.filter(name=account.group))  # none for a language this site lacks
    personas = json.loads((DATA / "people.json").read_text(encoding="utf-8"))
    return {row["key"]: _account(row["email"], row["name"], row["language"], None) for row in personas}
