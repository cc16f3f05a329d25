"""Drafts: what somebody writes is kept on the server as they type. Only they see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.models import Community, Draft, Post, Thread
from community.models.post import MAX_TEXT
from search.normalising import without_controls

KEPT_FOR = timedelta(days=40)
MOST = 5  # in one place: as many tabs
MOST_OF_A_PERSON = 100
_LONGEST = 2 * MAX_TEXT  # characters: a text that is too long to be sent is kept, too
_JUST_SENT = timedelta(minutes=10)


def place_of_start(community: Community) -> str:
    return f"start:{community.pk}"


def place_of_reply(thread: Thread) -> str:
    return f"reply:{thread.pk}"


def place_of_edit(post: Post) -> str:
    return f"edit:{post.pk}"


def is_place(place: str) -> bool:
    kind, _colon, number = place.partition(":")
    return kind in {"start", "reply", "edit"} and number.isascii() and number.isdecimal() and len(number) < 19


def drafts_in(place: str, user: Any) -> list[Draft]:
    """Their drafts in this place, the newest first. One query."""
    return list(Draft.objects.filter(user=user, place=place)[:MOST])


@transaction.atomic
def save_draft(
    *,
    user: Any,
    place: str,
    text: str,
    title: str = "",
    language: str = "",
    draft: int | None = None,
    version: int = 0,
    base: int = 0,
) -> tuple[Draft | None, bool]:
    """Keep a text. It replaces the draft it grew from, and no other one.

    :param draft, version: of the draft as the form last had it; none: the form has kept nothing yet
    :param base: version of the post that the text is to change: sent later, it meets what others changed meanwhile
    :returns: the draft (None when the text was sent already, or is empty), and whether another one of the same place
        was found that the form did not know of: both are kept
    """
    text, title = without_controls(text)[:_LONGEST], without_controls(title)[:400]
    there = list(Draft.objects.select_for_update().filter(user=user, place=place))
    own = next((row for row in there if row.pk == draft), None)
    if draft is not None and own is None and _was_sent(user, text):
        return None, False
    if own is not None and own.version != version and (own.text, own.title) != (text, title):
        own = None  # another tab wrote into it
    others = [row for row in there if row is not own and (row.text, row.title) != (text, title)]
    is_new = own is None
    if own is None:
        own = next((row for row in there if (row.text, row.title) == (text, title)), None) or Draft(
            user=user, place=place
        )
    if not text.strip() and not title.strip():
        if own.pk:
            own.delete()
        return None, False
    if (own.text, own.title, own.language) != (text, title, language[:20]) or own.pk is None:
        own.version += bool(own.pk)
        own.text, own.title, own.language = text, title, language[:20]
        own.base, own.updated_at = base, timezone.now()
        own.save()
    if is_new:
        _make_room(user, place)
    return own, is_new and bool(others)


def _was_sent(user: Any, text: str) -> bool:
    """A last keystroke's draft that comes in behind the post it became."""
    since = timezone.now() - _JUST_SENT
    sent = Post.objects.filter(author=user, created_at__gte=since, text=text.replace("\r\n", "\n").strip())
    return sent.exists()


def _make_room(user: Any, place: str) -> None:
    for rows, most in ((Draft.objects.filter(user=user, place=place), MOST), (user.drafts.all(), MOST_OF_A_PERSON)):
        old = list(rows.values_list("pk", flat=True)[most:])
        if old:
            Draft.objects.filter(pk__in=old).delete()


def discard(*, user: Any, draft: int) -> None:
    """Throw a draft of theirs away."""
    Draft.objects.filter(user=user, pk=draft).delete()


def was_sent(*, user: Any, place: str, draft: int | None) -> None:
    """The text is where it belongs: its draft goes. Those of other tabs stay."""
    if draft is not None:
        Draft.objects.filter(user=user, place=place, pk=draft).delete()


def forget_old() -> int:
    """Drafts that nobody has touched for 40 days (`manage.py run_due`)."""
    return Draft.objects.filter(updated_at__lt=timezone.now() - KEPT_FOR).delete()[0]
