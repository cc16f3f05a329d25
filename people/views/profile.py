"""Telling of oneself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from library import keeping
from library.models import Theme
from people import telling
from people.account_menu import account_menu
from people.models import Participation, Profile
from people.person_cards import photo_url, profile_of
from people.profile_form import ProfileForm, language_choices, values_of
from search.reader import interface_language


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponseBase:
    """The form; POST keeps it. What was written stays, also across a sign-in."""
    if request.method == "POST" and not request.user.is_authenticated:
        keeping.keep(request)
        messages.warning(request, _("Please sign in. Your text is kept and waits for you here."))
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    return _profile(request)


@login_required
def _profile(request: HttpRequest) -> HttpResponseBase:
    person: Any = request.user
    own = profile_of(person) or Profile(user=person)
    themes = Theme.objects.with_names()
    if request.method == "POST":
        form = ProfileForm(request.POST, initial=values_of(own), themes=themes)
        return _keep(request, form, own)
    initial, kept = values_of(own), keeping.kept(request)
    if kept:
        ticks = [name for name in ProfileForm(kept, initial={}, themes=themes).fields if _is_tick(name)]
        initial |= dict.fromkeys(ticks, False) | kept
    return _page(request, ProfileForm(initial=initial, themes=themes), own, was_kept=bool(kept))


def _is_tick(name: str) -> bool:
    return name == "accepts_letters" or name.startswith(("theme-", "reads-", "writes-"))


def _keep(request: HttpRequest, form: ProfileForm, own: Profile) -> HttpResponseBase:
    try:
        if form.is_valid():
            telling.tell(user=request.user, told=form.told())
        else:
            telling.check(form.told())  # all mistakes at once
    except ValidationError as error:
        form.take_errors(error)
    if form.errors:
        return _page(request, form, own, status=422)
    keeping.forget(request)
    messages.success(request, _("Your profile is kept. Thank you!"))
    return redirect("people:profile")


def _page(
    request: HttpRequest, form: ProfileForm, own: Profile, *, status: int = 200, was_kept: bool = False
) -> HttpResponse:
    travelled = Participation.objects.travelled().filter(user=own.user)
    travelled = travelled.select_related("edition__route").prefetch_related("edition__route__texts")
    context: dict[str, Any] = {
        "form": form,
        "was_kept": was_kept,
        "photo_url": photo_url(own),
        "shows_photo": own.get_shows_photo_display(),
        "routes": [str(row.edition) for row in travelled],
        "page_url": reverse("members:person", kwargs={"person_id": request.user.pk}),
        "language_choices": language_choices(interface_language(), tuple(settings.LANGUAGE_CODES)),
        "account_menu": account_menu(request),
    }
    return render(request, "people/profile.html", context, status=status)
