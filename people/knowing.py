"""Whom a reader knows: accounts have numbers, and counting through them must show nobody's name.

People know whose profile they may see, and who wrote to them. An app above adds its own with `register`: a community,
those whose posts one reads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from people.models import MemberLetter, Profile
from people.models.shown import levels_for

Way = Callable[[Any, Any], bool]
_ways: list[Way] = []


def register(way: Way) -> None:
    """`way(reader, person)`: whether `reader`, who may be a visitor, can see the name of `person` there."""
    if way not in _ways:
        _ways.append(way)


def knows(reader: Any, person: Any) -> bool:
    """Whether `reader` can see somewhere what `person` is called. That somebody's account is closed makes no
    difference, so that it cannot be told from a block."""
    if reader.is_authenticated:
        wrote = MemberLetter.objects.filter(sender=person, recipient=reader)
        if reader.pk == person.pk or wrote.exists():
            return True
    if Profile.objects.filter(user=person, shows_me__in=levels_for(reader)).exists():
        return True
    return any(way(reader, person) for way in _ways)
