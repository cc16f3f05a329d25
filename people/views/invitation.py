"""Accepting an invitation to a cohort, for whoever holds its link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from library.refusals import NotAllowed
from people import cohorts, inviting
from people.confirmed_by_letter import open_letter
from people.invitation_links import why_not
from people.models import Participation
from search.reader import reading_language


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponseBase:
    """Who invites to what, and the button; without an account one signs in or up first and comes back here."""
    invitation = inviting.invitation_of(token)
    if invitation is None:
        sentence = _("There is no such invitation. Perhaps the link was cut off: please copy all of it.")
        return _closed(request, sentence, status=404)
    edition, person = invitation.edition, request.user
    if person.is_authenticated and cohorts.is_in(edition, person):
        messages.info(request, _("You are in this cohort already."))
        return redirect("people:account")
    if sentence := why_not(invitation):
        return _closed(request, sentence, status=410)
    if request.method == "POST":
        return _accept(request, token)
    if not person.is_authenticated:
        open_letter(request, invitation)
    text = edition.route.text_in(reading_language())
    context = {
        "edition": edition,
        "title_language": text.language if text else "",
        "is_over": cohorts.is_over(edition),
        "inviter": invitation.created_by.name if invitation.created_by else "",
        "expires_at": timezone.localtime(invitation.expires_at).date(),
    }
    return render(request, "people/invitation.html", context)


def _accept(request: HttpRequest, token: str) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    try:
        row = inviting.accept(token=token, user=request.user)
    except NotAllowed as refusal:
        return _closed(request, refusal.sentence, status=403)
    said = (
        _("Welcome! You are an alumna or alumnus of “%(route)s” now.")
        if row.state == Participation.State.TRAVELLED
        else _("Welcome! You are in the cohort of “%(route)s” now.")
    )
    messages.success(request, said % {"route": row.edition})
    return redirect("people:account")


def _closed(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    return render(request, "people/invitation_closed.html", {"sentence": sentence}, status=status)
