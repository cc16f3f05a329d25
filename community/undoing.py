"""Taking an act back, from its entry in the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from community import changing, hiding, merging, moderating, moving, rights, splitting
from community.models import AuditEntry
from library.refusals import NotAllowed

Undo = Callable[..., None]

UNDO: dict[str, Undo] = {
    "pinned": moderating.put_back_field,
    "unpinned": moderating.put_back_field,
    "locked": moderating.put_back_field,
    "unlocked": moderating.put_back_field,
    "changed": changing.undo,
    "hidden": hiding.undo_post,
    "restored": hiding.undo_post,
    "thread-hidden": moderating.put_back_field,
    "thread-restored": moderating.put_back_field,
    "moved": moving.undo,
    "merged": merging.undo,
    "split": splitting.undo,
}


def can_be_undone(entry: AuditEntry) -> bool:
    """Whether there is a way back at all; the world may have moved on."""
    return entry.action in UNDO and entry.undone_by_id is None


@transaction.atomic
def undo(*, entry: AuditEntry, by: Any, reason: str = "") -> AuditEntry:
    """Everything is as it was before the act; the log says who took it back.

    :raises Http404, NotAllowed: see `rights.check_can_moderate`; also when it cannot be undone (any more)
    """
    if entry.community is None:
        raise moderating.moved_on()
    rights.check_can_moderate(by, entry.community)
    reason = moderating.checked_reason(reason)
    current = AuditEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if current.undone_by_id:
        raise NotAllowed(_("Somebody has undone this already."))
    if current.action not in UNDO:
        raise NotAllowed(_("This cannot be undone here."))
    UNDO[current.action](current, by=by)
    taken_back = moderating.note(
        "undone", by=by, community=current.community, thread=current.thread, post=current.post,
        person=current.person, reason=reason, entry=current.pk, what=current.action,
    )  # fmt: skip
    current.undone_by = taken_back
    current.save(update_fields=["undone_by"])
    return taken_back
