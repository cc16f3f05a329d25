"""A case's description for machines, in a real browser with the site's strict policy."""

from __future__ import annotations

import json
import urllib.request

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_the_policy_does_not_block_the_description(browser: Browser, demo_site: str) -> None:
    with urllib.request.urlopen(f"{demo_site}/api/v1/cases?lang=th&page_size=1") as answer:
        case = json.load(answer)["results"][0]
    address = next(version["url"] for version in case["versions"] if version["language"] == "th")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    response = page.goto(address)
    assert response is not None
    assert "script-src 'self'" in response.headers["content-security-policy"]
    read = "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)"
    assert page.evaluate(read)["inLanguage"] == "th"
    assert not complaints
    page.close()
