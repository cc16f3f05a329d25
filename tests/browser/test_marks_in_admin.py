"""The warning about doubled marks where editors and translators write: rich text and the translation editor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cms.demo.people import PASSWORD

pytestmark = pytest.mark.browser

SLOW = 60_000  # milliseconds, for a machine that does other things, too
CODE = "AP-BD-2012-001"  # in the demonstration: English only


@pytest.fixture
def admin(browser: Browser, demo_site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=demo_site, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(SLOW)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/en/accounts/login/?next=/admin/cases/?q={CODE}")
    page.fill("input[name=login]", "admin@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/cases/**")
    yield page
    context.close()
    assert not problems, problems


def number(page: Page) -> str:
    """The id of the case in the list: the original's, whatever was translated from it meanwhile."""
    found = page.locator('a[href^="/admin/pages/"][href$="/edit/"]')
    found.first.wait_for()
    links = found.all()
    return str(min(int(str(link.get_attribute("href")).split("/")[3]) for link in links))


def mend(page: Page) -> None:
    page.get_by_role("button", name="Put them right").click(timeout=SLOW)


def shows(field: Locator, text: str) -> None:
    expect(field).to_contain_text(text, timeout=SLOW)


@pytest.mark.parametrize(("typed", "mended"), [("ความรู้่้", "ความรู้"), ("ນໍ້າເຜິ້ງ", "ນ້ຳເຜິ້ງ")])
def test_one_tap_mends_rich_text_and_one_takes_it_back(admin: Page, typed: str, mended: str) -> None:
    admin.goto(f"/admin/pages/{number(admin)}/edit/")
    field = admin.locator(".public-DraftEditor-content").first
    field.click()
    admin.keyboard.press("Control+End")
    admin.keyboard.type(f" {typed}")
    mend(admin)
    shows(field, f" {mended}")
    expect(field).not_to_contain_text(typed)
    admin.get_by_role("button", name="Undo").click()
    shows(field, f" {typed}")


def test_one_tap_mends_a_translation_and_it_is_stored_so(admin: Page) -> None:
    admin.goto(f"/admin/localize/submit/page/{number(admin)}/")
    admin.get_by_label("ไทย").check()
    admin.locator("main").get_by_role("button", name="Submit").click()
    admin.get_by_role("button", name="Translate").first.click()
    field = admin.locator("textarea").first
    field.click()
    admin.keyboard.type("ความรู้่้")
    mend(admin)
    expect(field).to_have_value("ความรู้")
    admin.get_by_role("button", name="Save").first.click()
    expect(admin.get_by_text("ความรู้", exact=True).first).to_be_visible(timeout=SLOW)
    expect(admin.get_by_text("ความรู้่้")).to_have_count(0)
    expect(admin.get_by_role("button", name="Undo")).to_have_count(0)
