"""The map on a small phone: seen, reached by keyboard and tapped."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_country_is_chosen_on_the_map_with_keys_alone(phone: Page, audit: Any) -> None:
    phone.goto("/lo/library/map/")
    audit(phone)
    laos = phone.locator("a.map__country[aria-label^='ລາວ']")
    phone.locator(".facets > summary").focus()
    for _press in range(30):
        phone.keyboard.press("Tab")
        if laos.evaluate("link => link === document.activeElement"):
            break
    expect(laos).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(re.compile(r"/lo/library/\?country=LA$"))
    expect(phone.locator(".case-card").first).to_be_visible()


def test_shapes_are_drawn_and_a_tap_opens_the_shelf_of_the_country(phone: Page) -> None:
    phone.goto("/th/library/map/")
    shape = phone.locator("a.map__country[aria-label^='มองโกเลีย'] use")
    box = shape.bounding_box()
    assert box is not None
    assert box["width"] > 24
    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(phone).to_have_url(re.compile(r"/th/library/\?country=MN$"))
