"""A member asks for their own data, and gets it."""

from __future__ import annotations

import uuid

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from library.amounts import shown_size
from library.refusals import NotAllowed
from people import my_data
from people.account_menu import account_menu


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        try:
            my_data.ask(user=request.user)
        except NotAllowed as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, _("We put your data together and write to you when the file is ready."))
        return redirect("people:my_data")
    last = my_data.last_of(request.user)
    context = {
        "account_menu": account_menu(request),
        "last": last,
        "size": shown_size(last.size) if last else "",
        "may_ask": last is None
        or last.state == last.State.FAILED
        or (last.state == last.State.READY and last.asked_at <= timezone.now() - my_data.EVERY),
        "days": my_data.KEPT_FOR.days,
    }
    return render(request, "people/my_data.html", context)


@login_required
@never_cache
@require_safe
def download(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """To the person whose data it is, who has just shown that it is they."""
    if my_data.file_for(request.user, key) is None:
        raise Http404
    return _given(request, key)


@reauthentication_required
def _given(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    row = my_data.file_for(request.user, key)
    if row is None or row.ready_at is None:
        raise Http404
    try:
        opened = row.file.open("rb")
    except OSError as error:
        raise Http404 from error
    name = f"rutero-{timezone.localdate(row.ready_at)}.zip"
    response = FileResponse(opened, as_attachment=True, filename=name, content_type="application/zip")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Encoding"] = "identity"  # it is compressed already, and browsers show how much is to come
    return response
