"""Telling of oneself: everything in a profile but its photo (`portraying`), and how far each part is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from library.models import Country, Theme
from people.models import Profile, ProfileLanguage, Shown
from people.models.profile import MAX_WORK, PARTS
from people.renaming import checked_name, rename
from people.texts import mistake_in
from search import languages
from search.normalising import normalise_name, without_controls
from search.reader import interface_language

MAX_LANGUAGES = 12
SHOWN = ("me", *(part for part in PARTS if part != "photo"))
"""What `tell` takes a level for."""
_LONGEST = {"other_name": 120, "province": 120, "organisation": 200, "work": MAX_WORK}  # characters


@dataclass(frozen=True, slots=True)
class Known:
    """A language, by its code, and what somebody does in it."""

    language: str
    reads: bool = True
    writes: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody tells. `languages`: best first; `country`, `themes`: codes; `shows`: level of each of `SHOWN`;
    `letters_in`: code of the language we write to them in."""

    name: str
    other_name: str = ""
    country: str = ""
    province: str = ""
    organisation: str = ""
    work: str = ""
    languages: Sequence[Known] = ()
    themes: Iterable[str] = ()
    shows: Mapping[str, str] | None = None
    accepts_letters: bool = True
    letters_in: str = ""


def tell(*, user: Any, told: Told) -> Profile:
    """`user` tells of themselves: what `told` leaves out is told no more; levels it leaves out stay.

    :raises ValidationError: every mistake at once, by the names of `Told`; those of a level as `shows_<part>`
    """
    fields = _checked(told)
    themes = list(Theme.objects.filter(code__in=list(told.themes)))
    with transaction.atomic():
        profile = profile_of(user)
        rename(user=user, name=told.name)
        if user.language != told.letters_in:
            user.language = told.letters_in
            user.save(update_fields=["language"])
        country = Country.objects.get_or_create(code=told.country)[0] if told.country else None
        for name, value in (fields | {"country": country}).items():
            setattr(profile, name, value)
        profile.user = user
        profile.save()
        profile.themes.set(themes)
        _keep_languages(profile, told.languages)
    return profile


def check(told: Told) -> None:
    """:raises ValidationError: as `tell`"""
    _checked(told)


def profile_of(user: Any) -> Profile:
    """Theirs; made when they had told nothing."""
    return Profile.objects.get_or_create(user=user)[0]


def _checked(told: Told) -> dict[str, Any]:
    """Columns of the profile as they are stored."""
    mistakes: dict[str, str] = {}
    try:
        checked_name(told.name)
    except ValidationError as error:
        mistakes["name"] = error.messages[0]
    fields: dict[str, Any] = {
        "other_name": normalise_name(told.other_name),
        "province": normalise_name(told.province),
        "organisation": normalise_name(told.organisation),
        "work": without_controls(told.work).strip(),
    }
    for name, most in _LONGEST.items():
        if mistake := mistake_in(fields[name], most=most):
            mistakes[name] = mistake
    if told.country and told.country not in languages.countries():
        mistakes["country"] = _("We do not know this country. Please choose one from the list.")
    mistakes |= _mistakes_in_languages(told.languages)
    if told.letters_in and told.letters_in not in settings.LANGUAGE_CODES:
        mistakes["letters_in"] = _("This site does not know that language.")
    for part, level in (told.shows or {}).items():
        if part not in SHOWN:
            raise ValueError(f"nothing of a profile is called {part!r}")
        if level not in Shown.values:
            mistakes[f"shows_{part}"] = _("Please choose who may see it.")
        fields[f"shows_{part}"] = level
    if mistakes:
        raise ValidationError({name: [sentence] for name, sentence in mistakes.items()})
    return fields | {"accepts_letters": told.accepts_letters}


def _mistakes_in_languages(known: Sequence[Known]) -> dict[str, str]:
    if len(known) > MAX_LANGUAGES:
        return {"languages": _("These are too many languages: %(most)s are allowed.") % {"most": MAX_LANGUAGES}}
    for row in _once_each(known):
        if row.language not in languages.nameable() and row.language not in settings.LANGUAGE_CODES:
            return {"languages": _("This site does not know that language.")}
        if not (row.reads or row.writes):
            name = languages.name_in(row.language, interface_language())
            return {"languages": _("Please say of %(language)s whether you read or write it.") % {"language": name}}
    return {}


def _once_each(known: Sequence[Known]) -> list[Known]:
    """A language named twice is one, where it stood first."""
    found: dict[str, Known] = {}
    for row in known:
        first = found.get(row.language, row)
        found[row.language] = Known(row.language, first.reads or row.reads, first.writes or row.writes)
    return list(found.values())


def _keep_languages(profile: Profile, known: Sequence[Known]) -> None:
    profile.languages.all().delete()
    ProfileLanguage.objects.bulk_create(
        ProfileLanguage(profile=profile, language=row.language, reads=row.reads, writes=row.writes, order=order)
        for order, row in enumerate(_once_each(known))
    )
