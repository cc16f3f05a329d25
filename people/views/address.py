"""The address one signs in with: what it is, changing it, and the answers to the letters about a change."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.internal.flows.manage_email import delete_email, sync_user_email_address
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from library.refusals import NotAllowed
from library.verb_form import VerbForm
from people import changing_address


class NewAddressForm(VerbForm):
    email = forms.CharField(
        label=gettext_lazy("New e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": gettext_lazy("Please write the new address.")},
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    sync_user_email_address(user)
    if request.method != "POST":
        return _page(request, NewAddressForm())
    action = next((name for name in ("confirm", "remove", "stop") if name in request.POST), "change")
    if action == "stop":
        if change := changing_address.waiting(user):
            changing_address.stop(change=change)
            messages.success(request, _("Your address stays as it is."))
        return redirect("account_email")
    if action in {"confirm", "remove"}:
        address = EmailAddress.objects.filter(user=user, email=request.POST.get("email", "")).first()
        if address and action == "confirm" and not address.verified:
            if not send_verification_email_to_address(request, address):
                messages.info(request, _("We sent you a message a moment ago. Please look into your mail."))
        elif address and action == "remove" and address.email != user.email:
            delete_email(request, address)
        return redirect("account_email")
    # Before anything is looked at; allauth comes back here with what was written.
    raise_if_reauthentication_required(request, app="allauth.account")
    too_often = ratelimit.consume_or_429(request, action="change_address")
    if too_often:
        return too_often
    form = NewAddressForm(request.POST)
    if form.is_valid():
        try:
            changing_address.ask(user=user, new_email=form.cleaned_data["email"])
        except ValidationError as error:
            form.take_errors(error)
        else:
            messages.success(request, _("We have written to both addresses. Open the link in each letter."))
            return redirect("account_email")
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: NewAddressForm, *, status: int = 200) -> HttpResponse:
    user: Any = request.user
    addresses = list(EmailAddress.objects.filter(user=user).order_by("email"))
    context = {
        "form": form,
        "change": changing_address.waiting(user),
        "address": next((row for row in addresses if row.email == user.email), None),
        "others": [row for row in addresses if row.email != user.email],
    }
    return render(request, "account/email.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """A letter's link: looking shows the question, the buttons answer it. Whoever has the letter has the address, so
    nobody needs to be signed in."""
    change = changing_address.change_of(token)
    if change is None:
        return render(request, "people/address_change_old.html", status=410)
    context = {"change": change, "is_old_address": changing_address.is_of_old_address(change, token)}
    if request.method != "POST":
        return render(request, "people/address_change.html", context)
    if "no" in request.POST:
        changing_address.stop(change=change)
        return render(request, "people/address_change_done.html", context | {"outcome": "stopped"})
    try:
        done = changing_address.confirm(token=token)
    except NotAllowed as refusal:
        return render(request, "people/address_change_done.html", {"sentence": refusal.sentence}, status=409)
    if done is None:
        return render(request, "people/address_change_old.html", status=410)
    outcome = "changed" if done.old_confirmed_at and done.new_confirmed_at else "waits"
    return render(request, "people/address_change_done.html", {"change": done, "outcome": outcome})
