"""A member's tokens for programs: the list, making one, taking one back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community import tokens
from community.cards import crumbs
from community.models import ApiToken
from library.refusals import NotAllowed
from library.verb_form import VerbForm


class TokenForm(VerbForm):
    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        error_messages={"required": gettext_lazy("Please say what the token is for.")},
        help_text=gettext_lazy("For you, to know it again: the program that will use it."),
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Good for"), coerce=int, initial=tokens.DAYS[1])
    may_write = forms.BooleanField(
        label=gettext_lazy("It may also write as me"),
        required=False,
        help_text=gettext_lazy("Without this it reads what you can read."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.clear()  # the verb's sentences are better
        self.fields["days"].choices = [
            (days, ngettext("%(count)s day", "%(count)s days", days) % {"count": days}) for days in tokens.DAYS
        ]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, TokenForm())
    form = TokenForm(request.POST)
    form.is_valid()
    try:
        made, secret = tokens.make(
            user=request.user,
            name=form.cleaned_data.get("name", ""),
            may_write=form.cleaned_data.get("may_write", False),
            days=form.cleaned_data.get("days", 0),
            submission=form.cleaned_data.get("submission"),
        )
    except NotAllowed as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, form, status=403)
    except ValidationError as error:
        form.take_errors(error)
        return _page(request, form, status=422)
    # Shown in this answer and nowhere else: not after a redirect, which would have to keep it somewhere.
    return _page(request, TokenForm(), made=made, secret=secret)


def _page(
    request: HttpRequest, form: TokenForm, *, status: int = 200, made: ApiToken | None = None, secret: str = ""
) -> HttpResponse:
    rows = ApiToken.objects.filter(user=request.user, revoked_at=None)
    context = {"form": form, "rows": rows, "made": made, "secret": secret, "crumbs": crumbs()}
    return render(request, "community/tokens.html", context, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponseBase:
    token = ApiToken.objects.filter(pk=token_id, user=request.user).first() if token_id < 2**63 else None
    if token is None:
        raise Http404
    tokens.revoke(token=token, user=request.user)
    messages.success(request, _("The token opens nothing any more."))
    return redirect("community:tokens")
