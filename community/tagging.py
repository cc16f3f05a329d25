"""The tags of a thread: chosen when it is started, changed later by its author and by facilitators."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from community.models import Tag, Thread, ThreadTag
from community.models.tag import MAX_NAME
from community.rights import check_can_write, facilitates
from library.refusals import NotAllowed
from search.normalising import normalise_name
from search.printable import unprintable

MOST = 5
SUGGESTED = 40

# As commas are typed in Latin, Arabic, Chinese and Japanese; full width ones are made Latin by the normaliser.
_BETWEEN = re.compile("[,;\n\r،、，；]")


def key_of(name: str) -> str:
    """What makes two spellings one tag."""
    return normalise_name(name).lstrip("#").strip().casefold()


def parsed(text: str | Sequence[str]) -> list[str]:
    """Tags as they are stored, each once, from a line with commas or from a list of names.

    :raises ValidationError: `tags`, with a sentence for each mistake
    """
    pieces = _BETWEEN.split(text) if isinstance(text, str) else [part for one in text for part in _BETWEEN.split(one)]
    names: dict[str, str] = {}
    mistakes: list[str] = []
    for piece in pieces:
        if unprintable(piece.strip()):
            mistakes.append(_("A tag holds characters that cannot be shown. Please remove them."))
            continue
        name = normalise_name(piece).lstrip("#").strip()
        if len(name) > MAX_NAME:
            mistakes.append(
                _("The tag “%(tag)s…” is too long: %(length)s characters, %(most)s are allowed.")
                % {"tag": name[:20], "length": len(name), "most": MAX_NAME}
            )
        elif name:
            names.setdefault(name.casefold(), name)
    if len(names) > MOST:
        mistakes.append(
            _("These are %(number)s tags, %(most)s are allowed. Please keep those that help others most.")
            % {"number": len(names), "most": MOST}
        )
    if mistakes:
        raise ValidationError({"tags": list(dict.fromkeys(mistakes))})
    return list(names.values())


def may_tag(user: Any, thread: Thread) -> bool:
    return bool(user.is_authenticated and (thread.author_id == user.pk or facilitates(user, thread.community)))


def check_can_tag(user: Any, thread: Thread) -> None:
    """:raises Http404, NotAllowed: see `rights`"""
    check_can_write(user, thread.community)
    if not may_tag(user, thread):
        raise NotAllowed(_("Tags are changed by whoever started the thread, and by facilitators."))


@transaction.atomic
def change_tags(*, thread: Thread, by: Any, tags: str | Sequence[str]) -> Thread:
    """The thread has these tags from now on, and no others.

    :raises ValidationError: `tags`; Http404, NotAllowed: see `check_can_tag`
    """
    check_can_tag(by, thread)
    return put(thread, parsed(tags))


@transaction.atomic
def put(thread: Thread, names: Iterable[str]) -> Thread:
    """Give `thread` these tags of its community, made where they are missing; whoever calls this has checked them."""
    current = Thread.objects.select_for_update().get(pk=thread.pk)
    wanted = []
    for name in names:
        tag, _new = Tag.objects.get_or_create(
            community_id=current.community_id, key=name.casefold(), defaults={"name": name}
        )
        wanted.append(tag)
    had = set(ThreadTag.objects.filter(thread=current).values_list("tag", flat=True))
    new = [tag.pk for tag in wanted if tag.pk not in had]
    gone = had - {tag.pk for tag in wanted}
    ThreadTag.objects.filter(thread=current, tag__in=gone).delete()
    ThreadTag.objects.bulk_create([ThreadTag(thread=current, tag_id=pk) for pk in new])
    # Always in one order: two threads that change the same tags at once wait for each other, and neither for ever.
    for pk in sorted(gone | set(new)):
        Tag.objects.filter(pk=pk).update(use_count=F("use_count") + (1 if pk in new else -1))
    for row in {id(one): one for one in (current, thread)}.values():
        row.tag_names = [tag.name for tag in wanted]
    current.save(update_fields=["tag_names"])
    return thread


def stay_with_thread(instance: Thread, update_fields: Collection[str] | None = None, **kwargs: Any) -> None:
    """Signal receiver: a thread that was moved has tags of the same names where it is now."""
    if instance.tag_names and update_fields and {"community", "community_id"} & set(update_fields):
        put(instance, instance.tag_names)


def suggestions(community: Any, user: Any) -> list[str]:
    """Names that people use here, the most used first. One query."""
    return list(
        Tag.objects.filter(community=community).shown_to(user).most_used().values_list("name", flat=True)[:SUGGESTED]
    )
