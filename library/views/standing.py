"""Editors say how a published case stands: it holds, needs an update, or is archived."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from library import standing
from library.models import CasePage, Standing
from library.models.standing import MAX_WHY


class StandingForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("How it stands"),
        choices=[(standing.CURRENT, gettext_lazy("It holds")), *Standing.State.choices],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=MAX_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Readers see it, in your words."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def set_standing(request: HttpRequest, page_id: int) -> HttpResponseBase:
    case = get_object_or_404(CasePage, pk=page_id)
    standing.check_can_set(request.user, case)
    now = standing.standing_of(case)
    if request.method == "POST":
        return _set(request, case)
    initial = {"state": now.state, "why": now.why} if now else {"state": standing.CURRENT}
    return _page(request, case, StandingForm(initial=initial))


def _set(request: HttpRequest, case: CasePage) -> HttpResponseBase:
    form = StandingForm(request.POST)
    form.is_valid()
    try:
        standing.set_standing(
            case,
            state=request.POST.get("state", ""),
            why=request.POST.get("why", ""),
            editor=request.user,
            page_language=get_language() or "",
        )
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            if field not in form.errors:
                form.add_error(field, texts)
        return _page(request, case, form, status=422)
    messages.success(request, _("Readers see it at once, in every language."))
    return redirect("wagtailadmin_pages:edit", case.pk)


def _page(request: HttpRequest, case: CasePage, form: StandingForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"case": case, "form": form}
    return render(request, "library/admin/standing.html", context, status=status)
