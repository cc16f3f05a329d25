"""The searches that somebody keeps: the list, keeping one, changing one, deleting one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from search import parameters, saving
from search.forms import SavedSearchForm
from search.models import SavedSearch
from search.reader import interface_language, reading_language

from . import showing


@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest) -> HttpResponseBase:
    """The list; POST `search` (parameters, as in an address) keeps that search."""
    if request.method == "POST":
        return _save(request)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    searches = list(SavedSearch.objects.of(request.user))
    news = saving.news(searches, person=request.user, language=reading_language())
    asked = {one.pk: saving.as_kept(one) for one in searches}
    labels = saving.labels_of(asked.values(), interface_language())
    rows = [_row(one, asked[one.pk], labels) | {"news": news.get(one.pk)} for one in searches]
    return render(request, "search/saved.html", {"rows": rows, "crumbs": _crumbs()})


def _row(saved: SavedSearch, asked: Any, labels: Any) -> dict[str, Any]:
    return {
        "pk": saved.pk,
        "name": saved.name,
        "url": showing.address_of(saved.parameters),
        "q": asked.q if asked.q != saved.name else "",
        "conditions": [label for _facet, label in saving.conditions_of(asked, labels)],
        "alert": saved.get_alert_display() if saved.alert != SavedSearch.Alert.NEVER else "",
        "seen_at": saved.seen_at,
    }


def _save(request: HttpRequest) -> HttpResponseBase:
    given = QueryDict(request.POST.get("search", ""))
    asked, _problems = parameters.read(given, user=request.user)
    there = showing.address(asked)
    if len(there) > saving.LONGEST:
        there = reverse("search:saved")
    if not request.user.is_authenticated:
        messages.warning(request, _("Please sign in. Then you can save this search."))
        return redirect_to_login(there, reverse("account_login"))
    try:
        _saved, is_new = saving.save_search(person=request.user, asked=asked, language=reading_language())
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect("search:saved")
    if is_new:
        messages.success(request, _("This search is saved. You find it in the menu, under “Saved searches”."))
    else:
        messages.info(request, _("You have saved this search already."))
    return redirect(there)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: its name, and how often to write."""
    found = _own(request, pk)
    form = SavedSearchForm(request.POST or None, initial={"name": found.name, "alert": found.alert})
    if request.method == "POST" and form.is_valid():
        saving.change(saved=found, name=form.cleaned_data["name"], alert=form.cleaned_data["alert"])
        messages.success(request, _("Your changes are saved."))
        return redirect("search:saved")
    context = {
        "saved": found,
        "form": form,
        "url": showing.address_of(found.parameters),
        "crumbs": [*_crumbs(), {"label": _("Saved searches"), "url": reverse("search:saved")}],
    }
    return render(request, "search/saved_search.html", context, status=422 if form.is_bound else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("search:saved"), reverse("account_login"))
    found = _own(request, pk)
    url = showing.address_of(found.parameters)
    saving.forget(saved=found)
    sentence = _("“%(name)s” is deleted.") % {"name": found.name}
    messages.success(
        request, format_html('{} <a href="{}">{}</a>', sentence, url, _("Search for it, to save it again"))
    )
    return redirect("search:saved")


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    """Raises Http404 for somebody else's, too. Ids beyond the database's range are simply not there."""
    found = SavedSearch.objects.of(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _crumbs() -> list[dict[str, str]]:
    return [
        {"label": _("Home"), "url": f"/{reading_language()}/"},
        {"label": _("Search"), "url": reverse("search:results")},
    ]
