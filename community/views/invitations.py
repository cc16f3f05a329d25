"""Inviting, for facilitators, and accepting an invitation, for whoever holds its link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community import inviting, rights
from community.cards import crumbs, presentation_of
from community.forms_of_members import LinkForm, MailForm
from community.models import Community, Invitation
from community.views.doors import facilitated
from library.refusals import NotAllowed
from people.confirmed_by_letter import open_letter
from search.reader import reading_language

SHOWN = 50
"""The newest that still let somebody in, or did."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Which there are; POST makes a link (`do=link`), sends letters (`do=mail`) or withdraws one (`revoke=<id>`)."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    community = facilitated(request, slug)
    if "revoke" in request.POST:
        return _revoke(request, community)
    what = request.POST.get("do", "")
    if what == "link":
        return _link(request, community)
    if what == "mail":
        return _mail(request, community)
    return _page(request, community)


def _revoke(request: HttpRequest, community: Community) -> HttpResponseBase:
    number = request.POST["revoke"]
    if number.isascii() and number.isdigit() and len(number) < 19:
        found = Invitation.objects.filter(community=community, pk=number).select_related("community").first()
        if found is not None:
            inviting.revoke(invitation=found, by=request.user)
            messages.success(request, _("The invitation is withdrawn: its link lets nobody in any more."))
    return redirect("community:invitations", slug=community.slug)


def _link(request: HttpRequest, community: Community) -> HttpResponseBase:
    form = LinkForm(request.POST)
    form.is_valid()
    given = form.cleaned_data
    try:
        _made, token = inviting.invite_by_link(
            community=community,
            by=request.user,
            uses=given.get("uses") or 0,
            days=given.get("days") or 0,
            submission=given.get("submission"),
        )
    except ValidationError as error:
        form.take_errors(error)
        return _page(request, community, link=form, status=422)
    # Shown in the answer itself: afterwards only its hash is there.
    url = request.build_absolute_uri(reverse("community:invitation", kwargs={"token": token}))
    return _page(request, community, url=url)


def _mail(request: HttpRequest, community: Community) -> HttpResponseBase:
    form = MailForm(request.POST)
    form.is_valid()
    given = form.cleaned_data
    try:
        made = inviting.invite_by_mail(
            community=community,
            by=request.user,
            addresses=given.get("addresses", ""),
            language=given.get("language", ""),
            days=given.get("days") or 0,
            submission=given.get("submission"),
        )
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, community, mail=form, status=403)
    except ValidationError as error:
        form.take_errors(error)
        return _page(request, community, mail=form, status=422)
    sent = ngettext("%(number)s letter is on its way.", "%(number)s letters are on their way.", len(made))
    messages.success(request, sent % {"number": len(made)})
    return redirect("community:invitations", slug=community.slug)


def _page(
    request: HttpRequest,
    community: Community,
    *,
    link: LinkForm | None = None,
    mail: MailForm | None = None,
    url: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = Invitation.objects.filter(community=community).select_related("created_by")[:SHOWN]
    context: dict[str, Any] = {
        "community": community,
        "presentation": presentation_of(community),
        "link_form": link or LinkForm(),
        "mail_form": mail or MailForm(initial={"language": reading_language()}),
        "new_url": url,
        "invitations": rows,
        "crumbs": crumbs(community),
    }
    return render(request, "community/invitations.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponseBase:
    """What somebody is invited to, and the button; without an account one signs in or up first and comes back here."""
    invitation = inviting.invitation_of(token)
    if invitation is None:
        sentence = _("There is no such invitation. Perhaps the link was cut off: please copy all of it.")
        return _closed(request, sentence, status=404)
    community = invitation.community
    if rights.is_member(request.user, community):
        messages.info(request, _("You are a member already."))
        return redirect("community:threads", slug=community.slug)
    if sentence := inviting.why_not(invitation):
        return _closed(request, sentence, status=410)
    if request.method == "POST":
        return _accept(request, token, community)
    if not request.user.is_authenticated:
        open_letter(request, invitation)
    context = {
        "community": community,
        "presentation": presentation_of(community),
        "inviter": invitation.created_by.name if invitation.created_by else "",
        "expires_at": timezone.localtime(invitation.expires_at).date(),
    }
    return render(request, "community/invitation.html", context)


def _accept(request: HttpRequest, token: str, community: Community) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    try:
        inviting.accept(token=token, user=request.user)
    except NotAllowed as refusal:
        return _closed(request, refusal.sentence, status=403)
    messages.success(request, _("You are a member now. Welcome!"))
    return redirect("community:threads", slug=community.slug)


def _closed(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    return render(request, "community/invitation_closed.html", {"sentence": sentence}, status=status)
