"""What everybody may read before they join: the house rules, and what is done with their data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.views.decorators.http import require_safe

from people import my_data
from people.cookies import COOKIES
from people.purposes import PRIVACY, RULES
from privacy import registry


@require_safe
def rules(request: HttpRequest, version: int = RULES.version) -> HttpResponse:
    """Also as they were: people can read what they agreed to."""
    template = f"people/texts/{RULES.code}_{version}.html"
    try:
        get_template(template)
    except TemplateDoesNotExist as error:
        raise Http404 from error
    context = {"purpose": RULES, "template": template, "version": version, "is_current": version == RULES.version}
    return render(request, "people/rules.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "purpose": PRIVACY,
        "retentions": sorted(registry.retentions(), key=lambda retention: retention.days),
        "cookies": COOKIES,
        "contact": settings.CONTACT_EMAIL,
        "days": my_data.KEPT_FOR.days,
    }
    return render(request, "people/privacy.html", context)
