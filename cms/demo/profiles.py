"""What the demonstration's personas tell of themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from cms.models import User
from library.models import Theme
from people.models import Profile
from people.telling import SHOWN, Known, Told, tell

DATA = Path(__file__).parent / "data" / "profiles.json"


@transaction.atomic
def load_profiles(people: dict[str, Any]) -> None:
    """Of those who have told nothing yet. Needs themes.

    :param people: persona key → user, of `load_people()`; accounts are found by their address
    """
    themes = set(Theme.objects.values_list("code", flat=True))
    for row in json.loads(DATA.read_text(encoding="utf-8")):
        person = people.get(row["person"]) or User.objects.get(email=row["person"])
        if Profile.objects.filter(user=person).exists():
            continue
        told = Told(
            name=person.name,
            other_name=row["other_name"],
            country=row["country"],
            province=row["province"],
            organisation=row["organisation"],
            work=row["work"],
            languages=[_known(text) for text in row["languages"]],
            themes=[code for code in row["themes"] if code in themes],
            shows=dict.fromkeys(SHOWN, "members") | row["shows"],
            letters_in=person.language,
        )
        tell(user=person, told=told)


def _known(text: str) -> Known:
    """`th:r` → Thai, reading only."""
    code, _colon, how = text.partition(":")
    return Known(code, writes=how != "r")
