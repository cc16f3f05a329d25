"""Whom a reader knows from the communities; see `people/knowing.py`."""

from __future__ import annotations

from typing import Any

from community.models import Community, Membership, Post


def meets(reader: Any, person: Any) -> bool:
    """Whether `reader` reads a post of `person`, or finds them in the list of members of a community."""
    if Post.objects.visible_to(reader).filter(author=person).exists():
        return True
    if not reader.is_authenticated:
        return False
    communities = Community.objects.visible_to(reader)
    rows = Membership.objects.filter(user=person, state=Membership.State.ACTIVE, community__in=communities)
    return rows.exists()
