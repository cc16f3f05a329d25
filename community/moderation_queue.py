"""What waits for a facilitator: posts that were reported, and posts that have to be read first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from community import rights
from community.lists import Slice
from community.models import AuditEntry, Community, Flag, Post
from search.audiences import sees_everything

SIZE = 20
KINDS = ("flagged", "waiting")


@dataclass(slots=True)
class Past:
    """What a facilitator wants to know of somebody: numbers of one community."""

    posts: int = 0
    hidden: int = 0
    upheld: int = 0


@dataclass(slots=True)
class Item:
    post: Post
    flags: list[Flag] = field(default_factory=list)
    before: Post | None = None
    """The post that it follows, as far as readers see it."""
    past: Past = field(default_factory=Past)


def _waiting() -> QuerySet[Post]:
    return Post.objects.filter(is_awaiting=True, is_hidden=False)


def posts_of(user: Any, *, community: Community | None = None, kind: str = "") -> QuerySet[Post]:
    """The posts that `user` has to look at, oldest first.

    :param community: in one that they facilitate; else in all of theirs
    :param kind: one of `KINDS`; else all
    """
    reported = Q(pk__in=Flag.objects.undecided().order_by().values("post"))
    waits = Q(pk__in=_waiting().order_by().values("pk"))
    posts = Post.objects.filter({"flagged": reported, "waiting": waits}.get(kind, reported | waits))
    if community is not None:
        posts = posts.filter(thread__community=community)
    elif not sees_everything(user):
        posts = posts.filter(thread__community__in=rights.facilitated(user))
    return posts.order_by("pk")


def page_of(posts: QuerySet[Post], *, after: str = "") -> Slice[Item]:
    """One page of the queue: seven queries, whatever its length.

    :param after: the number of the last post of the page before
    """
    if after.isdecimal() and len(after) < 19:
        posts = posts.filter(pk__gt=int(after))
    flags = Flag.objects.undecided().select_related("by", "assignee")
    earlier = (
        Post.objects.filter(thread=OuterRef("thread"), is_hidden=False, is_awaiting=False)
        .filter(Q(created_at__lt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), pk__lt=OuterRef("pk")))
        .order_by("-created_at", "-pk")
    )
    rows = list(
        posts.select_related("author", "thread__community")
        .annotate(before_id=Subquery(earlier.values("pk")[:1]))
        .prefetch_related(
            Prefetch("flags", queryset=flags, to_attr="open_flags"),
            Community.objects.pages_of("thread__community__"),
        )[: SIZE + 1]
    )
    shown = rows[:SIZE]
    context = Post.objects.select_related("author").in_bulk([row.before_id for row in shown if row.before_id])
    pasts = _pasts(shown)
    items = []
    for row in shown:
        for flag in row.open_flags:
            flag.post = row
        past = pasts.get((row.thread.community_id, row.author_id), Past())
        items.append(Item(row, row.open_flags, context.get(row.before_id), past))
    return Slice(items, str(shown[-1].pk) if len(rows) > SIZE else "")


def _pasts(posts: Sequence[Post]) -> dict[tuple[int, int | None], Past]:
    authors = {post.author_id for post in posts if post.author_id}
    communities = {post.thread.community_id for post in posts}
    found: dict[tuple[int, int | None], Past] = {}
    written = (
        Post.objects.filter(author__in=authors, thread__community__in=communities)
        .order_by()
        .values_list("thread__community", "author")
        .annotate(number=Count("pk"), hidden=Count("pk", filter=Q(is_hidden=True)))
    )
    for community, author, number, hidden in written:
        found[community, author] = Past(posts=number, hidden=hidden)
    upheld = Flag.objects.filter(
        status=Flag.Status.UPHELD, post__author__in=authors, post__thread__community__in=communities
    ).order_by()
    for key, number in Counter(upheld.values_list("post__thread__community", "post__author")).items():
        if key in found:
            found[key].upheld = number
    return found


def counts_of(user: Any, community: Community | None = None) -> dict[str, int]:
    """Of each kind, how many wait."""
    return {kind: posts_of(user, community=community, kind=kind).count() for kind in KINDS}


def last_act(user: Any, community: Community | None) -> AuditEntry | None:
    """What `user` did last here, to be undone in one tap."""
    acts = AuditEntry.objects.filter(actor=user, undone_by=None)
    return (acts.filter(community=community) if community else acts).first()
