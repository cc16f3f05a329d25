"""Blocking somebody: their letters and what they write in communities reach the blocker no more. They are not told."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from library.refusals import NotAllowed
from people.knowing import knows
from people.models import Block


def check_can_block(by: Any, person: Any) -> None:
    """:raises Http404: when `by` must not know of `person`; NotAllowed, with a sentence, otherwise"""
    if not by.is_authenticated:
        raise NotAllowed(_("Please sign in to block somebody."))
    if by.pk == person.pk:
        raise NotAllowed(_("This is you."))
    if not knows(by, person):
        raise Http404


@transaction.atomic
def block(*, person: Any, by: Any) -> None:
    """`by` wants to hear nothing of `person`. Twice is once.

    :raises Http404, NotAllowed: see `check_can_block`
    """
    check_can_block(by, person)
    Block.objects.get_or_create(blocker=by, blocked=person)


def unblock(*, person: Any, by: Any) -> None:
    """`by` hears of `person` again. Does nothing to whom was not blocked."""
    Block.objects.filter(blocker=by, blocked=person).delete()


def has_blocked(blocker: Any, person: Any) -> bool:
    return Block.objects.filter(blocker=blocker, blocked=person).exists()


def who_blocked(person_id: int | None) -> QuerySet[Any]:
    """Numbers of the people who blocked this one, for a filter."""
    return Block.objects.filter(blocked=person_id).order_by().values("blocker")


def marked(rows: QuerySet[Any], reader: Any, *, author: str = "author", name: str = "is_from_blocked") -> QuerySet[Any]:
    """Rows that say, for members, whether `reader` has blocked their `author`: asked along, without a query of its
    own."""
    if not reader.is_authenticated:
        return rows
    return rows.annotate(**{name: Exists(Block.objects.filter(blocker=reader.pk, blocked=OuterRef(author)))})
