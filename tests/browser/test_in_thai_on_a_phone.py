"""A person in Thailand with a 360-px phone: reads a case, talks in a community, searches, publishes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PASSWORD = "learning-route"
SEND = "main form.form button[type=submit]:not([name])"


def _sign_in(page: Page, email: str) -> None:
    page.goto("/th/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click(SEND)
    expect(page).not_to_have_url(re.compile("login"))


def test_the_front_door_opens_in_thai_and_leads_to_a_case(phone: Page, audit: Any) -> None:
    phone.goto("/")
    expect(phone).to_have_url(re.compile("/th/$"))
    expect(phone.locator("html")).to_have_attribute("lang", "th")
    audit(phone)
    phone.goto("/th/library/")
    audit(phone)
    phone.locator(".case-card__title[lang=th] a").first.click()
    expect(phone.locator("h1")).to_have_attribute("lang", "th")
    expect(phone.locator(".case-section h2").first).to_be_visible()
    audit(phone)


def test_a_case_without_a_thai_version_says_so(phone: Page, audit: Any) -> None:
    phone.goto("/th/library/")
    other = phone.locator(".case-card__title:not([lang=th]) a").first
    other.click()
    expect(phone.locator("html")).to_have_attribute("lang", "th")
    expect(phone.locator("main .notice")).to_be_visible()
    audit(phone)


@pytest.mark.parametrize(
    ("word", "language"),
    [("น้ำผึ้ง", "th"), ("ປ່າຊຸມຊົນ", "lo"), ("hop tac xa", "vi"), ("hợp tác xã", "vi"), ("cooperative", "en")],
)
def test_a_word_finds_a_case_in_its_language(phone: Page, audit: Any, word: str, language: str) -> None:
    phone.goto("/th/search/")
    field = phone.locator("main input[name=q]").first
    field.fill(word)
    field.press("Enter")
    expect(phone.locator(f".result__title[lang={language}]").first).to_be_visible()
    expect(phone.locator(".result mark").first).to_be_visible()
    audit(phone)
    phone.goto(f"/th/search/?q={word}&type=case")
    expect(phone.locator(".result__title a").first).to_have_attribute("href", re.compile("/library/"))


def test_nothing_found_says_what_to_do(phone: Page, audit: Any) -> None:
    phone.goto("/th/search/?q=zzzzqqqq")
    expect(phone.locator(".empty")).to_be_visible()
    audit(phone)


def test_an_alumna_starts_a_thread_is_answered_and_finds_it(phone: Page, audit: Any) -> None:
    _sign_in(phone, "alumna@demo.example")
    phone.goto("/th/communities/")
    audit(phone)
    phone.locator("article h2 a").first.click()
    audit(phone)
    phone.locator("a[href$='/start/']").click()
    audit(phone)
    phone.click(SEND)
    expect(phone.locator("[aria-invalid=true]").first).to_be_visible()
    audit(phone)
    phone.fill("input[name=title]", "ใครเคยทำแนวกันไฟด้วยใบตอง")
    phone.fill("textarea[name=text]", "หมู่บ้านเราจะลอง **เดือนหน้า**\n\n- ใบตอง\n- จอบ")
    phone.click(SEND)
    expect(phone.locator("h1")).to_have_text("ใครเคยทำแนวกันไฟด้วยใบตอง")
    expect(phone.locator(".post strong")).to_have_text("เดือนหน้า")
    audit(phone)
    phone.fill("textarea[name=text]", "ແນວກັນໄຟດີຫຼາຍ")
    phone.click(SEND)
    expect(phone.locator(".post .prose[lang=lo]")).to_have_text("ແນວກັນໄຟດີຫຼາຍ")
    for attempt in range(20):
        phone.goto("/th/search/?q=แนวกันไฟด้วยใบตอง&type=thread")
        if phone.locator(".result__title", has_text="ใบตอง").count():
            break
        phone.wait_for_timeout(100 * attempt)
    expect(phone.locator(".result__title", has_text="ใบตอง")).to_be_visible()


def test_a_text_survives_a_lost_session(phone: Page, audit: Any) -> None:
    _sign_in(phone, "member@demo.example")
    phone.goto("/th/communities/")
    phone.locator("article h2 a").first.click()
    phone.locator(".thread-row__title a").first.click()
    thread = phone.url
    phone.fill("textarea[name=text]", "ข้อความสำคัญที่ต้องไม่หาย")
    phone.context.clear_cookies(name="sessionid")
    phone.click(SEND)
    expect(phone).to_have_url(re.compile("/accounts/login/"))
    audit(phone)
    phone.fill("input[name=login]", "member@demo.example")
    phone.fill("input[name=password]", PASSWORD)
    phone.click(SEND)
    expect(phone).to_have_url(re.compile(re.escape(thread)))
    expect(phone.locator("textarea[name=text]")).to_have_value("ข้อความสำคัญที่ต้องไม่หาย")
    phone.click(SEND)
    expect(phone.locator(".post", has_text="ข้อความสำคัญที่ต้องไม่หาย")).to_be_visible()


def test_somebody_joins_with_the_letter_of_the_demonstration(phone: Page, audit: Any) -> None:
    phone.goto("/th/accounts/signup/")
    audit(phone)
    phone.fill("input[name=name]", "บุคคลสมมุติ ผู้มาใหม่")
    phone.fill("input[name=email]", "newcomer@demo.example")
    phone.fill("input[name=password1]", "a-long-enough-password")
    phone.click(SEND)
    audit(phone)
    for attempt in range(20):
        phone.goto("/demo/mail/")
        if phone.locator("article", has_text="newcomer@demo.example").count():
            break
        phone.wait_for_timeout(100 * attempt)
    audit(phone)
    phone.locator("article", has_text="newcomer@demo.example").locator("a").first.click()
    audit(phone)
    phone.locator("main a[href*='confirm-email']").click()
    audit(phone)
    phone.click("main form button[type=submit]")
    expect(phone.locator("form[action*=logout]").first).to_be_attached()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("language", ["en", "th", "vi", "lo"])
def test_no_page_is_wider_than_its_screen(phone: Page, audit: Any, width: int, language: str) -> None:
    phone.set_viewport_size({"width": width, "height": 800})
    for path in ("", "library/", "communities/", "search/?q=ป่า", "accounts/login/", "accounts/password/reset/"):
        phone.goto(f"/{language}/{path}")
        audit(phone)


def test_everything_works_without_scripts(browser: Any, demo_site: str) -> None:
    context = browser.new_context(base_url=demo_site, java_script_enabled=False, locale="lo")
    page = context.new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/lo/$"))
    page.goto("/lo/search/")
    page.locator("main input[name=q]").first.fill("ປ່າຊຸມຊົນ")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".result__title").first).to_be_visible()
    context.close()
