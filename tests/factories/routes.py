from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from library.models import LearningRoute, RouteEdition
from people.models import Participation, Profile, ProfileLanguage

_numbers = itertools.count(1)


def edition(titles: dict[str, str] | None = None, **fields: Any) -> RouteEdition:
    """An edition of a route of its own, with its title a language."""
    number = next(_numbers)
    route = LearningRoute.objects.create(code=f"route-{number}")
    for language, title in (titles or {"en": f"Route {number}"}).items():
        route.texts.create(language=language, title=title)
    route.save()  # which writes its rows
    dates = {"starts_on": date(2015, 7, 6), "ends_on": date(2015, 7, 13)}
    return RouteEdition.objects.create(route=route, **{"code": f"edition-{number}"} | dates | fields)


def alumna(person: Any, of: RouteEdition) -> Any:
    """`person`, who travelled."""
    Participation.objects.create(user=person, edition=of, state=Participation.State.TRAVELLED)
    return person


def profile(person: Any, *, languages: tuple[str, ...] = (), **fields: Any) -> Profile:
    """What `person` tells of themselves."""
    made = Profile.objects.create(user=person, **fields)
    for order, language in enumerate(languages):
        ProfileLanguage.objects.create(profile=made, language=language, order=order)
    return made
