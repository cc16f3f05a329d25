"""What lists show of a thread, counted anew from its posts: after posts were hidden, shown, moved, merged, imported.

`posting.reply` adds one instead: a thread may have ten thousand posts.
"""

from __future__ import annotations

from django.db import transaction

from community.models import Post, Thread


@transaction.atomic
def recount(thread: Thread) -> Thread:
    """Set the counters of `thread` right, and on the instance that was given."""
    # The row is the lock: a reply that is written meanwhile waits, and adds itself after this.
    current = Thread.objects.select_for_update().get(pk=thread.pk)
    posts = Post.objects.filter(thread=current, is_hidden=False, is_awaiting=False)
    newest = posts.order_by("-created_at", "-pk").only("created_at", "author").first()
    for row in {id(one): one for one in (current, thread)}.values():
        row.reply_count = max(posts.count() - 1, 0)
        row.participant_count = posts.exclude(author=None).values("author").distinct().count()
        row.participant_count += (
            posts.filter(author=None).exclude(author_name="").values("author_name").distinct().count()
        )
        if newest:
            row.last_post_at, row.last_author_id = newest.created_at, newest.author_id
    current.save(update_fields=["reply_count", "participant_count", "last_post_at", "last_author"])
    return thread


def repair(*, batch: int = 500) -> int:
    """Look at every thread (`manage.py repair_counters`).

    :returns: how many were wrong
    """
    wrong = 0
    counters = ("reply_count", "participant_count", "last_post_at", "last_author_id")
    for thread in Thread.objects.order_by("pk").iterator(chunk_size=batch):
        before = [getattr(thread, name) for name in counters]
        recount(thread)
        wrong += before != [getattr(thread, name) for name in counters]
    return wrong
