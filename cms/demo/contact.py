"""Letters between the demonstration's members, and a report that waits for an editor: all invented, as they say."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from cms.models import User
from library.refusals import NotAllowed
from people import reporting, writing
from people.models import Profile, Report

DATA = Path(__file__).parent / "data" / "contact.json"


@transaction.atomic
def load_contact() -> None:
    """What is there stays as it is: a letter is sent once, and a report that was decided does not come again."""
    given = json.loads(DATA.read_text(encoding="utf-8"))
    for row in given["letters"]:
        sender, person = User.objects.get(email=row["from"]), User.objects.get(email=row["to"])
        Profile.objects.get_or_create(user=person)
        submission = uuid5(NAMESPACE_URL, f"{row['from']} {row['to']} {row['text']}")
        try:
            writing.write_to_member(person=person, sender=sender, text=row["text"], submission=submission)
        except NotAllowed:  # somebody tried what blocking does
            continue
    for row in given["reports"]:
        by, about = User.objects.get(email=row["by"]), User.objects.get(email=row["about"])
        if not Report.objects.filter(by=by, about=about).exists():
            reporting.report(person=about, by=by, reason=row["reason"], words=row["words"])
