"""The list of members: those whom the reader may find, and filters that find only what each of them shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from library.models import Champion, RouteEdition, Theme
from library.views.directory import Choice, Narrowing, chosen_of, facets, filtered
from library.views.people import country_names, language_names
from people.models import Participation, Profile
from people.person_cards import heads_of, member_card
from people.views.person import crumbs
from search.normalising import normalise_name

PAGE_SIZE = 24
MOST_WORDS = 100  # characters of what is searched for


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The newest first: names in four scripts have no order that everybody knows. A page begins after the last one's
    last row (`?after=`)."""
    words = normalise_name(request.GET.get("q", "").replace("\0", ""))[:MOST_WORDS]
    everybody = Profile.objects.listed_for(request.user)
    named = everybody.called_like(words) if words else everybody
    narrowings = _narrowings(request.user)
    chosen, ignored = chosen_of(narrowings, request.GET)
    kept = {"q": words} if words else {}
    rows, next_after = _page(filtered(named, narrowings, chosen), request.GET.get("after", ""))
    heads = heads_of([row.user for row in rows], request.user)
    question = kept | chosen
    return render(
        request,
        "people/directory.html",
        {
            "cards": [member_card(row, request.user, heads[row.user_id]) for row in rows],
            "facets": [facet for facet in facets(named, narrowings, chosen, kept=kept) if facet["values"]],
            "chosen": chosen,
            "ignored": ignored,
            "words": words,
            "is_narrowed": bool(question),
            "next_url": f"?{urlencode(question | {'after': next_after})}" if next_after else "",
            "first_url": f"?{urlencode(question)}" if "after" in request.GET else "",
            "crumbs": crumbs(),
        },
    )


def _page(rows: QuerySet[Profile], after: str) -> tuple[list[Profile], int | None]:
    """Some of `rows`, and the last one's id when there are more. An `after` that cannot be read starts over."""
    if after.isascii() and after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.for_cards().order_by("-pk")[: PAGE_SIZE + 1])  # type: ignore[attr-defined]
    page = found[:PAGE_SIZE]
    return page, page[-1].pk if len(found) > PAGE_SIZE else None


def _narrowings(user: Any) -> list[Narrowing]:
    def that_show(part: str) -> Any:
        return lambda rows: rows.that_show(part, user)

    def teaching(rows: Any) -> Any:
        return rows.annotate(champion=Exists(Champion.objects.visible_to(user).filter(account=OuterRef("user"))))

    return [
        Narrowing("country", _("Country"), "country_id", country_names, among=that_show("place")),
        Narrowing(
            "language",
            pgettext("filter: a language that somebody reads", "Reads"),
            "languages__language",
            language_names,
            among=that_show("languages"),
            where={"languages__reads": True},
        ),
        Narrowing("theme", _("Theme"), "themes__code", _theme_names, among=that_show("themes")),
        Narrowing(
            "edition",
            _("Learning route"),
            "user__participations__edition__code",
            _edition_names,
            among=that_show("routes"),
            where={"user__participations__state": Participation.State.TRAVELLED},
        ),
        Choice("teaches", _("Can teach"), "", _teaching_name, among=teaching, fields=("champion",)),
    ]


def _theme_names(codes: Iterable[str]) -> dict[str, str]:
    return {theme.code: theme.name for theme in Theme.objects.filter(code__in=list(codes)).named()}


def _edition_names(codes: Iterable[str]) -> dict[str, str]:
    return {edition.code: str(edition) for edition in RouteEdition.objects.filter(code__in=list(codes)).named()}


def _teaching_name(fields: Iterable[str]) -> dict[str, str]:
    return {name: pgettext("badge of a person", "Local champion") for name in fields if name == "champion"}
