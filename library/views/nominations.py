"""Nominating a practice, and what became of one's nominations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from library import keeping, nominating
from library.cards import address, language_facts
from library.member_forms import NominationForm
from library.models import CasePage, Nomination
from library.refusals import NotAllowed
from search.reader import reading_language


def crumbs() -> list[dict[str, str]]:
    reader = reading_language()
    return [{"label": _("Home"), "url": f"/{reader}/"}, {"label": _("Library"), "url": f"/{reader}/library/"}]


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest) -> HttpResponseBase:
    """The form; POST nominates. A text that cannot be sent stays, also across a sign-in."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            keeping.keep(request)
            messages.warning(request, _("Please sign in. Your text is kept and waits for you here."))
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    if request.method == "POST":
        return _nominate(request)
    kept = keeping.kept(request)
    if kept:
        kept = kept | {"wants_credit": "wants_credit" in kept}
    return _page(request, NominationForm(initial=kept or {}), was_kept=bool(kept))


def _nominate(request: HttpRequest) -> HttpResponseBase:
    form = NominationForm(request.POST, request.FILES)
    form.is_valid()
    given = form.cleaned_data
    try:
        nominating.nominate(
            nominator=request.user,
            title=given.get("title", ""),
            place=given.get("place", ""),
            why=given.get("why", ""),
            language=request.POST.get("language", ""),
            page_language=reading_language(),
            photo=request.FILES.get("photo"),
            wants_credit=bool(given.get("wants_credit")),
            submission=given.get("submission"),
        )
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, form, status=403)
    except ValidationError as error:
        form.take_errors(error)
        return _page(request, form, status=422)
    keeping.forget(request)
    messages.success(request, _("Thank you! An editor will read it, and you will get a letter."))
    return redirect("library:nominations")


def _page(request: HttpRequest, form: NominationForm, *, status: int = 200, was_kept: bool = False) -> HttpResponse:
    context = {"form": form, "was_kept": was_kept, "crumbs": crumbs()}
    return render(request, "library/nominate.html", context, status=status)


@require_safe
def mine(request: HttpRequest) -> HttpResponseBase:
    """What somebody nominated, and what became of it."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    nominations = list(Nomination.objects.filter(nominator=request.user).select_related("photo")[:100])
    cases = {
        case.pk: case
        for case in CasePage.objects.visible_to(request.user)
        .filter(pk__in=[one.case_id for one in nominations if one.case_id])
        .select_related("locale")
    }
    rows = [_row(nomination, cases) for nomination in nominations]
    return render(request, "library/nominations.html", {"rows": rows, "crumbs": crumbs()})


def _row(nomination: Nomination, cases: dict[int, CasePage]) -> dict[str, Any]:
    case = cases.get(nomination.case_id or 0)
    return {
        "title": nomination.title,
        "place": nomination.place,
        "state": _("In the library") if case else nomination.get_state_display(),
        "is_waiting": nomination.is_waiting,
        "answer": nomination.answer,
        "created_at": nomination.created_at,
        "url": address(case) if case else "",
    } | language_facts(nomination.language)
