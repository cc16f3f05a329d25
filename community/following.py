"""Following and muting: a thread, a tag of a community, a community. What it changes is in `notifying.py`.

Whoever writes in a thread follows it, unless they once chose otherwise. A mute wins over everything it contains.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Community, CommunityState, Post, TagFollow, Thread, ThreadState
from community.models.reading import Level
from community.reading import oldest_news
from library.refusals import NotAllowed
from search.printable import unprintable

MAX_TAG = TagFollow._meta.get_field("tag").max_length or 100  # characters


def _check(user: Any, visible: bool, level: str) -> None:
    if not visible:
        raise Http404
    if not user.is_authenticated:
        raise NotAllowed(_("Please sign in to follow."))
    if level not in Level.values:
        raise ValidationError(_("There is no such choice."))


@transaction.atomic
def set_thread_level(*, thread: Thread, user: Any, level: str) -> None:
    """Follow `thread`, mute it, or neither.

    :param level: a `Level`
    :raises NotAllowed: `user` is not signed in
    :raises Http404: they may not read it
    """
    _check(user, Thread.objects.visible_to(user).filter(pk=thread.pk).exists(), level)
    chosen = {"level": level, "why": ThreadState.Why.CHOSEN, "changed_at": timezone.now()}
    ThreadState.objects.update_or_create(user=user, thread=thread, defaults=chosen)


@transaction.atomic
def set_community_level(*, community: Community, user: Any, level: str) -> None:
    """Hear of every new thread of `community`, of nothing in it, or neither; errors as above."""
    _check(user, Community.objects.visible_to(user).filter(pk=community.pk).exists(), level)
    CommunityState.objects.update_or_create(user=user, community=community, defaults={"level": level})


@transaction.atomic
def set_tag_level(*, community: Community, user: Any, tag: str, level: str) -> None:
    """Hear of every new thread of `community` with `tag` (its name), of nothing in threads with it, or neither; errors
    as above."""
    _check(user, Community.objects.visible_to(user).filter(pk=community.pk).exists(), level)
    tag = " ".join(tag.split())
    if not tag or len(tag) > MAX_TAG or unprintable(tag):
        raise ValidationError(_("There is no such tag."))
    if level == Level.NONE:
        TagFollow.objects.filter(user=user, community=community, tag=tag).delete()
    else:
        TagFollow.objects.update_or_create(user=user, community=community, tag=tag, defaults={"level": level})


def follow_what_one_writes(post: Post) -> None:
    """The author of `post` follows its thread from now on, in the transaction that wrote it."""
    if post.author_id is None or post.created_at < oldest_news():
        return
    begins = post.thread.created_at == post.created_at
    wrote = {"level": Level.FOLLOW, "why": ThreadState.Why.WROTE, "changed_at": timezone.now()}
    # Who starts a thread has read it so far.
    read = {"read_at": post.created_at, "read_pk": post.pk} if begins else {}
    _row, created = ThreadState.objects.get_or_create(
        user_id=post.author_id, thread_id=post.thread_id, defaults=wrote | read
    )
    if not created:
        ThreadState.objects.filter(
            user_id=post.author_id, thread_id=post.thread_id, level=Level.NONE, why=ThreadState.Why.NONE
        ).update(**wrote)


def level_for(user: Any) -> Coalesce:
    """For a query of tags: the `Level` of each for `user`."""
    mine = TagFollow.objects.filter(user=user, community=OuterRef("community"), tag=OuterRef("name"))
    return Coalesce(Subquery(mine.values("level")[:1]), Value(""))


def go_along(source: Thread, target: Thread) -> None:
    """Posts of `source` are in `target` now: whoever follows the one follows the other, unless they chose something
    there already. How far they read goes along, too: a moved post that they have seen is no news."""
    followers = ThreadState.objects.filter(thread=source, level=Level.FOLLOW)
    ThreadState.objects.bulk_create(
        [
            ThreadState(
                user_id=row.user_id,
                thread=target,
                level=Level.FOLLOW,
                why=row.why,
                read_at=row.read_at,
                read_pk=row.read_pk,
            )
            for row in followers
        ],
        ignore_conflicts=True,
    )
