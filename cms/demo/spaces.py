"""Who leads the demonstration's communities, and who asks to join the one that is for its members."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from cms.models import User
from community import asking, joining
from community.models import Community, Membership

DATA = Path(__file__).parent / "data" / "spaces.json"


@transaction.atomic
def load_spaces(communities: dict[str, Community], people: dict[str, Any]) -> None:
    """Once: a community that has its host is left as people made it since."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    led = set(Membership.objects.filter(role=Membership.Role.HOST).values_list("community__slug", flat=True))
    for row in data["roles"]:
        if row["community"] not in led:
            membership = joining.take_in(community=communities[row["community"]], user=_person(row, people))
            membership.role = row["role"]
            membership.save(update_fields=["role"])
    for row in data["requests"]:
        community, person = communities[row["community"]], _person(row, people)
        if not Membership.objects.filter(community=community, user=person).exists():
            asking.ask(community=community, user=person, why=row["why"])


def _person(row: dict[str, str], people: dict[str, Any]) -> Any:
    return people[row["person"]] if "person" in row else User.objects.get(email=row["account"])
