"""Why something is hidden, as the log has it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from community.models import AuditEntry


def reasons_of(*, posts: Iterable[int] = (), threads: Iterable[int] = ()) -> dict[tuple[str, int], str]:
    """`("post", id)` and `("thread", id)` → why it was hidden the last time. One query."""
    of_posts = Q(post__in=list(posts), action="hidden")
    of_threads = Q(thread__in=list(threads)) & (
        Q(action="thread-hidden") | Q(action="hidden", details__thread_too=True)
    )
    entries = AuditEntry.objects.filter(of_posts | of_threads, undone_by=None).order_by("pk")
    found: dict[tuple[str, int], str] = {}
    for entry in entries:
        if entry.post_id:
            found["post", entry.post_id] = entry.reason
        found["thread", entry.thread_id or 0] = entry.reason
    return found
