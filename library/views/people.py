"""The directory of champions, a champion's page, and writing to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from library import contacting, correspondence, keeping
from library.cards import case_card
from library.letter_form import LetterForm
from library.models import CasePage, Champion
from library.models.champion import FORMATS
from library.models.organisation import LANGUAGE_PATTERN
from library.people_cards import champion_card, champion_details, champion_url, person_chip
from library.refusals import NotAllowed
from library.views.browsing import one_a_practice
from library.views.directory import Choice, Narrowing, narrowed
from search import languages
from search.models import Concept
from search.reader import interface_language, reading_language

MOST_CASES = 12


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """Home, library, and what is given as (label, address)."""
    reader = reading_language()
    way = [(_("Home"), f"/{reader}/"), (_("Library"), f"/{reader}/library/"), *further]
    return [{"label": label, "url": url} for label, url in way]


def country_names(codes: Iterable[str]) -> dict[str, str]:
    reader, known = interface_language(), languages.countries()
    return {code: languages.country_name(code, reader) for code in codes if code in known}


def language_names(codes: Iterable[str]) -> dict[str, str]:
    reader = interface_language()
    return {code: languages.name_in(code, reader) for code in codes if re.match(LANGUAGE_PATTERN, code)}


def _topic_names(codes: Iterable[str]) -> dict[str, str]:
    concepts = Concept.objects.filter(code__in=list(codes)).prefetch_related("labels")
    return {concept.code: str(concept) for concept in concepts}


def _format_names(fields: Iterable[str]) -> dict[str, str]:
    return {name: str(Champion._meta.get_field(name).verbose_name) for name in fields if name in FORMATS}


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    narrowings = [
        Narrowing("topic", _("Can teach"), "topics__concept__code", _topic_names),
        Narrowing("country", _("Country"), "country_id", country_names),
        Narrowing("language", _("Language"), "languages__language", language_names),
        Choice("offers", _("How they teach"), "", _format_names, fields=FORMATS),
    ]
    context = narrowed(
        Champion.objects.visible_to(request.user),
        narrowings,
        request.GET,
        order=("name", "pk"),
        ready=lambda rows: rows.for_listing(request.user),  # type: ignore[attr-defined]
    )
    context |= {"cards": [champion_card(champion) for champion in context["rows"]], "crumbs": crumbs()}
    return render(request, "library/people.html", context)


def _champion(request: HttpRequest, code: str) -> Champion:
    found = Champion.objects.visible_to(request.user).for_listing(request.user).select_related("photo", "account")
    champion = found.prefetch_related("trainings__certificate__collection").filter(code=code).first()
    if champion is None:
        raise Http404
    return champion


def cases_of(keys: QuerySet[Any], user: Any) -> list[dict[str, Any]]:
    """Cards of the practices with these translation keys that `user` may read, in the reader's language."""
    readable = CasePage.objects.visible_to(user).filter(translation_key__in=keys)
    found = one_a_practice(readable, reading_language()).for_listing().order_by("-first_published_at", "-pk")
    return [case_card(case) for case in found[:MOST_CASES]]


@require_safe
def champion(request: HttpRequest, code: str) -> HttpResponse:
    found = _champion(request, code)
    keys = CasePage.objects.visible_to(request.user).filter(people__champion=found).values("translation_key")
    return render(
        request,
        "library/champion.html",
        {
            "card": champion_card(found),
            "details": champion_details(found, request),
            "cases": cases_of(keys, request.user),
            "can_be_written_to": contacting.can_be_written_to(found),
            "is_own": request.user.is_authenticated and found.account_id == request.user.pk,
            "accepts_letters": found.accepts_letters,
            "write_url": reverse("library:write_to_champion", kwargs={"code": code}),
            "letters_url": reverse("library:champion_letters", kwargs={"code": code}),
            "crumbs": crumbs((_("People who can teach"), reverse("library:people"))),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, code: str) -> HttpResponseBase:
    if request.method == "POST" and not request.user.is_authenticated:
        # Before anybody is looked up: the champion may be for members, and this may be one whose session ended.
        keeping.keep(request)
        messages.warning(request, _("Please sign in. Your text is kept and waits for you here."))
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    found = _champion(request, code)
    if request.method == "POST":
        return _write(request, found)
    kept = keeping.kept(request)
    try:
        contacting.check_can_write(request.user, found)
    except NotAllowed as refusal:
        messages.error(request, refusal.sentence)
        if not kept:
            return redirect("library:champion", code=code)
    return _write_page(request, found, LetterForm(initial=kept or {}), was_kept=bool(kept))


def _write(request: HttpRequest, found: Champion) -> HttpResponseBase:
    form = LetterForm(request.POST)
    form.is_valid()
    try:
        contacting.write_to_champion(
            champion=found,
            sender=request.user,
            text=form.cleaned_data.get("text", ""),
            shares_address=form.cleaned_data.get("shares_address", False),
            submission=form.cleaned_data.get("submission"),
        )
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _write_page(request, found, form, status=403)
    except ValidationError as error:
        form.take_errors(error)
        return _write_page(request, found, form, status=422)
    keeping.forget(request)
    messages.success(request, _("Your letter is on its way."))
    return redirect("library:champion", code=found.code)


def _write_page(
    request: HttpRequest, found: Champion, form: LetterForm, *, status: int = 200, was_kept: bool = False
) -> HttpResponse:
    context = {
        "person": person_chip(found),
        "form": form,
        "was_kept": was_kept,
        "kept_days": correspondence.KEPT_FOR.days,
        "cancel_url": champion_url(found.code),
        "crumbs": crumbs(
            (_("People who can teach"), reverse("library:people")), (found.shown_name, champion_url(found.code))
        ),
    }
    return render(request, "library/write_letter.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest, code: str) -> HttpResponseBase:
    """The champion's switch: whoever comes with the key of a letter to them, or is signed in as them."""
    key = request.POST.get("key", "") or request.GET.get("key", "")
    found = Champion.objects.filter(code=code).first()
    if found is None or not contacting.may_switch(found, user=request.user, key=key):
        raise Http404
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        contacting.switch_letters(champion=found, wanted=wanted, user=request.user, key=key)
        messages.success(
            request,
            _("Members can write to you again.")
            if wanted
            else _("Nobody can write to you through this site any more."),
        )
        return redirect(f"{request.path}?key={key}" if key else request.path)
    response = render(request, "library/champion_letters.html", {"accepts_letters": found.accepts_letters, "key": key})
    response["Cache-Control"] = "private, no-store"
    return response
