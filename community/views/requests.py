"""Who asked to join, for facilitators: take in, or refuse with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community import asking
from community.cards import crumbs, presentation_of
from community.forms_of_members import AnswerForm
from community.models import Community, Membership
from community.views.doors import facilitated
from library.refusals import NotAllowed

SHOWN = 20
"""The oldest; the next ones come when these are answered."""


@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, slug: str) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    community = facilitated(request, slug)
    if request.method == "POST":
        return _decide(request, community)
    return _page(request, community, tried={})


def _decide(request: HttpRequest, community: Community) -> HttpResponseBase:
    number = request.POST.get("request", "")
    row = (
        Membership.objects.filter(community=community, pk=number).select_related("community", "user").first()
        if number.isascii() and number.isdigit() and len(number) < 19
        else None
    )
    if row is None:
        messages.error(request, _("This request does not wait any more: it was answered or taken back."))
        return redirect("community:requests", slug=community.slug)
    form = AnswerForm(request.POST, prefix=f"r{row.pk}")
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    try:
        if "refuse" in request.POST:
            asking.refuse(membership=row, by=request.user, reason=reason)
            messages.success(request, _("%(name)s was not taken in and gets a letter.") % {"name": row.user.name})
        else:
            asking.accept(membership=row, by=request.user, reason=reason)
            messages.success(request, _("%(name)s is a member now and gets a letter.") % {"name": row.user.name})
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
    except ValidationError as error:
        form.take_errors(error)
        return _page(request, community, tried={row.pk: form}, status=422)
    return redirect("community:requests", slug=community.slug)


def _page(
    request: HttpRequest,
    community: Community,
    *,
    tried: dict[int, AnswerForm],
    status: int = 200,
) -> HttpResponse:
    rows = Membership.objects.filter(community=community).waiting().select_related("user").order_by("since", "pk")
    shown = list(rows[: SHOWN + 1])
    context: dict[str, Any] = {
        "community": community,
        "presentation": presentation_of(community),
        "people": [
            {
                "id": row.pk,
                "name": row.user.name,
                "since": row.since,
                "request": row.request,
                "form": tried.get(row.pk) or AnswerForm(prefix=f"r{row.pk}"),
            }
            for row in shown[:SHOWN]
        ],
        "has_more": len(shown) > SHOWN,
        "crumbs": crumbs(community),
    }
    return render(request, "community/requests.html", context, status=status)
