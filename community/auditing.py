"""Every act on somebody else's words or place leaves a row: who, what, why, and what is needed to undo it."""

from __future__ import annotations

from typing import Any

from community.models import AuditEntry, Community, Post, Thread


def record(
    action: str,
    *,
    actor: Any,
    community: Community | None = None,
    thread: Thread | None = None,
    post: Post | None = None,
    person: Any = None,
    reason: str = "",
    **details: Any,
) -> AuditEntry:
    """Write down an act, in the transaction of the act itself.

    :param action: a word in the past: `locked`, `hidden`, `banned`
    :param person: whom it concerns; the author of the post or thread unless given
    :param details: JSON; what it was before
    """
    thread = thread or (post.thread if post else None)
    person = person or (post.author if post else thread.author if thread else None)
    return AuditEntry.objects.create(
        action=action,
        actor=actor,
        community=community or (thread.community if thread else None),
        thread=thread,
        post=post,
        person=person,
        reason=reason.strip(),
        details=details,
    )
