"""The directory of organisations and an organisation's page."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from library.models import CasePage, Champion, Organisation
from library.models.organisation import ROLES
from library.people_cards import champion_card, organisation_card, organisation_details, organisation_link
from library.views.directory import Choice, Narrowing, narrowed
from library.views.people import cases_of, country_names, crumbs, language_names

MOST_PEOPLE = 12


def _kind_names(codes: Iterable[str]) -> dict[str, str]:
    names = dict(Organisation.Kind.choices)
    return {code: str(names[code]) for code in codes if code in names}


def _role_names(fields: Iterable[str]) -> dict[str, str]:
    return {name: str(Organisation._meta.get_field(name).verbose_name) for name in fields if name in ROLES}  # type: ignore[union-attr]


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    narrowings = [
        Narrowing("kind", _("Kind"), "kind", _kind_names),
        Narrowing("country", _("Country"), "country_id", country_names),
        Narrowing("language", _("Language"), "languages__language", language_names),
        Choice("role", _("Role in the programme"), "", _role_names, fields=ROLES),
    ]
    context = narrowed(
        Organisation.objects.visible_to(request.user),
        narrowings,
        request.GET,
        order=("code",),
        ready=lambda rows: rows.for_listing(),  # type: ignore[attr-defined]
    )
    context |= {"cards": [organisation_card(row) for row in context["rows"]], "crumbs": crumbs()}
    return render(request, "library/organisations.html", context)


@require_safe
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    visible = Organisation.objects.visible_to(request.user)
    found = visible.for_listing().prefetch_related("languages").filter(code=code).first()
    if found is None:
        raise Http404
    parent = visible.named().filter(pk=found.parent_id).first() if found.parent_id else None
    people = Champion.objects.visible_to(request.user).filter(organisation=found).for_listing(request.user)
    keys = CasePage.objects.visible_to(request.user).filter(people__organisation=found).values("translation_key")
    return render(
        request,
        "library/organisation.html",
        {
            "card": organisation_card(found),
            "details": organisation_details(found),
            "parent": organisation_link(parent) if parent else None,
            "parts": [organisation_link(part) for part in visible.named().filter(parent=found).order_by("code")],
            "people": [champion_card(champion) for champion in people.order_by("name", "pk")[:MOST_PEOPLE]],
            "cases": cases_of(keys, request.user),
            "crumbs": crumbs((_("Organisations"), reverse("library:organisations"))),
        },
    )
