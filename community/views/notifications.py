"""What people are told: the page, marking it read, and of what they want to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import notifying
from community.cards import crumbs
from community.models import NotificationSettings
from community.models.notification import Kind
from community.notification_cards import notification_cards, unread_first
from community.views.following import seen_until


@require_safe
@login_required
def notifications(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    after = request.GET.get("after", "")
    part = unread_first(request.user, after=after)
    cards = notification_cards(part.rows, request.user)
    told = {card["id"] for card in cards}
    if request.method == "GET" and (empty := [row.pk for row in part.rows if not row.read_at and row.pk not in told]):
        # What they told of was hidden since: nothing here to be read, and nothing in the header's number.
        notifying.mark_read(request.user, pk__in=empty, until=now)
    return render(
        request,
        "community/notifications.html",
        {
            "new": [card for card in cards if card["is_unread"]],
            "earlier": [card for card in cards if not card["is_unread"]],
            "next_cursor": part.next_cursor,
            "is_first_page": not after,
            "until": now.isoformat(),
            "crumbs": crumbs(),
        },
    )


@require_POST
@login_required
def mark_all(request: HttpRequest) -> HttpResponseBase:
    notifying.mark_read(request.user, until=seen_until(request))
    messages.success(request, _("All notifications are marked as read."))
    return redirect("community:notifications")


@require_POST
@login_required
def mark_one(request: HttpRequest, pk: int) -> HttpResponseBase:
    if pk >= 2**63 or not request.user.notifications.filter(pk=pk).exists():
        raise Http404
    notifying.mark_read(request.user, pk=pk, until=seen_until(request))
    return redirect("community:notifications")


class ChoiceForm(forms.Form):
    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("Tell me of"), required=False, choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choices(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        form = ChoiceForm(request.POST)
        if form.is_valid():
            notifying.choose(user=request.user, wanted=form.cleaned_data["wanted"])
            messages.success(request, _("Your choice is kept."))
            return redirect("community:notifications")
    else:
        chosen = NotificationSettings.objects.filter(user=request.user).first()
        unwanted: Any = chosen.unwanted if chosen else []
        form = ChoiceForm(initial={"wanted": [kind for kind in Kind.values if kind not in unwanted]})
    return render(
        request,
        "community/notification_choices.html",
        {"form": form, "crumbs": crumbs()},
        status=422 if form.is_bound else 200,
    )
