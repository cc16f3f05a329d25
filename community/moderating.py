"""What every act of a facilitator has in common: it is written down, the person it concerns hears of it, and most of
it can be undone."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community import auditing, events, rights
from community.models import AuditEntry, Community, Post, Thread
from library.refusals import NotAllowed
from search.printable import unprintable

MAX_REASON = 1000  # characters


def checked_reason(reason: str, *, is_required: bool = False) -> str:
    """:raises ValidationError: at `reason`"""
    reason = reason.replace("\r\n", "\n").strip()
    if is_required and not reason:
        raise ValidationError({"reason": _("Please write why: the author will read it.")})
    if unprintable(reason):
        raise ValidationError({"reason": _("The text holds characters that cannot be shown. Please remove them.")})
    if len(reason) > MAX_REASON:
        raise ValidationError(
            {
                "reason": _("The reason is too long: %(length)s characters, %(most)s are allowed.")
                % {"length": len(reason), "most": MAX_REASON}
            }
        )
    return reason


def note(
    action: str,
    *,
    by: Any,
    thread: Thread | None = None,
    post: Post | None = None,
    community: Community | None = None,
    person: Any = None,
    reason: str = "",
    **details: Any,
) -> AuditEntry:
    """Write the act down (see `auditing.record`), and tell whom it concerns."""
    entry = auditing.record(
        action, actor=by, community=community, thread=thread, post=post, person=person, reason=reason, **details
    )
    if entry.person_id and entry.person_id != by.pk:
        events.moderated.send(AuditEntry, entry=entry)
    return entry


def locked_thread(thread: Thread, *, by: Any) -> Thread:
    """The thread's row, locked, and `by` may moderate it.

    :raises Http404, NotAllowed: see `rights`; also when it was merged into another
    """
    rights.check_can_moderate(by, thread.community)
    current = Thread.objects.select_for_update(of=("self",)).select_related("community").get(pk=thread.pk)
    rights.check_can_moderate(by, current.community)
    if current.merged_into_id:
        raise NotAllowed(_("This thread was merged into another meanwhile. Please look there."))
    return current


def locked_threads(*threads: Thread, by: Any) -> dict[int, Thread]:
    """Several rows, locked in the order of their keys: two who do this at once wait, and never for each other."""
    ordered = sorted({thread.pk: thread for thread in threads}.values(), key=lambda thread: thread.pk)
    return {thread.pk: locked_thread(thread, by=by) for thread in ordered}


def moved_on() -> NotAllowed:
    """The world is not as the act left it."""
    return NotAllowed(_("This cannot be undone: it has been changed again since."))


def set_field(thread: Thread, name: str, value: Any, *, action: str, by: Any, reason: str = "") -> AuditEntry | None:
    """One field of a thread that is locked by the caller; None when it has that value already."""
    before = getattr(thread, name)
    if before == value:
        return None
    setattr(thread, name, value)
    thread.save(update_fields=[name])
    return note(action, by=by, thread=thread, reason=reason, field=name, before=before, after=value)


def put_back_field(entry: AuditEntry, *, by: Any) -> None:
    """Undo of `set_field`."""
    if entry.thread is None:
        raise moved_on()
    thread, name = locked_thread(entry.thread, by=by), entry.details["field"]
    if getattr(thread, name) != entry.details["after"]:
        raise moved_on()
    setattr(thread, name, entry.details["before"])
    thread.save(update_fields=[name])
