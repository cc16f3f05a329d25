"""What the page about privacy says is what the site does."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from people.cookies import COOKIES
from privacy import documenting, registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


@pytest.mark.parametrize("language", ["en", "th", "vi", "lo"])
def test_it_names_all_that_is_forgotten_and_every_cookie_in_each_language(client: Client, language: str) -> None:
    response = client.get(f"/{language}/people/-/privacy/")
    page = unescape(response.content.decode())
    with translation.override(language):
        for retention in registry.retentions():
            assert str(retention.what) in page
        for cookie in COOKIES:
            assert f">{cookie.name}<" in page
            assert str(cookie.why) in page
    assert f"mailto:{settings.CONTACT_EMAIL}" in page


def test_every_page_leads_to_it_and_reading_it_needs_no_account(client: Client) -> None:
    for address in ("/th/", "/th/accounts/login/", "/th/nothing-here/", "/th/people/-/rules/"):
        assert 'href="/th/people/-/privacy/"' in client.get(address).content.decode()


def test_the_document_for_who_runs_a_site_is_what_the_registry_says() -> None:
    """Failed? `manage.py personal_data --write`."""
    text = (Path(settings.BASE_DIR) / "docs" / "privacy.md").read_text(encoding="utf-8")
    assert documenting.written(text) == text


def test_nothing_is_kept_in_the_browser_beside_cookies() -> None:
    for script in (Path(settings.BASE_DIR) / "cms" / "static" / "js").glob("*.js"):
        code = script.read_text(encoding="utf-8")
        for place in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches."):
            assert place not in code, f"{script.name}: then the page about privacy has to say so"
