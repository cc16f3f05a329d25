"""What pages show of champions and organisations, and of those who stand behind a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

from library.attachments import may_be_given
from library.cards import language_facts
from library.models import CasePerson, Champion, Organisation
from library.models.champion import FORMATS
from library.models.consent_level import may_see
from library.models.organisation import roles_of
from library.template_rows import fetch_described
from search import languages
from search.reader import interface_language, reading_language


def champion_url(code: str) -> str:
    return reverse("library:champion", kwargs={"code": code})


def organisation_url(code: str) -> str:
    return reverse("library:organisation", kwargs={"code": code})


def initials(name: str) -> str:
    """Two letters for a person without a photo; nothing in scripts where first letters say nothing (Thai writes some
    vowels before their consonant) and for labels."""
    words = [word for word in name.split() if word[0].isalpha()]
    if not words or ":" in name or not all(word[0].isascii() for word in words):
        return ""
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def person_chip(champion: Champion) -> dict[str, str]:
    """As parts/person_chip.html wants it."""
    name = champion.shown_name
    return {"name": name, "initials": initials(name)}


def _place(thing: Champion | Organisation) -> str:
    country = languages.country_name(thing.country_id, interface_language()) if thing.country_id else ""
    return ", ".join(part for part in (thing.place, country) if part)


def _spoken(champion: Champion) -> list[dict[str, str]]:
    """Languages with how well, in the reader's language."""
    shown = []
    for row in champion.languages.all():
        note = ""
        if row.speaks and not row.reads:
            note = pgettext("how somebody knows a language", "spoken only")
        elif row.reads and not row.speaks:
            note = pgettext("how somebody knows a language", "reading only")
        shown.append({"name": languages.name_in(row.language, interface_language()), "note": note})
    return shown


def _topics(champion: Champion) -> list[dict[str, str]]:
    return [
        {"name": str(row.concept), "url": f"{reverse('library:people')}?topic={row.concept.code}"}
        for row in champion.topics.all()
    ]


def champion_card(champion: Champion) -> dict[str, Any]:
    """A champion in a list. Needs `visible_to(user).for_listing(user)`."""
    text = champion.text_in(reading_language())
    return {
        "person": person_chip(champion),
        "name": champion.shown_name,
        "url": champion_url(champion.code),
        "headline": text.headline if text else "",
        "teaches": text.teaches if text else "",
        "availability": text.availability if text else "",
        "place": _place(champion),
        "organisation": organisation_link(champion.organisation) if champion.organisation else None,
        "topics": _topics(champion),
        "languages": _spoken(champion),
        "photo": champion.shown_photo,
    } | language_facts(text.language if text else reading_language())


def champion_details(champion: Champion, request: HttpRequest) -> dict[str, Any]:
    """What a champion's own page shows besides the card; of their certificates those that this reader may open. Needs
    `trainings__certificate__collection` prefetched."""
    trainings = list(champion.trainings.all())
    is_given = may_be_given(request) if any(training.certificate for training in trainings) else None
    return {
        "formats": [str(champion._meta.get_field(name).verbose_name) for name in FORMATS if getattr(champion, name)],
        "terms": champion.get_terms_display() if champion.terms else "",
        "trainings": [
            {
                "label": training.get_kind_display(),
                "date": training.taken_on,
                "certificate_url": training.certificate.url
                if training.certificate and is_given and is_given(training.certificate)
                else "",
            }
            for training in trainings
        ],
    }


def organisation_link(organisation: Organisation) -> dict[str, Any]:
    """Name and address. Needs `named()`, of `visible_to(user)`."""
    text = organisation.text_in(reading_language())
    return {
        "name": text.name if text else organisation.code,
        "url": organisation_url(organisation.code),
        "acronym": organisation.acronym,
    } | language_facts(text.language if text else reading_language())


def organisation_card(organisation: Organisation) -> dict[str, Any]:
    """An organisation in a list. Needs `visible_to(user).for_listing()`."""
    text = organisation.text_in(reading_language())
    return organisation_link(organisation) | {
        "kind": organisation.get_kind_display(),
        "place": _place(organisation),
        "description": text.description if text else "",
        "roles": roles_of(organisation),
        "logo": organisation.logo,
    }


def organisation_details(organisation: Organisation) -> dict[str, Any]:
    """What an organisation's own page shows besides the card."""
    return {
        "website": organisation.website,
        "women": organisation.women,
        "men": organisation.men,
        # Not through `number`: a year has no separators.
        "founded": str(organisation.founded or ""),
        "source": organisation.source,
        "languages": [languages.name_in(row.language, interface_language()) for row in organisation.languages.all()],
    }


def people_of(rows: Sequence[CasePerson], user: Any) -> list[dict[str, Any]]:
    """Who stands behind a case, by role, those that `user` may see: `[{role, label, rows: […]}]`. Two queries, none
    where there is nobody.

    :param rows: those of a case, in its order
    """
    fetch_described(rows, "champion", by="texts")
    fetch_described(rows, "organisation", by="names")
    champions = {row.champion_id: row.champion for row in rows if row.champion and may_see(user, row.champion.consent)}
    organisations = {
        row.organisation_id: row.organisation
        for row in rows
        if row.organisation and may_see(user, row.organisation.consent)
    }
    shown: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row.champion_id in champions:
            champion = champions[row.champion_id]
            text = champion.text_in(reading_language())
            card = {
                "person": person_chip(champion),
                "url": champion_url(champion.code),
                "headline": text.headline if text else "",
                "headline_language": text.language if text else "",
            }
        elif row.organisation_id in organisations:
            link = organisation_link(organisations[row.organisation_id])
            card = {"name": link["name"], "language": link["language"], "url": link["url"]}
        elif row.name:
            card = {"person": {"name": row.name, "initials": initials(row.name)}, "url": ""}
        else:
            continue
        shown.setdefault(row.role, []).append(card)
    return [
        {"role": role, "label": label, "rows": shown[role]} for role, label in CasePerson.Role.choices if role in shown
    ]


def names_for(rows: Iterable[CasePerson], audiences: tuple[str, ...]) -> tuple[str, ...]:
    """Names that a search document with these audiences may hold: of those that all of its readers may see. Needs
    `champion__texts` prefetched."""
    names: list[str] = []
    for row in rows:
        champion = row.champion
        if champion is not None and may_be_named(champion.consent, audiences):
            names += champion.names
        elif row.name:
            names.append(row.name)
    return tuple(dict.fromkeys(names))


def organisation_names_for(rows: Iterable[CasePerson], audiences: tuple[str, ...], language: str) -> tuple[str, ...]:
    """The same of organisations, as written in `language`, with acronyms. Needs `organisation__names` prefetched."""
    found = [row.organisation for row in rows if row.organisation is not None]
    named = [one for one in found if may_be_named(one.consent, audiences)]
    return tuple(dict.fromkeys(name for one in named for name in (one.name_in(language), one.acronym) if name))


def may_be_named(consent: str, audiences: tuple[str, ...]) -> bool:
    """Whether everybody in `audiences` may see what has this consent."""
    return consent == "public" or (consent == "members" and "public" not in audiences)
