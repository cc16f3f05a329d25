"""The front page of one's own account."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from people import changing_address
from people.account_menu import SENTENCES, account_menu


@require_safe
@login_required
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    kinds = list(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    told = ("people:account", "account_email", "mfa_index", "usersessions_list")
    context = {
        "is_confirmed": EmailAddress.objects.filter(user_id=user.pk, email=user.email, verified=True).exists(),
        "change": changing_address.waiting(user),
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_app": Authenticator.Type.TOTP in kinds,
        "has_password": user.has_usable_password(),
        "connected": list(SocialAccount.objects.filter(user_id=user.pk)),
        "sessions": len(UserSession.objects.purge_and_list(user)),
        "entries": [
            row | {"sentence": SENTENCES.get(row["name"], "")}
            for row in account_menu(request)
            if row["name"] not in told
        ],
    }
    return render(request, "people/account.html", context)
