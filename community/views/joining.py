"""Joining, asking to join, leaving."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community import asking, rights
from community import joining as verbs
from community.cards import crumbs, presentation_of
from community.forms_of_members import AskForm
from community.models import Community, Membership
from community.views.doors import known
from library import keeping
from library.refusals import NotAllowed


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def _context(community: Community) -> dict[str, object]:
    return {"community": community, "presentation": presentation_of(community), "crumbs": crumbs(community)}


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponseBase:
    """POST joins; GET is where somebody comes back to who had to sign in first."""
    community = known(request, slug)
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    if rights.is_member(request.user, community):
        return redirect("community:threads", slug=slug)
    if community.membership == Community.Membership.REQUEST:
        return redirect("community:ask", slug=slug)
    if request.method == "POST":
        try:
            verbs.join(community=community, user=request.user)
        except NotAllowed as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("You are a member now. Welcome!"))
        return redirect("community:threads", slug=slug)
    if community.membership != Community.Membership.OPEN or community.is_archived:
        return redirect("community:threads", slug=slug)  # where it says how one becomes a member
    return render(request, "community/join.html", _context(community))


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponseBase:
    if request.method == "POST" and not request.user.is_authenticated:
        keeping.keep(request)
        messages.warning(request, _("Please sign in. Your text is kept and waits for you here."))
        return _to_sign_in(request)
    community = known(request, slug)
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    if rights.is_member(request.user, community):
        keeping.forget(request)
        return redirect("community:threads", slug=slug)
    if request.method == "POST":
        return _ask(request, community)
    kept = keeping.kept(request)
    try:
        asking.check_can_ask(request.user, community)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
        if not kept:
            return redirect("community:threads", slug=slug)
    row = rights.membership_of(request.user, community)
    before = {"why": row.request} if row and row.state == Membership.State.ASKED else {}
    return _ask_page(request, community, AskForm(initial=kept or before), was_kept=bool(kept))


def _ask(request: HttpRequest, community: Community) -> HttpResponseBase:
    form = AskForm(request.POST)
    form.is_valid()
    try:
        asking.ask(community=community, user=request.user, why=form.cleaned_data.get("why", ""))
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _ask_page(request, community, form, status=403)
    except ValidationError as error:
        form.take_errors(error)
        return _ask_page(request, community, form, status=422)
    keeping.forget(request)
    messages.success(request, _("A facilitator will read your request. You will get a letter."))
    return redirect("community:threads", slug=community.slug)


def _ask_page(
    request: HttpRequest, community: Community, form: AskForm, *, status: int = 200, was_kept: bool = False
) -> HttpResponse:
    context = _context(community) | {"form": form, "was_kept": was_kept}
    return render(request, "community/ask.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponseBase:
    """GET asks whether they are sure; POST leaves."""
    community = known(request, slug)
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    row = rights.membership_of(request.user, community)
    if row is None:
        raise Http404
    if request.method != "POST":
        if row.state not in (Membership.State.ACTIVE, Membership.State.ASKED):
            return redirect("community:threads", slug=slug)
        has_asked = row.state == Membership.State.ASKED
        return render(request, "community/leave.html", _context(community) | {"has_asked": has_asked})
    try:
        verbs.leave(community=community, user=request.user)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
        return redirect("community:threads", slug=slug)
    if row.state == Membership.State.ASKED:
        messages.success(request, _("Your request is taken back."))
    else:
        messages.success(request, _("You have left the community. What you wrote stays."))
    if community.is_hidden:
        return redirect("community:index")  # from outside there is nothing to see
    return redirect("community:threads", slug=slug)
