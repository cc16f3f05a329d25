"""The demonstration's directory: organisations of real routes with where that is known from, and champions who are
personas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from library.models import (
    CasePage,
    CasePerson,
    Champion,
    ChampionLanguage,
    ChampionText,
    ChampionTopic,
    ChampionTraining,
    Country,
    Organisation,
    OrganisationLanguage,
    OrganisationName,
)
from search.models import Concept

DATA = Path(__file__).parent / "data" / "directory.json"


@transaction.atomic
def load_directory(accounts: dict[str, Any]) -> None:
    """Add what is missing; what is there may have been edited since and is left alone.

    :param accounts: persona key → user, of `load_people()`
    """
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    for row in rows["organisations"]:
        if not Organisation.objects.filter(code=row["code"]).exists():
            _organisation(row)
    for row in rows["champions"]:
        if not Champion.objects.filter(code=row["code"]).exists():
            _champion(row, accounts)


def _country(code: str | None) -> Country | None:
    return Country.objects.get_or_create(code=code)[0] if code else None


def _organisation(row: dict[str, Any]) -> None:
    made = Organisation(
        code=row["code"],
        acronym=row.get("acronym", ""),
        kind=row["kind"],
        country=_country(row.get("country")),
        place=row.get("place", ""),
        website=row.get("website", ""),
        source=row["source"],
        parent=Organisation.objects.filter(code=row.get("parent", "")).first(),
        **dict.fromkeys(row["roles"], True),
    )
    made.full_clean()
    made.save()
    for language, name in row["names"].items():
        if language in settings.LANGUAGE_CODES:
            text = OrganisationName(
                organisation=made, language=language, name=name, description=row["descriptions"].get(language, "")
            )
            text.full_clean()
            text.save()
    for language in row["languages"]:
        OrganisationLanguage.objects.create(organisation=made, language=language)
    _in_cases(row.get("cases", []), role=CasePerson.Role.HOST, organisation=made)


def _champion(row: dict[str, Any], accounts: dict[str, Any]) -> None:
    account = accounts[row["account"]]
    made = Champion(
        code=row["code"],
        name=account.name,
        consent=row["consent"],
        account=account,
        country=_country(row["country"]),
        place=row["place"],
        organisation=Organisation.objects.filter(code=row["organisation"]).first(),
        terms=row["terms"],
        **dict.fromkeys(row["formats"], True),
    )
    made.full_clean()
    made.save()
    for language, texts in row["texts"].items():
        if language in settings.LANGUAGE_CODES:
            text = ChampionText(champion=made, language=language, **texts)
            text.full_clean()
            text.save()
    for language, speaks, reads in row["languages"]:
        ChampionLanguage.objects.create(champion=made, language=language, speaks=speaks, reads=reads)
    for label in row["topics"]:
        concept = Concept.objects.filter(labels__language="en", labels__text=label).first()
        if concept is not None:
            ChampionTopic.objects.create(champion=made, concept=concept)
    for kind in row["trainings"]:
        ChampionTraining.objects.create(champion=made, kind=kind)
    _in_cases(row["cases"], role=CasePerson.Role.CHAMPION, champion=made)


def _in_cases(codes: list[str], **person: Any) -> None:
    """In every language version: the demonstration's are imported and no translations of each other's revisions."""
    for page in CasePage.objects.filter(code__in=codes):
        page.people.add(CasePerson(**person))
        page.save_revision().publish()
