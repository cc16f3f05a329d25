"""A village shares a phone: who signs out leaves nothing on it, whatever "back" is tapped."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

NAME = "admin@demo.example"


def test_after_signing_out_back_shows_nobodys_pages(phone: Page) -> None:
    phone.goto("/th/accounts/login/")
    phone.fill("input[name=login]", NAME)
    phone.fill("input[name=password]", "learning-route")
    phone.press("input[name=password]", "Enter")
    expect(phone).not_to_have_url(re.compile("login"))
    phone.goto("/th/accounts/email/")
    expect(phone.locator("main")).to_contain_text(NAME)
    phone.goto("/th/accounts/logout/")
    phone.locator("main form button").first.click()
    expect(phone).not_to_have_url(re.compile("logout"))
    for _tap in range(2):
        phone.go_back()
        expect(phone.locator("main")).not_to_contain_text(NAME)
