"""What the views about one person begin with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from library import keeping
from people.knowing import knows


def person_or_404(request: HttpRequest, person_id: int) -> Any:
    """The account, if this reader may know of it. Ids beyond the database's range are simply not there."""
    found = get_user_model().objects.filter(pk=min(person_id, 2**63 - 1)).first()
    if found is None or not knows(request.user, found):
        raise Http404
    return found


def sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """Before anybody is looked up: a visitor learns of nobody here, and what they sent waits until they have signed
    in."""
    if request.method == "POST":
        keeping.keep(request)
        messages.warning(request, _("Please sign in. Your text is kept and waits for you here."))
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def way_back(request: HttpRequest, default: str) -> str:
    """Where `next` leads, on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return default
