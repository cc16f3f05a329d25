"""Badges: what somebody did with the programme. *Alumni*: travelled an edition of a route, shown as far as they show
their routes. *Champion*: has a page in the library, shown to whoever may see that page.

`badges_of` is for the page of a person. Lists and heads of posts read `badge_kinds`, which asks no query: the kinds
stand on the profile, each with who sees it, and are kept right by whatever changes them (`connect`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.urls import reverse
from django.utils.translation import pgettext

from library.models import Champion, Consent
from people.models import Participation, Profile, Shown
from people.models.shown import levels_for

CHAMPION, ALUMNI = "champion", "alumni"
KINDS = (CHAMPION, ALUMNI)
"""In the order in which they are shown."""


_ICONS = {CHAMPION: "star", ALUMNI: "route"}


@dataclass(frozen=True)
class Badge:
    """
    :param icon: of `parts/icon.html`
    :param label: in the reader's language
    :param url: of the page that tells more, in the reader's language; empty where there is none
    """

    kind: str
    icon: str
    label: str
    url: str = ""


def badges_of(person: Any, reader: Any) -> list[Badge]:
    """All badges of `person` that `reader` may see, for a page about them: the champion's, then one for each journey,
    the last one first. Nobody is known to travel, or to be a champion, by an account that does not show itself."""
    profile = Profile.objects.visible_to(reader).filter(user=person).first()
    if profile is None:
        return []
    pages = Champion.objects.visible_to(reader).filter(account=person).order_by("pk")
    found = [
        _badge(CHAMPION, url=reverse("library:champion", kwargs={"code": code}))
        for code in pages.values_list("code", flat=True)
    ]
    if profile.shows("routes", reader):
        journeys = Participation.objects.travelled().filter(user=person).order_by("-edition__starts_on", "-pk")
        journeys = journeys.select_related("edition__route").prefetch_related("edition__route__texts")
        directory = reverse("members:directory")
        found += [
            _badge(ALUMNI, label=str(journey.edition), url=f"{directory}?edition={journey.edition.code}")
            for journey in journeys
        ]
    return found


def badge_kinds(profile: Profile | None, reader: Any) -> list[str]:
    """Of what stands on `profile`: which kinds `reader` sees, by the same rule as `badges_of`. No query."""
    if profile is None:
        return []
    levels = levels_for(reader)
    if reader is not None and reader.is_authenticated and reader.pk == profile.user_id:
        levels.append(Shown.NOBODY)  # their own
    if profile.shows_me not in levels:
        return []
    return [kind for kind in KINDS if profile.badges.get(kind) in levels]


def badges_in_lists(profile: Profile | None, reader: Any) -> list[Badge]:
    """`badge_kinds` with their words, for `people/parts/badges.html` beside a name. No query."""
    return [_badge(kind) for kind in badge_kinds(profile, reader)]


def _badge(kind: str, *, label: str = "", url: str = "") -> Badge:
    words = {
        CHAMPION: pgettext("badge of a person", "Local champion"),
        ALUMNI: pgettext("badge of a person", "Travelled a learning route"),
    }
    return Badge(kind, _ICONS[kind], label or words[kind], url)


@transaction.atomic
def refresh(people: Iterable[int]) -> int:
    """What stands on the profiles of these people is true again.

    :param people: numbers of users
    :returns: how many profiles were wrong
    """
    # Locked first, read afterwards: of two changes at once the later one sees the earlier one.
    profiles = list(Profile.objects.select_for_update().filter(user__in=list(people)).order_by("pk"))
    numbers = [profile.user_id for profile in profiles]
    travelled = set(Participation.objects.travelled().filter(user__in=numbers).values_list("user", flat=True))
    champions: dict[int, str] = {}
    pages = Champion.objects.filter(account__in=numbers).exclude(consent=Consent.NONE)
    for account, consent in pages.values_list("account", "consent"):
        if champions.get(account) != Consent.PUBLIC:
            champions[account] = consent
    wrong = []
    for profile in profiles:
        true = {CHAMPION: champions[profile.user_id]} if profile.user_id in champions else {}
        if profile.user_id in travelled:
            true[ALUMNI] = profile.shows_routes
        if profile.badges != true:
            profile.badges = true
            wrong.append(profile)
    Profile.objects.bulk_update(wrong, ["badges"])
    return len(wrong)


def repair(*, batch: int = 500) -> int:
    """Look at every profile (`manage.py repair_badges`).

    :returns: how many were wrong
    """
    numbers = list(Profile.objects.order_by("pk").values_list("user", flat=True))
    return sum(refresh(numbers[start : start + batch]) for start in range(0, len(numbers), batch))


def _profile_saved(instance: Profile, raw: bool = False, **_more: Any) -> None:
    if not raw:
        refresh([instance.user_id])


def _participation_changed(instance: Participation, raw: bool = False, **_more: Any) -> None:
    if not raw:
        refresh([instance.user_id])


def _champion_saving(instance: Champion, raw: bool = False, **_more: Any) -> None:
    """A page that passes to another account takes the badge from the one it had."""
    before = Champion.objects.filter(pk=instance.pk).values_list("account", flat=True) if instance.pk else []
    instance._account_before = None if raw else next(iter(before), None)


def _champion_changed(instance: Champion, raw: bool = False, **_more: Any) -> None:
    if not raw:
        accounts = {instance.account_id, getattr(instance, "_account_before", None)} - {None}
        if accounts:
            refresh(accounts)


def connect() -> None:
    """Called once, when the site starts."""
    for name, signal in (("saved", post_save), ("deleted", post_delete)):
        signal.connect(_participation_changed, sender=Participation, dispatch_uid=f"badges: participation {name}")
        signal.connect(_champion_changed, sender=Champion, dispatch_uid=f"badges: champion {name}")
    pre_save.connect(_champion_saving, sender=Champion, dispatch_uid="badges: champion before")
    post_save.connect(_profile_saved, sender=Profile, dispatch_uid="badges: profile")
