"""Blocking somebody, and the list of those whom one has blocked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from library import keeping
from library.refusals import NotAllowed
from people import blocking
from people.account_menu import account_menu
from people.models import Block
from people.views.finding import person_or_404, sign_in_first, way_back

A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """GET says what it does; POST does it."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    person = person_or_404(request, person_id)
    back = way_back(request, reverse("people:blocked"))
    keeping.forget(request)  # nothing was written
    try:
        if request.method == "POST":
            blocking.block(person=person, by=request.user)
            messages.success(request, _("You have blocked %(name)s. They are not told.") % {"name": person.name})
            return redirect(back)
        blocking.check_can_block(request.user, person)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
        return redirect(back)
    return render(request, "people/block.html", {"person": person, "back": back})


@require_POST
def unblock(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Also of somebody whom the reader could not find any more: their name stands in the reader's own list."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("people:blocked"), reverse("account_login"))
    row = Block.objects.filter(blocker=request.user, blocked=min(person_id, 2**63 - 1)).select_related("blocked")
    person: Any = found.blocked if (found := row.first()) else person_or_404(request, person_id)
    blocking.unblock(person=person, by=request.user)
    messages.success(request, _("%(name)s is not blocked.") % {"name": person.name})
    return redirect(way_back(request, reverse("people:blocked")))


@require_safe
@login_required
def blocked(request: HttpRequest) -> HttpResponse:
    rows = Block.objects.filter(blocker=request.user.pk).select_related("blocked")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/blocked.html", {"page": page, "account_menu": account_menu(request)})
