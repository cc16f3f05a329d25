"""Names of an archive: claiming one's own, and deciding about those of others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from community import claiming
from community.cards import crumbs, presentation_of
from community.models import Community, NameClaim
from library.refusals import NotAllowed
from library.verb_form import VerbForm

MOST_SHOWN = 50


class ClaimForm(VerbForm):
    name = forms.CharField(
        label=gettext_lazy("Name in the archive"),
        error_messages={"required": gettext_lazy("Please write the name as it stands in the archive.")},
        help_text=gettext_lazy("As it stands above the posts, in the same script."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.clear()  # the verb's sentences are better


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, ClaimForm())
    if "by_address" in request.POST:
        taken = claiming.claim_by_address(user=request.user)
        messages.success(request, _("The posts are yours now.") if taken else _("There is nothing left to take."))
        return redirect("community:claims")
    form = ClaimForm(request.POST)
    form.is_valid()
    try:
        claiming.ask(user=request.user, name=form.cleaned_data.get("name", ""))
    except ValidationError as error:
        form.take_errors(error)
        return _page(request, form, status=422)
    messages.success(request, _("Thank you. A facilitator will look at it, and you will find the answer here."))
    return redirect("community:claims")


def _page(
    request: HttpRequest, form: ClaimForm, *, status: int = 200, problem: tuple[int, str, str] = (0, "", "")
) -> HttpResponse:
    own = NameClaim.objects.filter(user=request.user).select_related("community", "decided_by")
    own = own.prefetch_related(Community.objects.pages_of("community__"))[:MOST_SHOWN]
    waiting = claiming.waiting_for(request.user).select_related("community", "user").order_by("pk")
    asked = list(waiting.prefetch_related(Community.objects.pages_of("community__"))[:MOST_SHOWN])
    evidence = claiming.evidence(asked) if asked else {}
    decided = claiming.decided_for(request.user).select_related("community", "user")
    decided = decided.prefetch_related(Community.objects.pages_of("community__"))[:MOST_SHOWN]
    return render(
        request,
        "community/claims.html",
        {
            "form": form,
            "shares": [
                presentation_of(share.community) | {"posts": share.posts, "first": share.first, "last": share.last}
                for share in claiming.sent_from_addresses_of(request.user)
            ],
            "own": [_row(claim) for claim in own],
            "waiting": [
                _row(claim)
                | evidence[claim.pk]
                | ({"problem": problem[1], "reason": problem[2]} if problem[0] == claim.pk else {})
                for claim in asked
            ],
            "decided": [_row(claim) for claim in decided],
            "crumbs": crumbs(),
        },
        status=status,
    )


def _row(claim: NameClaim) -> dict[str, Any]:
    shown = presentation_of(claim.community)
    return {
        "id": claim.pk,
        "name": claim.name,
        "community_title": shown["title"],
        "community_language": shown["language"],
        "person": claim.user.name,
        "state": claim.state,
        "state_name": claim.get_state_display(),
        "reason": claim.reason,
        "asked_at": claim.asked_at,
        "can_be_undone": claim.state == NameClaim.State.ACCEPTED,
    }


def _claim(claim_id: int) -> NameClaim:
    claim = NameClaim.objects.select_related("community").filter(pk=claim_id).first() if claim_id < 2**63 else None
    if claim is None:
        raise Http404
    return claim


@login_required
@require_POST
def decide(request: HttpRequest, claim_id: int) -> HttpResponseBase:
    claim = _claim(claim_id)
    accepted, reason = request.POST.get("answer") == "yes", request.POST.get("reason", "")
    try:
        claiming.decide(claim=claim, by=request.user, accepted=accepted, reason=reason)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
        return redirect("community:claims")
    except ValidationError as error:
        return _page(request, ClaimForm(), status=422, problem=(claim.pk, " ".join(error.messages), reason))
    messages.success(request, _("They are told.") if not accepted else _("The posts stand under their name now."))
    return redirect("community:claims")


@login_required
@require_POST
def undo(request: HttpRequest, claim_id: int) -> HttpResponseBase:
    claim = _claim(claim_id)
    if not claiming.may_undo(claim, request.user):
        raise Http404  # whose claim it is, is nobody else's business
    claiming.undo(claim=claim, by=request.user)
    messages.success(request, _("The posts stand under the archive's name again."))
    return redirect("community:claims")
