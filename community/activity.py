"""How a community does: what waits for an answer, who is new, who fell silent, what is written in which language."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, DateTimeField, F, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import TruncMonth
from django.utils import timezone

from community.models import Community, Membership, Post, Thread
from people.models.shown import levels_for

UNANSWERED_AFTER = timedelta(days=3)
NEW_WITHIN = timedelta(weeks=4)
SILENT_AFTER = timedelta(days=90)
MONTHS = 12


def _shown(community: Community) -> QuerySet[Post]:
    return Post.objects.filter(
        thread__community=community, is_hidden=False, is_awaiting=False,
        thread__is_hidden=False, thread__is_awaiting=False,
    )  # fmt: skip


def unanswered(community: Community) -> QuerySet[Thread]:
    """Nobody replied within three days; the oldest first. Announcements want no reply."""
    return (
        Thread.objects.filter(
            community=community, reply_count=0, is_hidden=False, is_awaiting=False, is_locked=False, merged_into=None,
            created_at__lt=timezone.now() - UNANSWERED_AFTER,
        )
        .exclude(kind=Thread.Kind.ANNOUNCEMENT)
        .select_related("author", "community")
        .order_by("created_at", "pk")
    )  # fmt: skip


def first_posts(community: Community) -> QuerySet[Post]:
    """What people wrote here for the first time within the last weeks, the newest first."""
    firsts = _shown(community).exclude(author=None).order_by().values("author").annotate(first=Min("pk"))
    return (
        Post.objects.filter(pk__in=firsts.values("first"), created_at__gte=timezone.now() - NEW_WITHIN)
        .select_related("author", "thread__community")
        .order_by("-created_at", "-pk")
    )


def silent_members(community: Community) -> QuerySet[Membership]:
    """Members who never wrote, and who have not for 90 days; those who wrote most lately first. `last_wrote` is None
    for the first."""
    last = Post.objects.filter(author=OuterRef("user"), thread__community=community, is_hidden=False)
    members = Membership.objects.active().filter(community=community, role=Membership.Role.MEMBER)
    return (
        members.annotate(
            last_wrote=Subquery(last.order_by("-created_at").values("created_at")[:1], output_field=DateTimeField())
        )
        .filter(Q(last_wrote=None) | Q(last_wrote__lt=timezone.now() - SILENT_AFTER))
        .select_related("user")
        .order_by(F("last_wrote").desc(nulls_last=True), "-since", "pk")
    )


@dataclass(slots=True)
class Month:
    """`posts` and `people` by language code."""

    first_day: date
    posts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    people: int = 0

    @property
    def total(self) -> int:
        return sum(self.posts.values())


def _first_month() -> date:
    """The first day of the oldest month that is counted."""
    first = timezone.localdate().replace(day=1)
    for _step in range(MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def months_of(community: Community) -> list[Month]:
    """The last twelve months, this one last: posts by language, and how many people wrote. Two queries."""
    this = timezone.localdate().replace(day=1)
    first = _first_month()
    months: dict[date, Month] = {}
    day = first
    while day <= this:
        months[day] = Month(day)
        day = (day + timedelta(days=32)).replace(day=1)
    by_month = (
        _shown(community)
        .filter(created_at__gte=_start_of(first))
        .order_by()
        .annotate(month=TruncMonth("created_at"))
        .values_list("month")
    )
    for moment, language, number in by_month.annotate(written_in=F("language"), number=Count("pk")):
        if (key := timezone.localtime(moment).date()) in months:
            months[key].posts[language] = number
    for moment, number in by_month.annotate(number=Count("author", distinct=True)):
        if (key := timezone.localtime(moment).date()) in months:
            months[key].people = number
    return list(months.values())


@dataclass(frozen=True, slots=True)
class FromCountry:
    """`country` is a code, empty for those who do not tell it to this reader."""

    country: str
    posts: int
    people: int


def countries_of(community: Community, reader: Any) -> list[FromCountry]:
    """Posts of the last twelve months by the country of who wrote them, most first, as far as they show `reader` their
    place; who left is with those who do not tell. One query."""
    told = Case(When(author__profile__shows_place__in=levels_for(reader), then=F("author__profile__country")))
    rows = (
        _shown(community)
        .filter(created_at__gte=_start_of(_first_month()))
        .order_by()
        .annotate(told=told)
        .values_list("told")
        .annotate(posts=Count("pk"), people=Count("author", distinct=True))
    )
    found = [FromCountry(country or "", posts, people) for country, posts, people in rows]
    return sorted(found, key=lambda row: (not row.country, -row.posts, row.country))
