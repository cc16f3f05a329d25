"""Deleting one's own account: what goes and what stays, the choice, and the way back."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from library.refusals import NotAllowed
from people import leaving
from people.account_menu import account_menu
from people.deletion_form import ANONYMISE, REMOVE, DeletionForm
from privacy import registry
from privacy.decisions import Erasing


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def delete(request: HttpRequest) -> HttpResponseBase:
    """Anybody may read what would happen; for doing it, allauth asks for the password first, and goes on from here."""
    asked = leaving.request_of(request.user)
    chosen = REMOVE if asked and asked.removes_posts else ANONYMISE
    form = DeletionForm(request.POST if request.method == "POST" else None, initial={"posts": chosen})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            found = leaving.ask(
                user=request.user,
                removes_posts=form.cleaned_data["removes_posts"],
                session_key=request.session.session_key or "",
            )
        except NotAllowed as refused:
            refusal = refused.sentence
        else:
            leaving.note_day(request, found)
            return redirect("people:delete")
    leaving.note_day(request, asked)
    return render(
        request,
        "people/delete.html",
        {
            "form": form,
            "refusal": refusal,
            "asked": asked,
            "says_when_it_leaves": True,
            "goes": registry.in_words(Erasing.DELETE),
            "stays": registry.in_words(Erasing.UNLINK),
            "left_behind": registry.left_behind(request.user),
            "grace": leaving.GRACE.days,
            "account_menu": account_menu(request),
        },
        status=403 if refusal else 200,
    )


@require_POST
@login_required
def keep(request: HttpRequest) -> HttpResponse:
    leaving.keep(user=request.user)
    leaving.note_day(request, None)
    messages.success(request, _("Your account stays. Good to have you here."))
    return redirect("people:account")
