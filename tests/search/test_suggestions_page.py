"""Suggestions as pages offer them: what js/suggestions.js needs is there, and what a form needs without it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from .notes import MULTILINGUAL, Notes

pytestmark = pytest.mark.django_db
Put = Callable[..., Notes]


def form(html: str) -> str:
    found = re.search(r'<form class="search-form.*?</form>', html, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("path", ["/en/search/", "/th/communities/", "/lo/accounts/login/"])
def test_every_search_form_can_be_typed_into_with_suggestions(client: Client, path: str) -> None:
    html = client.get(path).content.decode()
    shown = form(html)
    assert 'data-suggest="/api/v1/suggest"' in shown
    assert 'role="listbox"' in shown
    assert 'role="status"' in shown
    assert re.findall(r'data-kind="(\w+)"', shown) == [
        "term", "case", "thread", "page", "adaptation", "champion", "organisation", "tag", "person",
    ]  # fmt: skip
    assert 'type="search"' in shown, "a plain field until the script makes it more"
    assert "combobox" not in shown
    assert "js/suggestions" in html


def test_who_saves_data_types_without_them(client: Client) -> None:
    client.cookies["data_saver"] = "on"
    html = client.get("/th/search/").content.decode()
    assert "data-suggest" not in html
    assert "js/suggestions" not in html
    assert "<template" not in form(html)
    assert 'name="q"' in form(html)


def test_suggestions_stay_in_the_browser_of_who_asked(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    response = client.get("/api/v1/suggest", {"q": "น้ำ"})
    assert [one["text"] for one in response.json()["suggestions"]] == ["น้ำผึ้งป่า"]
    assert response["Cache-Control"] == "private, max-age=60"
    assert "Cookie" in response["Vary"]


def test_the_script_is_small_and_needs_no_looser_policy() -> None:
    text = Path(str(finders.find("js/suggestions.js"))).read_text(encoding="utf-8")
    assert len(text) < 4_000
    assert not re.search(r"innerHTML|insertAdjacentHTML|eval\(|\.style\b", text)
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"] == ["'self'"]
