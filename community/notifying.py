"""Telling people what happened: an event is a row, written with what happened; a task gives each person theirs.

A killed task is taken up again by `manage.py run_due` behind the last person it reached. Who may see the thing is asked
when a row is given and again whenever it is shown (`Notification.objects.visible_to`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from community import channels, following
from community.models import (
    AuditEntry,
    Community,
    CommunityState,
    Membership,
    Notification,
    NotificationEvent,
    NotificationSettings,
    Post,
    TagFollow,
    Thread,
    ThreadState,
)
from community.models.notification import Act, Kind
from community.models.reading import Level
from community.reading import oldest_news, place
from library import remembering
from people.blocking import who_blocked

log = logging.getLogger(__name__)

AT_ONCE = 100
"""People in one transaction: with SQLite nobody else writes meanwhile."""
# Minutes until the next try; after the last one an event is given up and stays as a row for a while.
RETRY_AFTER = (1, 5, 15, 60, 240)
CLAIM = timedelta(minutes=15)
EVENTS_KEPT_FOR = timedelta(days=7)
READ_KEPT_FOR = timedelta(days=90)
MOST_COUNTED = 100
"""Unread ones, for the number in the header."""


# What happened


def note(kind: str, *, actor: Any = None, **fields: Any) -> None:
    """Write down that something happened, in the transaction in which it did; people are told after it.

    :param kind: a `Kind`
    :param fields: of `NotificationEvent`
    """
    event = NotificationEvent.objects.create(kind=kind, actor=actor, **fields)
    _start_after_commit(event.pk)


def _start_after_commit(pk: int) -> None:
    transaction.on_commit(lambda: fan_out.enqueue(pk), robust=True)


def thread_started(sender: Any, thread: Thread, post: Post, **_more: Any) -> None:
    if post.created_at > oldest_news():  # not from an archive
        note(Kind.THREAD, actor=post.author, thread=thread, post=post)


def post_written(sender: Any, post: Post, **_more: Any) -> None:
    following.follow_what_one_writes(post)
    if post.created_at > oldest_news() and post.created_at != post.thread.created_at:
        note(Kind.REPLY, actor=post.author, thread=post.thread, post=post)


def post_shown(sender: Any, post: Post, **_more: Any) -> None:
    """What waited with it goes out now; what people were told before it was hidden is not told again."""
    for pk in list(NotificationEvent.objects.filter(post=post, done_at=None).values_list("pk", flat=True)):
        NotificationEvent.objects.filter(pk=pk).update(next_attempt_at=timezone.now())
        _start_after_commit(pk)


def mentioned(sender: Any, post: Post, people: Iterable[Any], **_more: Any) -> None:
    note(Kind.MENTION, actor=post.author, thread=post.thread, post=post, people=[person.pk for person in people])


def answer_accepted(sender: Any, thread: Thread, post: Post, by: Any, **_more: Any) -> None:
    if post.author_id:
        note(Kind.ACCEPTED, actor=by, thread=thread, post=post, people=[post.author_id])


def contributors_asked(sender: Any, thread: Thread, consents: Sequence[Any], by: Any, **_more: Any) -> None:
    note(Kind.CONSENT, actor=by, thread=thread, people=[consent.person_id for consent in consents])


def posts_moved(sender: Any, source: Thread, target: Thread, **_more: Any) -> None:
    following.go_along(source, target)


def reacted(sender: Any, post: Post, user: Any, **_more: Any) -> None:
    if post.author_id and post.author_id != user.pk:
        note(Kind.REACTION, actor=user, thread=post.thread, post=post, people=[post.author_id])


def member_changed(sender: Any, membership: Membership, by: Any, what: str, **_more: Any) -> None:
    """Facilitators hear who asks; the person hears what others did. Who left, or was banned, hears nothing here."""
    if what == "asked":
        note(Kind.JOIN, actor=membership.user, community=membership.community, detail=what)
    elif what in JOINING | {"muted"} and by != membership.user:
        kind = Kind.JOIN if what in JOINING else Kind.MODERATION
        note(kind, actor=by, community=membership.community, detail=what, people=[membership.user_id])


JOINING = frozenset({"joined", "refused", "role", "invited"})


def moderated(sender: Any, entry: AuditEntry, **_more: Any) -> None:
    if entry.person_id is None:
        return
    common = {"actor": entry.actor, "detail": entry.action, "people": [entry.person_id]}
    # About a thread that is to be read, its row; else that of the community, which gives no title away.
    thread = entry.thread
    if thread is not None and not (thread.is_hidden or thread.is_awaiting):
        note(Kind.MODERATION, thread=thread, **common)
    elif entry.community is not None:
        note(Kind.MODERATION, community=entry.community, **common)


# Who is told


FROM_PEOPLE = frozenset({Kind.REPLY, Kind.THREAD, Kind.MENTION, Kind.ACCEPTED, Kind.REACTION})
"""What reaches nobody who has blocked its actor. Decisions of facilitators, and questions to them, reach everybody."""


def _about_community(event: NotificationEvent) -> Community | None:
    return event.thread.community if event.thread else event.community


def tags_of(thread: Thread | None) -> list[str]:
    """Names of the tags of a thread, which community/tagging.py keeps on its row."""
    return list(getattr(thread, "tag_names", ()))


def _wanting(event: NotificationEvent) -> Q:
    """Whom an event is for, as a condition on users."""
    if event.kind == Kind.REPLY:
        # Those who followed it by then: a task that is late does not tell an answer to who came after it.
        followers = ThreadState.objects.filter(
            thread=event.thread, level=Level.FOLLOW, changed_at__lte=event.created_at
        )
        return Q(pk__in=followers.values("user"))
    if event.kind == Kind.THREAD:
        community = _about_community(event)
        of_all = CommunityState.objects.filter(community=community, level=Level.FOLLOW)
        of_tags = TagFollow.objects.filter(community=community, tag__in=tags_of(event.thread), level=Level.FOLLOW)
        return Q(pk__in=of_all.values("user")) | Q(pk__in=of_tags.values("user"))
    if event.kind == Kind.JOIN and event.detail == "asked":
        return Q(pk__in=Membership.objects.filter(community=event.community).facilitating().values("user"))
    return Q(pk__in=event.people)


def _recipients(event: NotificationEvent) -> QuerySet[Any]:
    """People to be told, without those who muted it, are banned, or about to leave the site, and not who did it. What
    they may see is asked for each, see `_may_see`."""
    community = _about_community(event)
    people = get_user_model().objects.filter(_wanting(event), is_active=True, deletion_request=None)
    banned = Membership.objects.filter(community=community, banned_until__gt=timezone.now())
    people = people.exclude(pk__in=banned.values("user"))
    if event.actor_id:
        people = people.exclude(pk=event.actor_id)
        if event.kind in FROM_PEOPLE:
            people = people.exclude(pk__in=who_blocked(event.actor_id))
    if event.thread:
        muted = ThreadState.objects.filter(thread=event.thread, level=Level.MUTE)
        muted_here = CommunityState.objects.filter(community=community, level=Level.MUTE)
        people = people.exclude(pk__in=muted.values("user")).exclude(pk__in=muted_here.values("user"))
        if tags := tags_of(event.thread):
            muted_tags = TagFollow.objects.filter(community=community, tag__in=tags, level=Level.MUTE)
            people = people.exclude(pk__in=muted_tags.values("user"))
    return people


def _may_see(person: Any, event: NotificationEvent) -> bool:
    with remembering.asked_once():  # memberships
        if event.post:
            return Post.objects.visible_to(person).filter(pk=event.post.pk).exists()
        if event.thread:
            return Thread.objects.visible_to(person).filter(pk=event.thread.pk).exists()
        about = event.community
        return about is not None and Community.objects.known_to(person).filter(pk=about.pk).exists()


def _without_those_who_know(people: Sequence[Any], event: NotificationEvent) -> list[Any]:
    """People but those who chose not to be told of this kind, and those who have read the post already."""
    unwanted = dict(NotificationSettings.objects.filter(user__in=people).values_list("user", "unwanted"))
    read: dict[int, Any] = {}
    if event.post and event.kind in (Kind.REPLY, Kind.MENTION, Kind.THREAD):
        states = ThreadState.objects.filter(thread=event.thread, user__in=people).exclude(read_at=None)
        read = {user: (at, pk) for user, at, pk in states.values_list("user", "read_at", "read_pk")}
    return [
        person
        for person in people
        if event.kind not in unwanted.get(person.pk, ())
        and not (event.post and person.pk in read and read[person.pk] >= place(event.post))
    ]


# Telling them


@task(priority=40)
def fan_out(pk: int) -> None:
    """Tell everybody of one event. Safe to run twice, and at once."""
    fan_out_now(pk)


def fan_out_now(pk: int) -> bool:
    """Try once; on failure, set the time of the next try. Returns whether everybody was told."""
    with transaction.atomic():
        event = _locked(pk).filter(next_attempt_at__lte=timezone.now()).first()
        if event is None:
            return False
        attempt = event.attempts
        if attempt > len(RETRY_AFTER):
            # Killed each time, without a word: it will be so again.
            NotificationEvent.objects.filter(pk=pk).update(next_attempt_at=None)
            return False
        event.attempts, event.next_attempt_at = attempt + 1, timezone.now() + CLAIM
        event.save(update_fields=["attempts", "next_attempt_at"])
    try:
        while _tell_some(pk):
            pass
    except Exception:
        log.exception("people were not told of event %s (try %s)", pk, attempt + 1)
        again = timezone.now() + timedelta(minutes=RETRY_AFTER[attempt]) if attempt < len(RETRY_AFTER) else None
        NotificationEvent.objects.filter(pk=pk).update(next_attempt_at=again)
        return False
    return True


def _locked(pk: int) -> QuerySet[NotificationEvent]:
    return NotificationEvent.objects.select_for_update().filter(pk=pk, done_at=None)


@transaction.atomic
def _tell_some(pk: int) -> bool:
    """Give the next people their rows. Returns whether there may be more."""
    event = _locked(pk).first()
    if event is None:
        return False
    if event.post and (event.post.is_hidden or event.post.is_awaiting):
        event.next_attempt_at = None  # until a facilitator shows it
        event.save(update_fields=["next_attempt_at"])
        return False
    people = list(_recipients(event).filter(pk__gt=event.done_up_to).order_by("pk")[:AT_ONCE])
    if not people:
        event.done_at, event.next_attempt_at = timezone.now(), None
        event.save(update_fields=["done_at", "next_attempt_at"])
        return False
    told = [person for person in _without_those_who_know(people, event) if _may_see(person, event)]
    if told:
        channels.pass_on(event, _add(event, told))
    event.done_up_to = people[-1].pk
    event.save(update_fields=["done_up_to"])
    return True


def _add(event: NotificationEvent, people: Sequence[Any]) -> list[Notification]:
    """One more in the one row of each. Rows are locked in the order of people's numbers: two events of one thread at
    once wait for each other, and both are counted."""
    about: dict[str, Any] = {"thread": event.thread} if event.thread else {"thread": None, "community": event.community}
    at = timezone.now()  # not when it happened: "mark all as read" is about what was there to be seen
    Notification.objects.bulk_create(
        [Notification(user=person, at=at, **about) for person in people], ignore_conflicts=True
    )
    rows = list(
        Notification.objects.select_for_update(of=("self",)).filter(user__in=people, **about).order_by("user_id")
    )
    act = Act(event.kind, event.post_id, event.actor_id, event.detail)
    for row in rows:
        row.add(act, at)
    Notification.objects.bulk_update(rows, ["counts", "acts", "at", "read_at"])
    none = [_none_key(person.pk) for person in people]
    transaction.on_commit(lambda: cache.delete_many(none), robust=True)
    return rows


def fan_out_due() -> int:
    """Tell of every event whose time has come (`manage.py run_due`). Returns of how many."""
    due = NotificationEvent.objects.filter(done_at=None, next_attempt_at__lte=timezone.now()).order_by("pk")
    return sum(fan_out_now(pk) for pk in list(due.values_list("pk", flat=True)[:500]))


def forget_events() -> int:
    """Delete events a week after they happened."""
    events = NotificationEvent.objects.filter(created_at__lt=timezone.now() - EVENTS_KEPT_FOR, next_attempt_at=None)
    # What waits for a facilitator is told as long as it is news.
    return events.filter(Q(post=None) | Q(post__is_awaiting=False) | Q(created_at__lt=oldest_news())).delete()[0]


def forget_read() -> int:
    """Delete notifications that were read long ago."""
    return Notification.objects.filter(read_at__lt=timezone.now() - READ_KEPT_FOR).delete()[0]


# Reading it


_NONE_FOR = 60
"""Seconds. Where each process has a cache of its own, so long one may not show what came in another."""


def _none_key(user_id: int) -> str:
    return f"community.notifications.none.{user_id}"


def _key(user: Any) -> tuple[str, Any]:
    return ("unread notifications", user.pk)


def unread(user: Any) -> list[int | None]:
    """The thread (its number; None: a community) of each unread notification of `user`, of `MOST_COUNTED` at most. One
    query a request, none for visitors, and one a minute for who has none."""
    if not user.is_authenticated:
        return []

    def ask() -> list[int | None]:
        if cache.get(_none_key(user.pk)):
            return []
        rows = Notification.objects.visible_to(user).unread().order_by()
        found: list[int | None] = list(rows.values_list("thread_id", flat=True)[:MOST_COUNTED])
        if not found:
            cache.set(_none_key(user.pk), True, _NONE_FOR)
        return found

    return remembering.remembered(_key(user), ask)


def leave_out(user: Any, thread: Thread) -> bool:
    """For the rest of this request, the one about `thread`, which is being opened, counts as read.

    :returns: whether there may be one to be marked
    """
    rows = unread(user)
    if thread.pk in rows:
        rows.remove(thread.pk)  # the list that is remembered
        return True
    return len(rows) >= MOST_COUNTED


def mark_read(user: Any, *, until: datetime | None = None, **about: Any) -> int:
    """Those of `user` that are chosen count as read.

    :param until: only those that got nothing new since
    :param about: a condition on notifications, as `thread=`
    """
    rows = Notification.objects.filter(user=user, **about).unread()
    if until is not None:
        rows = rows.filter(at__lte=until)
    remembering.forget(_key(user))
    return rows.update(read_at=timezone.now())


@transaction.atomic
def choose(*, user: Any, wanted: Iterable[str]) -> None:
    """`user` wants to be told of these kinds only."""
    kinds = set(wanted)
    if kinds - set(Kind.values):
        raise ValidationError({"wanted": _("There is no such choice.")})
    unwanted = [kind for kind in Kind.values if kind not in kinds]
    NotificationSettings.objects.update_or_create(user=user, defaults={"unwanted": unwanted})
