"""The front page of one's own account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.account_menu import account_menu


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "people/account.html", {"account_menu": account_menu(request)})
