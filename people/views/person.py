"""The one page of a person: what they tell of themselves, and what they did on the site."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from library.people_cards import initials
from people.badges import badges_of
from people.models import Profile
from people.models.profile import ME, PARTS
from people.person_cards import profile_card, profile_of
from people.person_page import sections_for
from people.person_tools import tools_for
from search.reader import reading_language

AS_VISITOR, AS_MEMBER = "visitor", "member"


@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Whoever may see nothing of them does not learn their name. `?as=visitor` and `?as=member`: one's own page as
    others see it."""
    found = _active(person_id)
    is_own = request.user.is_authenticated and request.user.pk == found.pk
    seen_as = request.GET.get("as", "") if is_own else ""
    if seen_as not in {AS_VISITOR, AS_MEMBER}:
        seen_as = ""
    reader: Any = request.user
    if seen_as:
        reader = AnonymousUser() if seen_as == AS_VISITOR else get_user_model()()
    profile = profile_of(found)
    parts = _parts(profile, reader, everything=is_own and not seen_as)
    sections = [] if seen_as else sections_for(request, found)
    if not (parts or sections or is_own):
        raise Http404
    return render(
        request,
        "people/person.html",
        {
            "person": {"name": found.name, "initials": initials(found.name), "id": found.pk},
            "card": profile_card(profile, parts) if profile and parts else None,
            "badges": badges_of(found, reader),
            "sections": sections,
            "tools": {} if seen_as else tools_for(request.user, found),
            "is_own": is_own,
            "has_told": profile is not None,
            "seen_as": seen_as,
            "tabs": _tabs(seen_as) if is_own else [],
            "crumbs": crumbs((_("Members"), reverse("members:directory"))),
        },
    )


def _active(person_id: int) -> Any:
    if person_id >= 2**63:
        raise Http404
    people = get_user_model().objects.filter(is_active=True).select_related("profile")
    found = people.filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


def _parts(profile: Profile | None, reader: Any, *, everything: bool) -> frozenset[str]:
    if everything:
        return frozenset([ME, *PARTS])
    # Who is about to leave is found by nobody any more.
    is_found = profile is not None and Profile.objects.visible_to(reader).filter(pk=profile.pk).exists()
    return profile.shown_to(reader) if profile and is_found else frozenset()


def _tabs(seen_as: str) -> list[dict[str, Any]]:
    labels = {
        "": pgettext("how somebody sees their own page", "All of it"),
        AS_MEMBER: pgettext("how somebody sees their own page", "As a member"),
        AS_VISITOR: pgettext("how somebody sees their own page", "As a visitor"),
    }
    return [
        {"label": label, "url": f"?as={name}" if name else "?", "is_current": name == seen_as}
        for name, label in labels.items()
    ]


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """Home, and what is given as (label, address)."""
    way = [(_("Home"), f"/{reading_language()}/"), *further]
    return [{"label": label, "url": url} for label, url in way]
