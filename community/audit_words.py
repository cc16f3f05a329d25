"""What was done, in the reader's words; for each action that `auditing.record` is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.addresses import address_of_post, address_of_thread
from community.models import AuditEntry, Membership
from community.undoing import can_be_undone

ACTIONS: dict[str, str | Promise] = {
    "approved": pgettext_lazy("act in the log", "Post approved"),
    "hidden": pgettext_lazy("act in the log", "Post hidden"),
    "restored": pgettext_lazy("act in the log", "Post shown again"),
    "thread-hidden": pgettext_lazy("act in the log", "Thread hidden"),
    "thread-restored": pgettext_lazy("act in the log", "Thread shown again"),
    "pinned": pgettext_lazy("act in the log", "Thread pinned"),
    "unpinned": pgettext_lazy("act in the log", "Thread unpinned"),
    "locked": pgettext_lazy("act in the log", "Thread closed"),
    "unlocked": pgettext_lazy("act in the log", "Thread opened again"),
    "changed": pgettext_lazy("act in the log", "Title, language or kind of a thread changed"),
    "moved": pgettext_lazy("act in the log", "Thread moved to another community"),
    "merged": pgettext_lazy("act in the log", "Thread merged into another"),
    "split": pgettext_lazy("act in the log", "Posts made a thread of their own"),
    "flag-upheld": pgettext_lazy("act in the log", "Report upheld"),
    "flag-dismissed": pgettext_lazy("act in the log", "Report dismissed"),
    "muted": pgettext_lazy("act in the log", "Person muted"),
    "unmuted": pgettext_lazy("act in the log", "Person may write again"),
    "banned": pgettext_lazy("act in the log", "Person excluded"),
    "unbanned": pgettext_lazy("act in the log", "Exclusion ended"),
    "removed": pgettext_lazy("act in the log", "Person taken out of the community"),
    "role_changed": pgettext_lazy("act in the log", "Role changed"),
    "request_accepted": pgettext_lazy("act in the log", "Request to join accepted"),
    "request_refused": pgettext_lazy("act in the log", "Request to join refused"),
    "invited": pgettext_lazy("act in the log", "Invitation made"),
    "invitation_revoked": pgettext_lazy("act in the log", "Invitation taken back"),
    "invitation_accepted": pgettext_lazy("act in the log", "Invitation accepted"),
    "archived": pgettext_lazy("act in the log", "Community closed for new posts"),
    "reopened": pgettext_lazy("act in the log", "Community opened again"),
    "answer_accepted": pgettext_lazy("act in the log", "Answer accepted"),
    "answer_taken_back": pgettext_lazy("act in the log", "Accepted answer taken back"),
    "e_discussion_nominated": pgettext_lazy("act in the log", "E-discussion proposed as a practice"),
    "undone": pgettext_lazy("act in the log", "Undone"),
}
OTHER = pgettext_lazy("act in the log", "Another act")


def name_of(action: str) -> str:
    return str(ACTIONS.get(action, OTHER))


def roles_of(entries: Iterable[AuditEntry]) -> dict[tuple[int | None, int | None], str]:
    """(community, actor) → their role there now. One query."""
    rows = Membership.objects.facilitating().filter(
        community__in={entry.community_id for entry in entries}, user__in={entry.actor_id for entry in entries}
    )
    return {(row.community_id, row.user_id): row.get_role_display() for row in rows}


def rows_of(entries: Sequence[AuditEntry], *, reader: Any, may_undo: bool = False) -> list[dict[str, Any]]:
    """For the template: entries with actor, person, thread and post selected."""
    roles = roles_of(entries)
    rows = []
    for entry in entries:
        undone = entry.details.get("what", "") if entry.action == "undone" else ""
        # Who reported something is no business of whoever wrote it, though they may facilitate.
        about_own_words = entry.action.startswith("flag-") and entry.post and entry.post.author_id == reader.pk
        if about_own_words and entry.person_id != reader.pk:
            continue
        rows.append(
            {
                "entry": entry,
                "what": name_of(entry.action),
                "of_what": name_of(undone) if undone else "",
                "role": roles.get((entry.community_id, entry.actor_id)) or _role_elsewhere(entry),
                "url": _address(entry),
                "may_undo": may_undo and can_be_undone(entry),
                "language": entry.thread.language if entry.thread else "",
            }
        )
    return rows


def _role_elsewhere(entry: AuditEntry) -> str:
    actor = entry.actor
    if actor is None or not actor.is_staff:
        return ""
    return str(_("Staff of this site"))


def _address(entry: AuditEntry) -> str:
    if entry.post is not None and entry.thread is not None:
        return address_of_post(entry.post)
    return address_of_thread(entry.thread) if entry.thread is not None else ""
