"""Where somebody is signed in: ending one of the others. The list and "all others" are allauth's."""

from __future__ import annotations

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST


@login_required
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponseBase:
    """One's own only; nothing to say when it has ended meanwhile."""
    session = UserSession.objects.filter(pk=number, user_id=request.user.pk).first()
    if session and not session.is_current():
        end_sessions(request, [session])
        messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")
