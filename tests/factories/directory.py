"""Champions and organisations to test with, and their places in cases."""

from __future__ import annotations

import itertools
from typing import Any

from library.models import (
    CasePage,
    CasePerson,
    Champion,
    ChampionLanguage,
    ChampionText,
    ChampionTopic,
    Consent,
    Organisation,
    OrganisationName,
)
from search.models import Concept, ConceptLabel

_numbers = itertools.count(1)


def concept(**labels: str) -> Concept:
    """A concept of the thesaurus by its labels, a language each."""
    made = Concept.objects.create(code=f"topic-{next(_numbers)}")
    for language, text in labels.items():
        ConceptLabel.objects.create(concept=made, language=language, text=text)
    return made


def champion(
    name: str = "",
    *,
    texts: dict[str, dict[str, str]] | None = None,
    languages: tuple[str, ...] = (),
    topics: tuple[Concept, ...] = (),
    **fields: Any,
) -> Champion:
    """A champion whom everybody may see, described in English unless `texts` says otherwise."""
    number = next(_numbers)
    defaults = {"code": f"champion-{number}", "consent": Consent.PUBLIC}
    made = Champion.objects.create(name=name or f"Persona {number}", **defaults | fields)
    for language, text in (texts or {"en": {"teaches": "How to keep bees."}}).items():
        ChampionText.objects.create(champion=made, language=language, **text)
    for language in languages:
        ChampionLanguage.objects.create(champion=made, language=language)
    for topic in topics:
        ChampionTopic.objects.create(champion=made, concept=topic)
    return made


def organisation(names: dict[str, str] | None = None, **fields: Any) -> Organisation:
    """An organisation that everybody may see."""
    number = next(_numbers)
    defaults = {"code": f"organisation-{number}", "kind": Organisation.Kind.COOPERATIVE}
    made = Organisation.objects.create(**defaults | fields)
    for language, name in (names or {"en": f"Cooperative {number}"}).items():
        OrganisationName.objects.create(organisation=made, language=language, name=name)
    return made


def person_of(page: CasePage, **fields: Any) -> CasePerson:
    """A place in a case: `champion`, `organisation` or `name`, and a `role`."""
    return CasePerson.objects.create(page=page, **fields)
