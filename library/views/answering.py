"""Was this section helpful? A tap says yes or no; no asks why, and may be left at that."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from library import answering
from library.blocks import SECTION_LABELS
from library.cards import address, language_facts
from library.models import CasePage, SectionAnswer
from library.models.answer import MAX_COMMENT, WHY_NOT
from library.pacing import is_too_often
from library.sent_from_here import sent_from_here
from library.verb_form import VerbForm
from library.views.finding import case_or_404, crumbs_of

_VISITOR = "answers_as"
TRAP = "website"
"""A field that people do not see and that programs fill in."""
MOST, SECONDS = 120, 600
"""Answers from one address: a whole village may share one."""


class ReasonForm(VerbForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why not?"), required=False, choices=WHY_NOT, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        help_text=gettext_lazy("In any language. Please no names and no phone numbers: editors read this."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": MAX_COMMENT}),
    )


def who_is(request: HttpRequest, *, begin: bool = False) -> str:
    """Who answers here; empty for a visitor who never did, unless their session is to begin."""
    if request.user.is_authenticated:
        return answering.respondent(person=request.user)
    if _VISITOR not in request.session:
        if not begin:
            return ""
        request.session[_VISITOR] = get_random_string(32)
    return answering.respondent(visitor=request.session[_VISITOR])


def given_by(request: HttpRequest, page: CasePage) -> QuerySet[SectionAnswer] | None:
    """What the reader answered before, a row a section; None for a visitor who never did."""
    who = who_is(request)
    return answering.answers_of(page, who) if who else None


@sent_from_here
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, slug: str, language: str, section: str) -> HttpResponseBase:
    """POST `helpful` = yes or no; with `reason` or `comment` it is the answer to "why not?". GET asks why."""
    page = case_or_404(request, slug, language, exact=True)
    if section not in answering.section_names(page):
        raise Http404
    back = f"{address(page)}#helpful-{section}"
    if request.method != "POST":
        return _why(request, page, section, ReasonForm(), back)
    if request.POST.get(TRAP):
        return redirect(back)  # a program: it is told nothing
    if is_too_often(request, "helpful", most=MOST, seconds=SECONDS):
        messages.error(request, _("That was very often. Please try again in ten minutes."))
        return redirect(back)
    is_helpful = request.POST.get("helpful") == "yes"
    form = ReasonForm(request.POST)
    try:
        answering.answer(
            page=page,
            section=section,
            who=who_is(request, begin=True),
            is_helpful=is_helpful,
            reason=request.POST.get("reason", ""),
            comment=request.POST.get("comment", ""),
        )
    except ValidationError as error:
        form.is_valid()
        form.take_errors(error)
        return _why(request, page, section, form, back, status=422)
    if not is_helpful and "reasons" not in request.POST:
        return redirect(request.path)
    messages.success(request, _("Thank you! Editors see what helps and what does not."))
    return redirect(back)


def _why(
    request: HttpRequest, page: CasePage, section: str, form: ReasonForm, back: str, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "page": page,
        "form": form,
        "section_label": SECTION_LABELS[section],
        "back": back,
        "trap": TRAP,
        "crumbs": crumbs_of(page),
        "case_language": language_facts(page.locale.language_code),
    }
    return render(request, "library/why_not.html", context, status=status)
