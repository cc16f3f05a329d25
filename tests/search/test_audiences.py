"""Who belongs to which audience."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from search import audiences
from search.audiences import audiences_of, register_audience_provider
from search.documents import MEMBERS, PUBLIC, STAFF


def person(**facts: bool) -> SimpleNamespace:
    return SimpleNamespace(
        **{"is_authenticated": True, "is_active": True, "is_staff": False, "is_superuser": False} | facts
    )


def test_everybody_is_in_public_and_people_get_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audiences, "_providers", [])
    assert audiences_of(None) == audiences_of(AnonymousUser()) == {PUBLIC}
    assert audiences_of(person(is_active=False, is_staff=True)) == {PUBLIC}
    assert audiences_of(person()) == {PUBLIC, MEMBERS}
    assert audiences_of(person(is_staff=True)) == audiences_of(person(is_superuser=True)) == {PUBLIC, MEMBERS, STAFF}


def test_an_app_adds_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audiences, "_providers", [])

    def communities(user: object) -> list[str]:
        return ["community:7"]

    register_audience_provider(communities)
    register_audience_provider(communities)
    assert audiences_of(person()) == {PUBLIC, MEMBERS, "community:7"}
    assert audiences_of(None) == {PUBLIC}
    assert audiences._providers == [communities]
