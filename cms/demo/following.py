"""What the demonstration's accounts follow: they are told of its newest threads, and see what they have not read."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cms.models import User
from community import following, joining
from community.models import Community, CommunityState, Membership
from community.models.reading import Level

FOLLOWED = (("alumna@demo.example", "farm-to-market"), ("member@demo.example", "savings-and-phones"))
MEMBERS_FOR = timedelta(days=60)


@transaction.atomic
def load_following(communities: dict[str, Community]) -> None:
    """Before threads are loaded, so that these are news. What somebody changed since stays as it is."""
    for email, slug in FOLLOWED:
        person, community = User.objects.get(email=email), communities[slug]
        if not Membership.objects.filter(user=person, community=community).exists():
            row = joining.take_in(community=community, user=person)
            Membership.objects.filter(pk=row.pk).update(since=timezone.now() - MEMBERS_FOR)
        if not CommunityState.objects.filter(user=person, community=community).exists():
            following.set_community_level(community=community, user=person, level=Level.FOLLOW)
