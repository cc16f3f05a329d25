"""One person in a community, for facilitators: role, mute, exclude, remove, and lifting it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community import appointing, restraining, rights
from community.cards import crumbs, presentation_of
from community.forms_of_members import OptionalReasonForm, ReasonForm, RestrainForm, RoleForm
from community.models import Community, Membership
from community.models.membership import FOR_EVER
from community.views.doors import facilitated
from library.refusals import NotAllowed
from library.verb_form import VerbForm

FORMS: dict[str, type[VerbForm]] = {
    "role": RoleForm,
    "mute": RestrainForm,
    "unmute": OptionalReasonForm,
    "ban": RestrainForm,
    "unban": OptionalReasonForm,
    "remove": ReasonForm,
}


def _do(what: str, row: Membership, form: VerbForm, by: Any) -> str:
    """Call the verb; a sentence about what was done."""
    given = form.cleaned_data
    name = {"name": row.user.name}
    common = {"membership": row, "by": by, "reason": given.get("reason", "")}
    done: dict[str, Callable[[], str]] = {
        "role": lambda: _("%(name)s has another role now."),
        "mute": lambda: _("%(name)s is muted and gets a letter."),
        "unmute": lambda: _("%(name)s may write again and gets a letter."),
        "ban": lambda: _("%(name)s is excluded and gets a letter."),
        "unban": lambda: _("%(name)s is not excluded any more and gets a letter."),
        "remove": lambda: _("%(name)s is not a member any more and gets a letter."),
    }
    if what == "role":
        appointing.change_role(role=given.get("role", ""), **common)
    elif isinstance(form, RestrainForm):
        verb = restraining.mute if what == "mute" else restraining.ban
        verb(until=form.moment(), **common)
    else:
        verbs = {"unmute": restraining.unmute, "unban": restraining.unban, "remove": restraining.remove}
        verbs[what](**common)
    return done[what]() % name


@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, slug: str, user_id: int) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    community = facilitated(request, slug)
    row = (
        Membership.objects.filter(community=community, user=user_id).select_related("community", "user").first()
        if user_id < 2**63
        else None
    )
    if row is None:
        raise Http404
    what = request.POST.get("do", "")
    if request.method != "POST" or what not in FORMS:
        return _page(request, community, row)
    form = FORMS[what](request.POST, prefix=what)
    form.is_valid()
    try:
        sentence = _do(what, row, form, request.user)
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, community, row, tried={what: form}, status=403)
    except ValidationError as error:
        form.take_errors(error)
        return _page(request, community, row, tried={what: form}, status=422)
    messages.success(request, sentence)
    return redirect("community:manage_member", slug=slug, user_id=user_id)


def _refusal(user: Any, row: Membership) -> str:
    try:
        rights.check_can_restrain(user, row)
    except NotAllowed as refusal:
        return refusal.sentence
    return ""


def _day(until: datetime | None) -> date | None:
    """None also for what nobody gave an end."""
    return None if until is None or until == FOR_EVER else timezone.localtime(until).date()


def _page(
    request: HttpRequest,
    community: Community,
    row: Membership,
    *,
    tried: dict[str, VerbForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    tried = tried or {}
    is_member = row.state == Membership.State.ACTIVE
    refusal = _refusal(request.user, row)
    offered = {
        "role": is_member and not row.is_banned and rights.hosts(request.user, community),
        "mute": not refusal,
        "unmute": not refusal and row.is_muted,
        "ban": not refusal,
        "unban": not refusal and row.is_banned,
        "remove": not refusal and is_member,
    }
    forms = {
        what: tried.get(what) or FORMS[what](prefix=what, initial={"role": row.role})
        for what, is_offered in offered.items()
        if is_offered or what in tried
    }
    context = {
        "community": community,
        "presentation": presentation_of(community),
        "person": {
            "name": row.user.name,
            "role": row.get_role_display() if is_member else "",
            "state": "" if is_member else row.get_state_display(),
            "since": row.since,
            "reason": row.reason,
            "is_muted": row.is_muted,
            "is_banned": row.is_banned,
            "muted_until": _day(row.muted_until),
            "banned_until": _day(row.banned_until),
        },
        "refusal": refusal,
        "forms": forms,
        "tried": next(iter(tried), ""),
        "crumbs": [
            *crumbs(community),
            {"label": _("Members"), "url": reverse("community:members", kwargs={"slug": community.slug})},
        ],
    }
    return render(request, "community/manage_member.html", context, status=status)
