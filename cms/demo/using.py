"""The demonstration's adaptations (by labelled personas) and origins of cases (of the programme, with their source)."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.models import User
from library import adapting
from library.models import Adaptation, CaseOrigin, CasePage

DATA = Path(__file__).parent / "data" / "adaptations.json"


@transaction.atomic
def load_using(people: dict[str, Any]) -> None:
    """What is missing; what is there stays as it is."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    originals: dict[str, CasePage] = {}
    for page in CasePage.objects.live().order_by("-pk"):
        originals[page.code] = page
    for row in data["adaptations"]:
        if row["language"] in settings.LANGUAGE_CODES and row["case"] in originals:
            _adaptation(row, originals[row["case"]], people[row["author"]])
    for row in data["origins"]:
        for page in CasePage.objects.live().filter(code=row["case"]):
            _origins(page, [originals[code] for code in row["grew_out_of"] if code in originals])


def _adaptation(row: dict[str, Any], case: CasePage, author: User) -> None:
    submission = uuid5(NAMESPACE_URL, f"rutero-demo/adaptation/{row['key']}")
    if Adaptation.objects.filter(author=author, submission=submission).exists():
        return
    names = ("country", "place", "kept", "changed", "result", "language")
    made = adapting.record(case=case, author=author, submission=submission, **{name: row[name] for name in names})
    at = timezone.now() - timedelta(days=row["days_ago"])
    decided = {}
    if row["state"] == Adaptation.State.SHOWN:
        # Without the verb: a persona gets no letter.
        decided = {"state": row["state"], "decided_at": at}
    if "latitude" in row:
        decided |= {"latitude": Decimal(row["latitude"]), "longitude": Decimal(row["longitude"])}
    Adaptation.objects.filter(pk=made.pk).update(created_at=at, changed_at=at, **decided)


def _origins(page: CasePage, sources: list[CasePage]) -> None:
    if page.origins.exists():
        return
    page.origins = [CaseOrigin(case=source, sort_order=number) for number, source in enumerate(sources)]
    page.save_revision().publish()
