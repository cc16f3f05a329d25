"""What the page of notifications shows of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import BooleanField, Case, Q, Value, When
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from community.cards import anchor_of, presentation_of
from community.lists import Slice
from community.models import Community, Notification, Post
from community.models.notification import Act, Kind
from library.cards import language_facts

MOST_NAMES = 3


def unread_first(user: Any, *, after: str = "", size: int = 20) -> Slice[Notification]:
    """Notifications of `user`: unread ones, then the others, newest first, those after `after` (a cursor; an unreadable
    one starts over)."""
    is_unread = Case(When(read_at=None, then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = (
        Notification.objects.visible_to(user)
        .annotate(is_unread=is_unread)
        .select_related("thread__community", "community")
        .prefetch_related(Community.objects.pages_of("thread__community__"), Community.objects.pages_of("community__"))
    )
    if position := _parsed(after):
        unread, at, number = position
        behind = Q(is_unread=unread) & (Q(at__lt=at) | Q(at=at, pk__lt=number))
        rows = rows.filter(behind | Q(is_unread=False) if unread else behind)
    found: list[Notification] = list(rows.order_by("-is_unread", "-at", "-pk")[: size + 1])
    shown = found[:size]
    last = shown[-1] if len(found) > size else None
    cursor = f"{int(last.read_at is None)}~{last.at.isoformat()}~{last.pk}" if last else ""
    return Slice(shown, cursor)


def _parsed(cursor: str) -> tuple[bool, datetime, int] | None:
    unread, _first, rest = cursor.partition("~")
    moment, _second, number = rest.partition("~")
    try:
        at = parse_datetime(moment)
        if unread not in ("0", "1") or at is None or at.tzinfo is None:
            return None
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            return None
        return unread == "1", at.astimezone(UTC), int(number)
    except (ValueError, OverflowError):
        return None


def notification_cards(rows: Sequence[Notification], user: Any) -> list[dict[str, Any]]:
    """A card for each of `rows`; without those that have nothing left to tell, as their posts were hidden since. Two
    queries for all of them."""
    acts = [act for row in rows for act in row.told()]
    posts = Post.objects.visible_to(user).filter(pk__in={act.post_id for act in acts if act.post_id}, is_hidden=False)
    shown = {post.pk: post for post in posts.only("pk", "created_at", "thread_id")}
    people = get_user_model().objects.filter(pk__in={act.actor_id for act in acts if act.actor_id})
    names = {person.pk: person.name for person in people.only("name")}
    cards = (_card(row, shown, names) for row in rows)
    return [card for card in cards if card]


def _card(row: Notification, posts: dict[int, Post], names: dict[int, str]) -> dict[str, Any] | None:
    counts = dict(row.counts)
    acts = []
    for act in row.told():
        post = posts.get(act.post_id) if act.post_id else None
        if act.post_id and (post is None or post.thread_id != row.thread_id):
            counts[act.kind] -= 1  # hidden, or moved to where they have a row of its own
        else:
            acts.append(act)
    if not any(count > 0 for count in counts.values()):
        return None
    who = list(dict.fromkeys(names[act.actor_id] for act in acts if act.actor_id in names and _has_name(act)))
    return {
        "id": row.pk,
        "at": row.at,
        "is_unread": row.read_at is None,
        "sentences": _sentences(counts, acts),
        "names": who[:MOST_NAMES],
        "has_more_names": len(who) > MOST_NAMES,
    } | (_of_thread(row, acts, posts) if row.thread else _of_community(row.community))


def _has_name(act: Act) -> bool:
    """Of a decision people learn that facilitators made it, not which of them."""
    return act.kind != Kind.MODERATION and (act.kind != Kind.JOIN or act.detail == "asked")


def _of_thread(row: Notification, acts: Sequence[Act], posts: dict[int, Post]) -> dict[str, Any]:
    thread = row.thread
    assert thread is not None  # noqa: S101 - for the type checker
    url = reverse("community:thread", kwargs={"slug": thread.community.slug, "thread_id": thread.pk})
    told = [posts[act.post_id] for act in acts if act.post_id]
    if told:
        first = min(told, key=lambda post: (post.created_at, post.pk))
        url = f"{url}?post={first.pk}#{anchor_of(first)}"
    shown = presentation_of(thread.community)
    return {
        "title": thread.title,
        "url": url,
        "community_title": shown["title"],
        "community_language": shown["language"],
    } | language_facts(thread.language)


def _of_community(community: Community | None) -> dict[str, Any]:
    assert community is not None  # noqa: S101 - for the type checker
    shown = presentation_of(community)
    return {
        "title": shown["title"],
        "url": reverse("community:threads", kwargs={"slug": community.slug}),
        "community_title": "",
    } | language_facts(shown["language"])


def _sentences(counts: dict[str, int], acts: Sequence[Act]) -> list[str]:
    """What happened, most important first."""
    found: list[str] = []
    for kind in Kind.values:
        count = counts.get(kind, 0)
        if count <= 0:
            continue
        if kind == Kind.JOIN:
            found += _about_joining([act.detail for act in acts if act.kind == Kind.JOIN])
        elif kind == Kind.MODERATION:
            found += _about_moderation([act.detail for act in acts if act.kind == Kind.MODERATION])
        else:
            found.append(_counted(kind, count))
    return found


def _counted(kind: str, count: int) -> str:
    if kind == Kind.MENTION:
        text = ngettext("You were mentioned", "You were mentioned %(counter)s times", count)
    elif kind == Kind.ACCEPTED:
        text = ngettext("Your answer was accepted", "%(counter)s of your answers were accepted", count)
    elif kind == Kind.REPLY:
        text = ngettext("%(counter)s new post", "%(counter)s new posts", count)
    elif kind == Kind.REACTION:
        text = ngettext("%(counter)s reaction to what you wrote", "%(counter)s reactions to what you wrote", count)
    elif kind == Kind.CONSENT:
        text = _("Facilitators ask whether they may name you in a practice")
    else:
        text = _("New thread")
    return text % {"counter": count}


def _about_joining(details: Sequence[str]) -> list[str]:
    found = []
    if asked := details.count("asked"):
        found.append(
            ngettext("%(counter)s person asks to join", "%(counter)s people ask to join", asked) % {"counter": asked}
        )
    sentences = {
        "joined": _("You are a member now"),
        "refused": _("Your request to join was not accepted"),
        "role": _("You have another role now"),
        "invited": _("You are invited to join"),
    }
    return found + [sentences[detail] for detail in dict.fromkeys(details) if detail in sentences]


def _about_moderation(details: Sequence[str]) -> list[str]:
    hid = pgettext("notification", "A facilitator hid what you wrote")
    shown = pgettext("notification", "What you wrote is shown now")
    moved = pgettext("notification", "A facilitator moved what you wrote")
    sentences = {
        "hidden": hid,
        "thread-hidden": hid,
        "restored": shown,
        "thread-restored": shown,
        "approved": shown,
        "locked": pgettext("notification", "A facilitator closed your thread"),
        "moved": moved,
        "split": moved,
        "merged": pgettext("notification", "A facilitator joined your thread with another"),
        "muted": pgettext("notification", "A facilitator muted you here"),
        "flag-upheld": pgettext("notification", "A facilitator acted on what you reported"),
        "flag-dismissed": pgettext("notification", "A facilitator looked at what you reported and left it as it is"),
    }
    other = pgettext("notification", "A facilitator did something that concerns you")
    return list(dict.fromkeys(sentences.get(detail, other) for detail in details))
