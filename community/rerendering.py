"""Posts whose HTML is not what it should be are rendered anew: the renderer changed, or a person or page they show did.

A post is marked (`renderer_version` 0) in the transaction of the change, and rendered by a task after it; what a killed
process left is found by `manage.py run_due`, and by `manage.py rerender`, which also does those of older renderers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import post_save, pre_delete
from django_tasks import task
from wagtail.models import PageViewRestriction

from community import composing, rendering
from community.models import Community, Post, Thread
from library.models import CasePage, Champion
from search import changes

STALE = 0
_BATCH = 200


def mark(posts: QuerySet[Post]) -> None:
    """Have `posts` rendered anew after this transaction."""
    if posts.update(renderer_version=STALE):
        transaction.on_commit(_ask, robust=True)


def _ask() -> None:
    render_marked.enqueue()


@task()
def render_marked() -> None:
    """Render those that were marked."""
    rerender(Post.objects.filter(renderer_version=STALE))


def rerender(posts: QuerySet[Post] | None = None, *, say: Callable[[int], Any] = lambda _count: None) -> int:
    """Render `posts` (default: all whose HTML another version of the renderer made). Begins where it was stopped: what
    is done has the present version.

    :param say: called after each batch with the number of posts so far
    :returns: how many
    """
    todo = Post.objects.exclude(renderer_version=rendering.VERSION) if posts is None else posts
    count, last = 0, 0
    while True:
        batch = list(todo.filter(pk__gt=last).order_by("pk").select_related("thread__community")[:_BATCH])
        if not batch:
            return count
        _render(batch)
        count, last = count + len(batch), batch[-1].pk
        say(count)


def _render(batch: list[Post]) -> None:
    touched = set()
    for post in batch:
        thread = post.thread
        composed = composing.compose(
            post.text, language=post.language, community=thread.community, thread=thread, post=post
        )
        with transaction.atomic():
            # Edited meanwhile: that edit has rendered it.
            same = Post.objects.filter(pk=post.pk, version=post.version, renderer_version=post.renderer_version)
            if same.update(html=composed.html, renderer_version=rendering.VERSION):
                composing.keep_shown(post, composed)
                if composed.html != post.html:
                    touched.add(post.thread_id)
    changes.record("thread", touched)


def _versions(page: CasePage) -> QuerySet[Any]:
    """A card shows the version that suits the post best: a new or hidden one changes which."""
    return CasePage.objects.filter(translation_key=page.translation_key).values("pk")


# Kind of a card, what changes it, and from that to the ids of its targets.
_FOLLOWED: tuple[tuple[str, type[Model], Callable[[Any], Iterable[Any]]], ...] = (
    ("case", CasePage, _versions),
    ("case", PageViewRestriction, lambda row: CasePage.objects.descendant_of(row.page, inclusive=True).values("pk")),
    ("champion", Champion, lambda person: [person.pk]),
    ("thread", Thread, lambda thread: [thread.pk]),
    ("thread", Community, lambda space: Thread.objects.filter(community=space).values("pk")),
)
_COUNTERS = {"reply_count", "participant_count", "last_post_at", "last_author", "last_author_id"}


def follow() -> None:
    """Hear of what posts show: pages and threads, who may read them, and people's names."""
    for kind, model, targets in _FOLLOWED:
        receiver = _receiver(kind, targets)
        for signal in (post_save, pre_delete):
            uid = f"community.shown.{kind}.{model._meta.label}"
            signal.connect(receiver, sender=model, weak=False, dispatch_uid=uid)
    user_model = get_user_model()
    post_save.connect(_renamed, sender=user_model, dispatch_uid="community.renamed")
    pre_delete.connect(_leaves, sender=user_model, dispatch_uid="community.leaves")


def _receiver(kind: str, targets: Callable[[Any], Iterable[Any]]) -> Callable[..., None]:
    def receiver(instance: Any, created: bool = False, update_fields: Any = None, **_kwargs: Any) -> None:
        nobody_shows_it_yet = created and isinstance(instance, Thread | Champion | Community)
        if nobody_shows_it_yet or (update_fields is not None and set(update_fields) <= _COUNTERS):
            return
        mark(Post.objects.filter(unfurled__kind=kind, unfurled__target__in=targets(instance)))

    return receiver


def _naming(user: Any) -> QuerySet[Post]:
    return Post.objects.filter(mentions__user=user)


def _found_by_name(user: Any) -> list[int]:
    """Threads in which search knows `user` as an author."""
    return list(Post.objects.filter(author=user).order_by().values_list("thread", flat=True).distinct())


def _renamed(instance: Any, created: bool, update_fields: Any = None, **_kwargs: Any) -> None:
    if not created and (update_fields is None or "name" in update_fields):
        mark(_naming(instance))
        changes.record("thread", _found_by_name(instance))


def _leaves(instance: Any, **_kwargs: Any) -> None:
    mark(_naming(instance))
    changes.record("thread", _found_by_name(instance))
