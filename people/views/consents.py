"""What a member agreed to, and when; and agreeing to what is new."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people import consenting
from people.account_menu import account_menu
from people.models import ConsentRecord
from people.purposes import PURPOSES
from privacy import registry
from search import languages
from search.reader import interface_language


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        consenting.record(user=request.user, language=interface_language())
        messages.success(request, _("Thank you. We have noted it."))
        return redirect("people:consents")
    person: Any = request.user
    titles = {purpose.code: purpose for purpose in PURPOSES}
    rows = [
        {
            "record": row,
            "purpose": titles[row.purpose],
            "is_current": row.version == titles[row.purpose].version,
            "language": languages.name_in(row.language, interface_language()),
        }
        for row in ConsentRecord.objects.filter(user=person, purpose__in=titles)
    ]
    context = {
        "account_menu": account_menu(request),
        "purposes": PURPOSES,
        "rows": rows,
        "elsewhere": [given for consents in registry.consents() for given in consents(person)],
    }
    return render(request, "people/consents.html", context)
