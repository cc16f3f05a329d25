"""A thread's title, language and kind, set right by a facilitator."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community import posting
from community.models import AuditEntry, Thread
from community.moderating import checked_reason, locked_thread, moved_on, note

FIELDS = ("title", "language", "kind")


@transaction.atomic
def change(*, thread: Thread, by: Any, title: str, language: str, kind: str, reason: str = "") -> AuditEntry | None:
    """:returns: the entry of the log; None when nothing is different
    :raises Http404, NotAllowed: see `rights.check_can_moderate`
    :raises ValidationError: with a sentence a field
    """
    current = locked_thread(thread, by=by)
    mistakes: dict[str, Any] = {}
    for check in (lambda: posting.checked_title(title), lambda: checked_reason(reason)):
        try:
            check()
        except ValidationError as error:
            mistakes.update(error.error_dict)
    if language not in settings.LANGUAGE_CODES:
        mistakes["language"] = _("This site does not know that language.")
    # An e-discussion has dates and questions of its own: no other thread turns into one, nor it into another.
    is_other_kind = kind != current.kind
    if kind not in Thread.Kind.values or (is_other_kind and Thread.Kind.E_DISCUSSION in (kind, current.kind)):
        mistakes["kind"] = _("A thread cannot become one of this kind.")
    if mistakes:
        raise ValidationError(mistakes)
    before = {name: getattr(current, name) for name in FIELDS}
    after = {"title": posting.checked_title(title), "language": language, "kind": kind}
    if before == after:
        return None
    _write(current, after)
    return note("changed", by=by, thread=current, reason=checked_reason(reason), before=before, after=after)


def _write(thread: Thread, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(thread, name, value)
    thread.save(update_fields=FIELDS)


def undo(entry: AuditEntry, *, by: Any) -> None:
    if entry.thread is None:
        raise moved_on()
    thread = locked_thread(entry.thread, by=by)
    if {name: getattr(thread, name) for name in FIELDS} != entry.details["after"]:
        raise moved_on()
    _write(thread, entry.details["before"])
