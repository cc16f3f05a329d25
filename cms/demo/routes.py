"""The demonstration's learning routes: real journeys, with where they are known from, and personas as alumni."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from library.models import LearningRoute, RouteEdition, RouteText, Theme
from people import cohorts
from people.models import Participation

DATA = Path(__file__).parent / "data" / "routes.json"


@transaction.atomic
def load_routes(people: dict[str, Any]) -> None:
    """Add what is missing; what is there may have been edited since and is left alone.

    :param people: persona key → user, of `load_people()`
    """
    editor = get_user_model().objects.get(email="editor@demo.example")
    for row in json.loads(DATA.read_text(encoding="utf-8")):
        if not LearningRoute.objects.filter(code=row["code"]).exists():
            _route(row, people, editor)


def _route(row: dict[str, Any], people: dict[str, Any], editor: Any) -> None:
    route = LearningRoute(code=row["code"], theme=Theme.objects.get(code=row["theme"]))
    route.full_clean()
    route.save()
    for order, (language, title) in enumerate(row["titles"].items()):
        if language in settings.LANGUAGE_CODES:
            text = RouteText(route=route, language=language, title=title, sort_order=order)
            text.full_clean()
            text.save()
    for order, journey in enumerate(row["editions"]):
        facts = {name: journey[name] for name in ("code", "starts_on", "ends_on", "source")}
        edition = RouteEdition(route=route, sort_order=order, **facts)
        edition.full_clean()
        edition.save()
        for key in journey["travelled"]:
            person = people.get(key) or get_user_model().objects.get(email=key)
            cohorts.note_participant(edition=edition, person=person, by=editor, state=Participation.State.TRAVELLED)
