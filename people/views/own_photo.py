"""One's own photo: a form of its own, so that a mistake elsewhere never costs a chosen file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from library.refusals import NotAllowed
from people import portraying
from people.account_menu import account_menu
from people.models import Profile
from people.person_cards import photo_url, profile_of
from people.profile_form import PhotoForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_photo(request: HttpRequest) -> HttpResponseBase:
    person: Any = request.user
    own = profile_of(person) or Profile(user=person)
    if request.method != "POST":
        return _page(request, PhotoForm(initial={"shows_photo": own.shows_photo}), own)
    form = PhotoForm(request.POST, request.FILES)
    form.is_valid()
    try:
        if not form.errors:
            given = form.cleaned_data
            portraying.portray(user=person, upload=given["photo"], shown=given["shows_photo"])
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, form, own, status=429)
    except ValidationError as error:
        form.take_errors(error)
    if form.errors:
        return _page(request, form, own, status=422)
    messages.success(request, _("Your photo is kept.") if request.FILES else _("Your choice is kept."))
    return redirect("people:profile")


@require_POST
@login_required
def remove(request: HttpRequest) -> HttpResponse:
    portraying.remove_photo(user=request.user)
    messages.success(request, _("Your photo is gone."))
    return redirect("people:own_photo")


def _page(request: HttpRequest, form: PhotoForm, own: Profile, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "photo_url": photo_url(own), "account_menu": account_menu(request)}
    return render(request, "people/own_photo.html", context, status=status)
