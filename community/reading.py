"""How far people have read: up to which post of a thread, for 40 days; whatever is older counts as read.

News for somebody are shown posts of others, behind the newest they saw in that thread, written after they joined and
after they last marked everything as read; in communities they belong to, and in threads they opened before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, DateTimeField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from community import rights
from community.models import Community, CommunityState, Membership, Post, Thread, ThreadState
from community.models.reading import Level

TRACKED_FOR = timedelta(days=40)
_FORGET_AT_ONCE = 5_000
"""Rows that `forget_old` deletes in one go, so that others get to write."""
_BEHIND_ALL = 2**63
"""Number of a post behind all of the same moment."""

Place = tuple[datetime, int]
"""Of a post in its thread: when it was written, and its number."""


def place(post: Post) -> Place:
    return post.created_at, post.pk


def oldest_news() -> datetime:
    """What was written before counts as read."""
    return timezone.now() - TRACKED_FOR


def unread_posts(user: Any) -> QuerySet[Post]:
    """Posts that are news for `user`, who is signed in. It does not ask what they may read: filter by threads that
    were."""
    floor = Value(oldest_news(), output_field=DateTimeField())
    return (
        Post.objects.filter(is_hidden=False, is_awaiting=False, created_at__gt=floor)
        .exclude(author=user)
        .alias(
            mine=FilteredRelation("thread__states", condition=Q(thread__states__user=user)),
            here=FilteredRelation("thread__community__states", condition=Q(thread__community__states__user=user)),
            belongs=FilteredRelation(
                "thread__community__memberships", condition=Q(thread__community__memberships__user=user)
            ),
            level=Coalesce("mine__level", Value(Level.NONE)),
            level_here=Coalesce("here__level", Value(Level.NONE)),
            seen_at=Coalesce("mine__read_at", floor),
            seen_pk=Coalesce("mine__read_pk", Value(0)),
            all_before=Coalesce("here__read_all_before", floor),
            opened_at=F("mine__read_at"),
            standing=F("belongs__state"),
            since=F("belongs__since"),
        )
        .exclude(level=Level.MUTE)
        .exclude(level_here=Level.MUTE)
        .filter(
            Q(created_at__gt=F("seen_at")) | Q(created_at=F("seen_at"), pk__gt=F("seen_pk")),
            Q(opened_at__isnull=False) | Q(standing=Membership.State.ACTIVE, created_at__gt=F("since")),
            created_at__gt=F("all_before"),
        )
    )


def unread_counts(user: Any, threads: Iterable[Thread]) -> dict[int, int]:
    """Id of a thread → how many of its posts are news for `user`: those that have any. One query, none for visitors and
    for threads that have been quiet for long."""
    if not user.is_authenticated:
        return {}
    floor = oldest_news()
    lively = [thread.pk for thread in threads if thread.last_post_at > floor]
    if not lively:
        return {}
    posts = unread_posts(user).filter(thread__in=lively)
    return dict(posts.order_by().values_list("thread").annotate(number=Count("pk")))


def with_unread(rows: list[dict[str, Any]], user: Any, threads: Sequence[Thread]) -> list[dict[str, Any]]:
    """Rows of a list (`cards.thread_row` of `threads`, in their order), for members each with its number of new
    posts."""
    if not user.is_authenticated:
        return rows
    counts = unread_counts(user, threads)
    return [row | {"unread": counts.get(thread.pk, 0)} for row, thread in zip(rows, threads, strict=True)]


def with_news(threads: QuerySet[Thread], user: Any) -> Any:
    """Those of `threads` that have news for `user`, who may see them."""
    recent = threads.filter(last_post_at__gt=oldest_news())
    return recent.filter(Exists(unread_posts(user).filter(thread=OuterRef("pk"))))


@dataclass(frozen=True, slots=True)
class Position:
    """Where somebody stands in a thread."""

    user_id: int
    level: str
    level_here: str
    """Of the community."""
    is_known: bool
    """Whether there is a row to be changed."""
    seen: Place | None
    """Up to here everything counts as read; None: news are not told here."""

    @property
    def tells_news(self) -> bool:
        return self.seen is not None and Level.MUTE not in (self.level, self.level_here)

    def is_before(self, post: Post) -> bool:
        """Whether they get further by seeing `post`."""
        return post.created_at > oldest_news() and (self.seen is None or place(post) > self.seen)

    def is_news(self, post: Post) -> bool:
        return (
            self.tells_news
            and self.seen is not None
            and place(post) > self.seen
            and post.author_id != self.user_id
            and not (post.is_hidden or post.is_awaiting)
        )


def position(user: Any, thread: Thread) -> Position:
    """Where `user`, who is signed in, stands in `thread`. One query, and that for the memberships once a request."""
    level, read_at, read_pk, level_here, all_before = (
        Thread.objects.filter(pk=thread.pk)
        .alias(
            mine=FilteredRelation("states", condition=Q(states__user=user)),
            here=FilteredRelation("community__states", condition=Q(community__states__user=user)),
        )
        .values_list("mine__level", "mine__read_at", "mine__read_pk", "here__level", "here__read_all_before")
        .get()
    )
    membership = rights.membership_of(user, thread.community)
    belongs = membership is not None and membership.state == Membership.State.ACTIVE
    seen: Place | None = None
    if read_at is not None or belongs:
        seen = (oldest_news(), _BEHIND_ALL)
        if membership is not None and read_at is None:
            seen = max(seen, (membership.since, _BEHIND_ALL))
        if read_at is not None:
            seen = max(seen, (read_at, read_pk))
        if all_before is not None:
            seen = max(seen, (all_before, _BEHIND_ALL))
    return Position(user.pk, level or Level.NONE, level_here or Level.NONE, level is not None, seen)


def first_unread(user: Any, thread: Thread) -> int | None:
    """Number of the first post of `thread` that is news for `user`."""
    posts = unread_posts(user).filter(thread=thread).order_by("created_at", "pk")
    return posts.values_list("pk", flat=True).first()


def read_up_to(*, thread: Thread, user: Any, post: Post, known: Position) -> None:
    """`user` saw the posts of `thread` up to `post`. One statement; never goes back, and none when nothing is new.

    :param known: where they stood when the page was made
    """
    if not known.is_before(post):
        return
    here = place(post)
    if known.is_known:
        ThreadState.objects.filter(user=user, thread=thread).filter(
            Q(read_at=None) | Q(read_at__lt=here[0]) | Q(read_at=here[0], read_pk__lt=here[1])
        ).update(read_at=here[0], read_pk=here[1])
        return
    # Two windows at once: the first one made the row.
    ThreadState.objects.bulk_create(
        [ThreadState(user=user, thread=thread, read_at=here[0], read_pk=here[1])], ignore_conflicts=True
    )


@transaction.atomic
def mark_all_read(*, community: Community, user: Any, until: datetime) -> None:
    """Everything in `community` that was written until then counts as read for `user`."""
    until = min(until, timezone.now())
    state, _created = CommunityState.objects.select_for_update().get_or_create(user=user, community=community)
    if state.read_all_before is None or state.read_all_before < until:
        state.read_all_before = until
        state.save(update_fields=["read_all_before"])
    ThreadState.objects.filter(
        user=user, thread__community=community, level=Level.NONE, why=ThreadState.Why.NONE, read_at__lte=until
    ).delete()


def forget_old() -> int:
    """Delete what is older than we track (`manage.py run_due`); whoever follows or mutes goes on doing so."""
    old = oldest_news()
    rows = ThreadState.objects.filter(Q(read_at=None) | Q(read_at__lt=old), level=Level.NONE, changed_at__lt=old)
    return ThreadState.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:_FORGET_AT_ONCE])).delete()[0]
