"""Finding on a phone and with a keyboard: suggestions while typing, what was added, saved searches, more like this."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PASSWORD = "learning-route"


@pytest.fixture
def desk(browser: Browser, demo_site: str) -> Iterator[Page]:
    """A screen with a keyboard and a mouse, of somebody who reads English; any error in the page fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", base_url=demo_site)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert not problems


def test_suggestions_are_reached_with_the_keyboard(desk: Page, audit: Any) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
    desk.goto("/en/library/")
    field = desk.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("f")
    desk.wait_for_timeout(400)
    assert not asked, "one Latin letter may begin anything"
    field.press_sequentially("orest", delay=30)
    options = desk.get_by_role("option")
    expect(options.first).to_be_visible()
    assert len(asked) == 1, "asked when the typing stopped, not for every letter"
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(desk.get_by_role("status").first).to_have_text(f"Suggestions: {options.count()}")
    audit(desk)
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "none")
    expect(field).to_be_focused()
    field.press("ArrowUp")
    expect(field).to_have_attribute("aria-activedescendant", "")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("forest")
    field.press("ArrowDown")
    expect(options.first).to_be_visible()
    title = options.first.locator("bdi").inner_text()
    field.press("ArrowDown")
    field.press("Enter")
    expect(desk.locator("h1")).to_have_text(title)
    desk.go_back()
    field = desk.get_by_role("combobox")
    field.fill("forest")
    expect(options.first).to_be_visible()
    field.press("Enter")
    expect(desk).to_have_url(re.compile(r"/en/search/\?q=forest$"))


def test_an_answer_that_comes_late_is_not_shown(desk: Page) -> None:
    desk.goto("/en/search/")
    desk.route("**/suggest?q=fo", lambda route: (desk.wait_for_timeout(700), route.continue_()))
    field = desk.get_by_role("combobox")
    field.press_sequentially("fo")
    desk.wait_for_timeout(250)
    field.press("Escape")
    field.fill("")
    desk.wait_for_timeout(1200)
    expect(desk.get_by_role("option")).to_have_count(0)


def test_an_input_method_keeps_its_own_list(desk: Page) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
    desk.goto("/en/search/")
    desk.get_by_role("combobox").focus()
    method = desk.context.new_cdp_session(desk)
    method.send("Input.imeSetComposition", {"text": "forest", "selectionStart": 6, "selectionEnd": 6})
    desk.wait_for_timeout(400)
    assert not asked
    method.send("Input.insertText", {"text": "forest"})
    expect(desk.get_by_role("option").first).to_be_visible()


def test_one_thai_letter_is_enough_and_a_tap_opens_what_was_meant(phone: Page, audit: Any) -> None:
    phone.goto("/th/")
    field = phone.get_by_role("combobox").last
    field.tap()
    field.press_sequentially("น้ำผึ้ง")
    title = phone.get_by_role("option").filter(has_text="น้ำผึ้ง").first
    expect(title).to_be_visible()
    audit(phone)
    title.tap()
    expect(phone).to_have_url(re.compile("/th/(library|communities|search)/"))


def test_a_tag_and_a_person_are_questions(desk: Page) -> None:
    desk.goto("/en/search/")
    field = desk.get_by_role("combobox")
    field.fill("leaseh")
    desk.locator("[data-kind=tag]").first.click()
    expect(desk).to_have_url(re.compile("q=tag"))
    expect(desk.locator(".result").first).to_be_visible()


def test_with_data_saver_on_nothing_is_asked_while_typing(phone: Page) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
    phone.goto("/th/search/")
    phone.context.add_cookies([{"name": "data_saver", "value": "on", "url": phone.url}])
    phone.reload()
    phone.locator("input[name=q]").press_sequentially("ป่าชุมชน")
    phone.wait_for_timeout(500)
    assert not asked
    phone.locator("input[name=q]").press("Enter")
    expect(phone.locator(".result").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_of_results_explains_itself(phone: Page, audit: Any, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 800})
    phone.goto("/lo/search/?q=ປ່າໄມ້ຊຸມຊົນ&lang=lo&lang=th&lang=vi&sort=date")
    audit(phone)
    phone.locator(".signs summary").click()
    audit(phone)
    added = phone.locator(".added .tag")
    before = added.count()
    assert before, "the glossary knows this word"
    taken = added.first.locator("bdi").inner_text()
    added.first.click()
    expect(phone.locator(".tag--away bdi")).to_have_text(taken)
    audit(phone)
    phone.locator(".tag--away").click()
    expect(phone.locator(".tag--away")).to_have_count(0)
    expect(added).to_have_count(before)
    phone.locator(".added__off").click()
    expect(phone).to_have_url(re.compile("expand=no"))
    audit(phone)
    phone.goto("/th/search/?q=coperative")
    expect(phone.locator(".corrected a")).to_have_text("cooperative")
    audit(phone)


def test_everything_on_the_page_works_without_scripts(browser: Browser, demo_site: str) -> None:
    context = browser.new_context(base_url=demo_site, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("/en/search/?q=forest")
    page.locator("details.facets > summary").click()
    page.locator(".facet", has_text="Language").locator("a", has_text="Thai").click()
    expect(page.locator("[aria-label=Chosen] .tag")).to_have_text(re.compile("Thai"))
    page.locator("details.facets > summary").click()
    page.locator(".facet", has_text="Language").locator("a", has_text="Vietnamese").click()
    expect(page).to_have_url(re.compile("lang=th&lang=vi"))
    page.get_by_role("link", name="Newest first").click()
    expect(page).to_have_url(re.compile("sort=date"))
    expect(page.locator("input[name=q]")).to_have_attribute("type", "search")
    context.close()


def test_a_search_is_saved_looked_at_and_deleted(phone: Page, audit: Any) -> None:
    phone.goto("/th/search/?q=ป่าชุมชน&type=case")
    phone.locator(".keep a").click()
    phone.fill("input[name=login]", "member@demo.example")
    phone.fill("input[name=password]", PASSWORD)
    phone.click("main form button[type=submit]")
    expect(phone).to_have_url(re.compile("type=case"))
    phone.locator(".keep button").click()
    expect(phone.locator(".messages .notice--success")).to_be_visible()
    audit(phone)
    phone.locator(".keep a").click()
    expect(phone.locator(".saved__name a")).to_have_text("ป่าชุมชน")
    audit(phone)
    phone.locator(".saved a.button").click()
    phone.locator("input[value=weekly]").check()
    audit(phone)
    phone.fill("input[name=name]", "ป่าของเรา")
    phone.locator("main form button[type=submit]").first.click()
    expect(phone.locator(".saved__name a")).to_have_text("ป่าของเรา")
    phone.locator(".saved a.button").click()
    phone.locator("details.ask summary").click()
    audit(phone)
    phone.locator(".ask__question button").click()
    expect(phone.locator(".empty")).to_be_visible()
    audit(phone)


def test_a_case_leads_to_more_like_it(phone: Page, audit: Any) -> None:
    phone.goto("/lo/library/")
    phone.locator(".case-card__title a").first.click()
    expect(phone.locator("[aria-labelledby=related-cases] a").first).to_be_visible()
    audit(phone)
    phone.locator("[aria-labelledby=related-threads] a").first.click()
    expect(phone.locator(".post").first).to_be_visible()
    expect(phone.locator("[aria-labelledby=related-cases]")).to_be_visible()
    audit(phone)
