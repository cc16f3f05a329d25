"""A facilitator works through the queue with the keyboard; a member opens the menu of a post with it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cms.demo.people import PASSWORD

pytestmark = pytest.mark.browser


def _sign_in(page: Any, email: str) -> None:
    page.goto("/en/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "login" not in url)


def test_the_queue_is_worked_through_with_the_keyboard(browser: Browser, demo_site: str, audit: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", base_url=demo_site)
    page = context.new_page()
    _sign_in(page, "editor@demo.example")
    page.goto("/en/communities/-/moderation/")
    items = page.locator("[data-queue-item]")
    expect(items).to_have_count(2)
    audit(page)
    page.keyboard.press("a")
    expect(items).to_have_count(2)  # a key does nothing while the focus is elsewhere
    page.click("[data-queue-start]")
    expect(items.first).to_be_focused()
    page.keyboard.press("j")
    expect(items.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(items.first).to_be_focused()
    page.keyboard.press("h")
    expect(items.first.locator("textarea")).to_be_focused()
    page.keyboard.type("jka: typing is typing")
    expect(items.first.locator("textarea")).to_have_value("jka: typing is typing")
    page.keyboard.press("Escape")
    expect(items.first).to_be_focused()
    waiting = items.filter(has=page.locator("[data-queue-key=a]"))
    identity = waiting.get_attribute("id")
    while page.evaluate("document.activeElement.id") != identity:
        page.keyboard.press("j")
    page.keyboard.press("a")
    expect(items).to_have_count(1)
    expect(items.first).to_be_focused()
    page.keyboard.press("t")
    expect(items.first).to_contain_text("In the hands of")
    page.keyboard.press("d")
    expect(items).to_have_count(0)
    context.close()


def test_the_menu_of_a_post_opens_and_closes_with_the_keyboard_on_a_phone(phone: Any, audit: Any) -> None:
    _sign_in(phone, "alumna@demo.example")
    phone.goto("/th/communities/farm-to-market/")
    phone.locator(".thread-row__title a").last.click()  # of the demonstration: other tests write newer ones
    summary = phone.locator(".post .more__open").first
    summary.focus()
    phone.keyboard.press("Enter")
    expect(phone.locator(".post .more__item").first).to_be_visible()
    audit(phone)
    phone.keyboard.press("Tab")
    phone.keyboard.press("Escape")
    expect(phone.locator(".post .more__item").first).to_be_hidden()
    expect(summary).to_be_focused()
