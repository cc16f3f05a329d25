"""Reporting a person, or a letter of theirs (`?letter=`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from library import keeping
from library.refusals import NotAllowed
from library.verb_form import VerbForm
from people import reporting
from people.models import MemberLetter, Report
from people.views.finding import person_or_404, sign_in_first, way_back


class ReportForm(VerbForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], gettext_lazy("Please choose what is wrong.")),
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Editors read this and see your name. The person does not."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].validators.clear()


def _letter(request: HttpRequest, person: Any) -> MemberLetter | None:
    wanted = request.GET.get("letter", "")
    if not wanted:
        return None
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 19
    mine = MemberLetter.objects.filter(pk=int(wanted) if is_number else 0, recipient=request.user.pk, sender=person)
    if (found := mine.first()) is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, person_id: int) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return sign_in_first(request)
    person = person_or_404(request, person_id)
    letter = _letter(request, person)
    back = way_back(request, reverse("people:letters"))
    status = 200
    if request.method == "POST":
        form = ReportForm(request.POST)
        form.is_valid()
        try:
            reporting.report(
                person=person,
                by=request.user,
                reason=form.cleaned_data.get("reason", ""),
                words=form.cleaned_data.get("words", ""),
                letter=letter,
            )
        except NotAllowed as refusal:
            form.add_error(None, refusal.sentence)
            status = 403
        except ValidationError as error:
            form.take_errors(error)
            status = 422
        else:
            keeping.forget(request)
            messages.success(request, _("Thank you. An editor looks at it, and you will hear when it is decided."))
            return redirect(back)
    else:
        try:
            reporting.check_can_report(request.user, person, letter)
        except NotAllowed as refusal:
            messages.error(request, refusal.sentence)
            return redirect(back)
        mine = Report.objects.open().filter(about=person, by=request.user.pk).first()
        before = {"reason": mine.reason, "words": mine.words} if mine else {}
        form = ReportForm(initial=keeping.kept(request) or before)
    context = {"person": person, "letter": letter, "form": form, "back": back}
    return render(request, "people/report.html", context, status=status)
