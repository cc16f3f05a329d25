"""Posts that are about something else become a thread of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from community import counting, events, posting
from community.models import AuditEntry, Post, Thread
from community.moderating import checked_reason, locked_thread, locked_threads, moved_on, note
from library.refusals import NotAllowed


@transaction.atomic
def split(*, thread: Thread, posts: Sequence[int], title: str, by: Any, reason: str = "") -> Thread:
    """`posts` (their ids) move into a new thread, which begins with the earliest; links to them lead there.

    :raises ValidationError: at `title`, `reason`
    :raises Http404, NotAllowed: see `rights.check_can_moderate`; the thread's first post and an accepted answer stay,
        and something that everybody can read has to move
    """
    title, reason = posting.checked_title(title), checked_reason(reason)
    source = locked_thread(thread, by=by)
    chosen = list(Post.objects.filter(thread=source, pk__in=posts).order_by("created_at", "pk"))
    if not chosen or len(chosen) != len(set(posts)):
        raise NotAllowed(_("Please choose posts of this thread. Some of them may have been moved meanwhile."))
    first = source.posts.order_by("created_at", "pk").values_list("pk", flat=True).first()
    if first in posts:
        raise NotAllowed(_("The first post stays in its thread. Please choose others."))
    if source.accepted_post_id in posts:
        raise NotAllowed(_("The accepted answer stays with its question. Please choose others."))
    shown = [post for post in chosen if not post.is_hidden and not post.is_awaiting]
    if not shown or shown[0] != chosen[0]:
        raise NotAllowed(_("The new thread would begin with a post that is not shown. Please choose others."))
    begins = chosen[0]
    made = Thread.objects.create(
        community=source.community,
        title=title,
        language=begins.language,
        author=begins.author,
        author_name=begins.author_name,
        created_at=begins.created_at,
        last_post_at=begins.created_at,
        has_hidden_posts=any(post.is_hidden for post in chosen),
    )
    moved = sorted(post.pk for post in chosen)
    Post.objects.filter(pk__in=moved).update(thread=made)
    source.has_hidden_posts = source.posts.filter(is_hidden=True).exists()
    source.save(update_fields=["has_hidden_posts"])
    counting.recount(source)
    counting.recount(made)
    events.posts_moved.send(Thread, source=source, target=made, posts=moved)
    note("split", by=by, thread=made, reason=reason, source=source.pk, posts=moved)
    return made


def undo(entry: AuditEntry, *, by: Any) -> None:
    source = Thread.objects.select_related("community").filter(pk=entry.details["source"]).first()
    if entry.thread is None or source is None or source.merged_into_id:
        raise moved_on()
    rows = locked_threads(entry.thread, source, by=by)
    made, source = rows[entry.thread.pk], rows[source.pk]
    if sorted(made.posts.values_list("pk", flat=True)) != entry.details["posts"]:
        raise NotAllowed(
            _("This cannot be undone: the new thread has other posts now. You can merge the two threads instead.")
        )
    Post.objects.filter(thread=made).update(thread=source)
    made.merged_into, made.is_hidden = source, True
    made.save(update_fields=["merged_into", "is_hidden"])
    source.has_hidden_posts = source.has_hidden_posts or made.has_hidden_posts
    source.save(update_fields=["has_hidden_posts"])
    counting.recount(made)
    counting.recount(source)
    events.posts_moved.send(Thread, source=made, target=source, posts=entry.details["posts"])
