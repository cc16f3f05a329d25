"""Who did what and why: of a community for its facilitators, of oneself for everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community import audit_words
from community.cards import crumbs, presentation_of
from community.models import AuditEntry, Community
from community.views.moderation import community_to_moderate

SIZE = 30


def _page(entries: QuerySet[AuditEntry], after: str) -> tuple[list[AuditEntry], str]:
    if after.isdecimal() and len(after) < 19:
        entries = entries.filter(pk__lt=int(after))
    rows = list(
        entries.select_related("actor", "person", "community", "thread__community", "post__thread__community").order_by(
            "-pk"
        )[: SIZE + 1]
    )
    return rows[:SIZE], str(rows[SIZE - 1].pk) if len(rows) > SIZE else ""


@login_required
@require_safe
def of_community(request: HttpRequest, slug: str) -> HttpResponse:
    community = community_to_moderate(request, slug)
    action = request.GET.get("action", "")
    entries = AuditEntry.objects.filter(community=community)
    if action in audit_words.ACTIONS:
        entries = entries.filter(action=action)
    rows, next_cursor = _page(entries, request.GET.get("after", ""))
    return render(
        request,
        "community/log.html",
        {
            "community": community,
            "presentation": presentation_of(community),
            "rows": audit_words.rows_of(rows, reader=request.user, may_undo=True),
            "next_cursor": next_cursor,
            "action": action,
            "actions": [(name, audit_words.name_of(name)) for name in audit_words.ACTIONS],
            "here": request.get_full_path(),
            "is_first_page": not request.GET.get("after"),
            "crumbs": crumbs(community),
        },
    )


@login_required
@require_safe
def of_person(request: HttpRequest) -> HttpResponse:
    """What facilitators did about the reader's words and place, with who and why. Not what concerned a community that
    is hidden from them now, beside that it was done."""
    entries = AuditEntry.objects.filter(person=request.user).exclude(actor=request.user)
    rows, next_cursor = _page(entries, request.GET.get("after", ""))
    known = set(
        Community.objects.known_to(request.user)
        .filter(pk__in={entry.community_id for entry in rows})
        .values_list("pk", flat=True)
    )
    shown = audit_words.rows_of(rows, reader=request.user)
    for row in shown:
        row["is_known"] = row["entry"].community_id in known
    return render(
        request,
        "community/my_log.html",
        {
            "rows": shown,
            "next_cursor": next_cursor,
            "is_first_page": not request.GET.get("after"),
            "crumbs": crumbs(),
        },
    )
