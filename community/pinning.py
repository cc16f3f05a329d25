"""Threads that stand above the others."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from community.models import AuditEntry, Thread
from community.moderating import checked_reason, locked_thread, set_field


@transaction.atomic
def pin(*, thread: Thread, by: Any, reason: str = "") -> AuditEntry | None:
    """:raises Http404, NotAllowed: see `rights.check_can_moderate`"""
    current = locked_thread(thread, by=by)
    return set_field(current, "is_pinned", True, action="pinned", by=by, reason=checked_reason(reason))


@transaction.atomic
def unpin(*, thread: Thread, by: Any, reason: str = "") -> AuditEntry | None:
    """:raises Http404, NotAllowed: see `rights.check_can_moderate`"""
    current = locked_thread(thread, by=by)
    return set_field(current, "is_pinned", False, action="unpinned", by=by, reason=checked_reason(reason))
