"""Signing in with a link in a letter: asking for one, and opening it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import verify_email_indirectly
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.core import ratelimit
from allauth.socialaccount.internal.flows.email_authentication import wipe_password
from django import forms
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people import letting_in, typed
from people.models import SigninLink
from search.reader import reading_language


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    use_required_attribute = False


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponseBase:
    leads_to = get_next_redirect_url(request) or ""
    if request.user.is_authenticated:
        return redirect(leads_to or "people:account")
    form = AddressForm(request.POST if request.method == "POST" else None, initial=typed.before(request))
    if request.method == "POST":
        typed.remember(request)
        if form.is_valid():
            email = form.cleaned_data["email"]
            too_often = ratelimit.consume_or_429(request, action="signin_link", key=email.lower())
            if too_often:
                return too_often
            letting_in.ask(email=email, leads_to=leads_to, language=reading_language())
            return redirect("people:signin_link_sent")
    context = {
        "form": form,
        "leads_to": leads_to,
        "login_url": passthrough_next_redirect_url(request, reverse("account_login"), REDIRECT_FIELD_NAME),
    }
    return render(request, "people/signin_link_ask.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    context = {"minutes": int(letting_in.GOOD_FOR.total_seconds() // 60)}
    return render(request, "people/signin_link_sent.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Looking shows a button: mail scanners and previews open links, too. The button signs in."""
    link = letting_in.use(token=token) if request.method == "POST" else letting_in.link_of(token)
    if link is None:
        return render(request, "people/signin_link_old.html", status=410)
    if request.method == "POST":
        return _sign_in(request, link)
    other = request.user if request.user.is_authenticated and request.user.pk != link.user_id else None
    return render(request, "people/signin_link.html", {"link": link, "other": other})


def _sign_in(request: HttpRequest, link: SigninLink) -> HttpResponseBase:
    person: Any = link.user
    if request.user.is_authenticated:
        if request.user.pk == person.pk:
            return redirect(link.leads_to or "people:account")
        get_adapter(request).logout(request)
    address = EmailAddress.objects.filter(user=person, email=link.email).first()
    if address is None and link.email == person.email:
        # Made by an administrator or in a shell: the link proves the address as a letter to confirm it would.
        is_first = not EmailAddress.objects.filter(user=person, primary=True).exists()
        EmailAddress.objects.create(user=person, email=link.email, primary=is_first)
    elif address and not address.verified:
        # Somebody else may have made the account and waits for its owner to come: their password goes (as with another
        # house's confirmed address, see allauth's wipe_password).
        had_password = person.has_usable_password()
        wipe_password(request, person, link.email)
        if had_password:
            messages.info(
                request, _("Nobody had confirmed this address, so the old password is gone. Choose a new one.")
            )
    # As fresh as a password typed just now: who forgot it can set up a passkey at once.
    record_authentication(request, person, method="link", email=link.email, reauthenticated=True)
    verify_email_indirectly(request, person, link.email)
    # With its stages: who has a second step is asked for it.
    return perform_login(request, Login(user=person, redirect_url=link.leads_to or None, email=link.email))
