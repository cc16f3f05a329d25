"""A thread that belongs in another community."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from community import rights
from community.models import AuditEntry, Community, Thread
from community.moderating import checked_reason, locked_thread, moved_on, note
from library.refusals import NotAllowed


def _put(thread: Thread, community: Community) -> None:
    thread.community = community
    # A pin is a place in a community's list.
    thread.is_pinned = False
    thread.save(update_fields=["community", "is_pinned"])


@transaction.atomic
def move(*, thread: Thread, to: Community, by: Any, reason: str = "") -> AuditEntry | None:
    """Its old address leads to the new one. Who reads it changes with the community.

    :returns: the entry of the log; None when it is there already
    :raises Http404, NotAllowed: `by` must facilitate both communities; `to` must be open
    """
    reason = checked_reason(reason)
    rights.check_can_moderate(by, to)
    current = locked_thread(thread, by=by)
    if current.community_id == to.pk:
        return None
    if to.is_archived:
        raise NotAllowed(_("That community is closed for new posts."))
    before, was_pinned = current.community, current.is_pinned
    _put(current, to)
    return note(
        "moved", by=by, community=before, thread=current, reason=reason,
        before=before.pk, after=to.pk, was_pinned=was_pinned,
    )  # fmt: skip


def undo(entry: AuditEntry, *, by: Any) -> None:
    before = Community.objects.filter(pk=entry.details["before"]).first()
    if entry.thread is None or before is None:
        raise moved_on()
    rights.check_can_moderate(by, before)
    current = locked_thread(entry.thread, by=by)
    if current.community_id != entry.details["after"]:
        raise moved_on()
    if before.is_archived:
        raise NotAllowed(_("That community is closed for new posts."))
    _put(current, before)
    if entry.details["was_pinned"]:
        current.is_pinned = True
        current.save(update_fields=["is_pinned"])
