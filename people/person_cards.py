"""What pages show of a person: their own page, a card in the list of members, a line beside their name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import pgettext

from library.people_cards import initials
from people.badges import badges_in_lists
from people.models import Profile
from search import languages
from search.reader import interface_language, reading_language


def person_url(person: Any) -> str:
    """Their page, of those who have one: nobody who left does."""
    return reverse("members:person", kwargs={"person_id": person.pk}) if person is not None and person.is_active else ""


def photo_url(profile: Profile, *, small: bool = False) -> str:
    if not profile.photo:
        return ""
    return reverse("members:small_photo" if small else "members:photo", kwargs={"key": profile.photo_key})


def profile_of(person: Any) -> Profile | None:
    """What they told, if anything. No query where `profile` was selected with them."""
    return getattr(person, "profile", None)


def heads_of(people: Iterable[Any], reader: Any) -> dict[int, dict[str, Any]]:
    """Person → what stands beside their name in a list, as they show themselves to others: `photo_url`, `badges`. Needs
    `profile` selected, and asks no query."""
    shown = [(person, profile_of(person)) for person in people if person.is_active]
    return {
        person.pk: {
            "photo_url": photo_url(profile, small=True) if "photo" in profile.shown_to(reader) else "",
            "badges": badges_in_lists(profile, reader),
        }
        for person, profile in shown
        if profile is not None
    }


def member_card(profile: Profile, reader: Any, head: dict[str, Any]) -> dict[str, Any]:
    """In the list of members, as others see it. Needs `for_cards()`; `head`: of `heads_of`."""
    parts = profile.shown_to(reader)
    return {
        "person": {"name": profile.user.name, "initials": initials(profile.user.name), **head},
        "name": profile.user.name,
        "other_name": profile.other_name,
        "url": person_url(profile.user),
        "place": _place(profile) if "place" in parts else "",
        "organisation": profile.organisation if "organisation" in parts else "",
        "languages": [row["name"] for row in _languages(profile)] if "languages" in parts else [],
    }


def profile_card(profile: Profile, parts: Iterable[str]) -> dict[str, Any]:
    """On a person's own page: what `parts` names."""
    parts = frozenset(parts)
    return {
        "other_name": profile.other_name,
        "photo_url": photo_url(profile) if "photo" in parts else "",
        "place": _place(profile) if "place" in parts else "",
        "organisation": profile.organisation if "organisation" in parts else "",
        "work": profile.work if "work" in parts else "",
        "work_language": languages.guess(profile.work, default=reading_language(), among=settings.LANGUAGE_CODES),
        "languages": _languages(profile) if "languages" in parts else [],
        "themes": _themes(profile) if "themes" in parts else [],
    }


def _place(profile: Profile) -> str:
    country = languages.country_name(profile.country_id, interface_language()) if profile.country_id else ""
    return ", ".join(part for part in (profile.province, country) if part)


def _languages(profile: Profile) -> list[dict[str, str]]:
    shown = []
    for row in profile.languages.all():
        note = ""
        if not row.writes:
            note = pgettext("how somebody knows a language", "reading only")
        elif not row.reads:
            note = pgettext("how somebody knows a language", "writing only")
        shown.append({"name": languages.name_in(row.language, interface_language()), "note": note})
    return shown


def _themes(profile: Profile) -> list[dict[str, str]]:
    address = reverse("members:directory")
    return [{"name": theme.name, "url": f"{address}?theme={theme.code}"} for theme in profile.themes.named()]  # type: ignore[attr-defined]
