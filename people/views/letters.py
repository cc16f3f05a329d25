"""Writing to another member, and the letters of the last months."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from library import correspondence, keeping
from library.letter_form import LetterForm
from library.refusals import NotAllowed
from people import writing
from people.account_menu import account_menu
from people.models import MemberLetter
from people.views.finding import person_or_404, sign_in_first
from search.reader import reading_language

A_PAGE = 20


class MemberLetterForm(LetterForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = gettext_lazy("Say who you are and what you would like to know.")
        self.fields["shares_address"].label = gettext_lazy("Show them my e-mail address")
        self.fields["shares_address"].help_text = gettext_lazy("Without it they can answer through this site.")


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, person_id: int) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return sign_in_first(request)
    person = person_or_404(request, person_id)
    if request.method == "POST":
        return _write(request, person)
    kept = keeping.kept(request)
    try:
        writing.check_can_write(request.user, person)
    except NotAllowed as refusal:
        return _page(request, person, MemberLetterForm(initial=kept or {}), status=403, refusal=refusal.sentence)
    return _page(request, person, MemberLetterForm(initial=kept or {}), was_kept=bool(kept))


def _write(request: HttpRequest, person: Any) -> HttpResponseBase:
    form = MemberLetterForm(request.POST)
    form.is_valid()
    try:
        writing.write_to_member(
            person=person,
            sender=request.user,
            text=form.cleaned_data.get("text", ""),
            shares_address=form.cleaned_data.get("shares_address", False),
            submission=form.cleaned_data.get("submission"),
        )
    except NotAllowed as refusal:
        return _page(request, person, form, status=403, refusal=refusal.sentence)
    except ValidationError as error:
        form.take_errors(error)
        return _page(request, person, form, status=422)
    keeping.forget(request)
    messages.success(request, _("Your letter is on its way."))
    return redirect(f"{reverse('people:letters')}?box=sent")


def _page(
    request: HttpRequest,
    person: Any,
    form: MemberLetterForm,
    *,
    status: int = 200,
    was_kept: bool = False,
    refusal: str = "",
) -> HttpResponse:
    """A text that was refused stays on the page, to be copied."""
    context = {
        "person": {"name": person.name},
        "form": form,
        "was_kept": was_kept,
        "refusal": refusal,
        "kept_days": correspondence.KEPT_FOR.days,
        "show_form": not refusal or form.is_bound or bool(form.initial.get("text")),
        "crumbs": [
            {"label": _("Home"), "url": f"/{reading_language()}/"},
            {"label": pgettext("of members", "Letters"), "url": reverse("people:letters")},
        ],
    }
    return render(request, "people/write.html", context, status=status)


@require_safe
@login_required
def letters(request: HttpRequest) -> HttpResponse:
    """`?box=sent`: those that the reader wrote; else those that they got."""
    user: Any = request.user
    is_sent = request.GET.get("box") == "sent"
    mine = {"sender": user} if is_sent else {"recipient": user}
    found = MemberLetter.objects.filter(**mine).select_related("sender", "recipient").order_by("-sent_at", "-pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "people/letters.html",
        {
            "page": page,
            "rows": [_row(letter, letter.recipient if is_sent else letter.sender, is_sent) for letter in page],
            "is_sent": is_sent,
            "page_url_prefix": "?box=sent&page=" if is_sent else "?page=",
            "kept_days": correspondence.KEPT_FOR.days,
            "accepts_letters": writing.accepts_letters(user),
            "tabs": [
                {"label": pgettext("letters", "Received"), "url": "?", "is_current": not is_sent},
                {"label": pgettext("letters", "Sent"), "url": "?box=sent", "is_current": is_sent},
            ],
            "account_menu": account_menu(request),
        },
    )


def _row(letter: MemberLetter, other: Any, is_sent: bool) -> dict[str, Any]:
    is_here = other is not None and other.is_active
    row = {
        "id": letter.pk,
        "name": other.name if other else pgettext("author of a post", "former member"),
        "sent_at": letter.sent_at,
        "text": letter.text,
        "write_url": reverse("members:write", kwargs={"person_id": other.pk}) if is_here else "",
    }
    if other is not None and not is_sent:
        row["report_url"] = f"{reverse('members:report', kwargs={'person_id': other.pk})}?letter={letter.pk}"
        row["block_url"] = reverse("members:block", kwargs={"person_id": other.pk})
    return row


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("people:letters"), reverse("account_login"))
    wanted = request.POST.get("wanted") == "yes"
    writing.switch_letters(user=request.user, wanted=wanted)
    messages.success(
        request, _("Members can write to you again.") if wanted else _("Members cannot write to you any more.")
    )
    return redirect("people:letters")
