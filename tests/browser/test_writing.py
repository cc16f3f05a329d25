"""Somebody in Thailand writes with a phone: marks a word, names a member, looks at it, is
interrupted, goes on, sends."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_post_is_written_in_pieces_and_sent_whole(phone: Page, audit: Any) -> None:
    phone.goto("/th/accounts/login/")
    phone.fill("input[name=login]", "alumna@demo.example")
    phone.fill("input[name=password]", "learning-route")
    phone.click("main form button[type=submit]")
    phone.goto("/th/communities/forests-and-commons/")
    phone.locator(".thread-row__title[lang=th] a").first.click()
    area = phone.locator("textarea[name=text]")

    area.fill("เก็บปีละสี่รอบ")
    area.press("Control+a")
    phone.locator("[data-mark=bold]").click()
    expect(area).to_have_value("**เก็บปีละสี่รอบ**")
    area.press("End")
    with phone.expect_response(lambda answer: "/-/draft/" in answer.url):
        area.press_sequentially(" @บุคคล")
        names = phone.locator(".writing__names [role=option]")
        expect(names.first).to_be_visible()
        name = names.first.text_content() or ""
        audit(phone)
        area.press("Enter")
        expect(area).to_have_value(f"**เก็บปีละสี่รอบ** @{name} ")
    expect(names).to_have_count(0)

    phone.locator("button[name=preview]").click()
    preview = phone.locator("[data-preview]")
    expect(preview.locator("strong")).to_have_text("เก็บปีละสี่รอบ")
    expect(preview.locator(".mention")).to_have_text(f"@{name}")
    audit(phone)

    # The toolbar with the keyboard: one stop of Tab, arrows inside.
    phone.locator("[data-mark=bold]").focus()
    phone.keyboard.press("ArrowRight")
    expect(phone.locator("[data-mark=italic]")).to_be_focused()

    with phone.expect_response(lambda answer: "/-/draft/" in answer.url and answer.ok):
        area.press("End")
        area.press_sequentially("ครับ")
    thread = phone.url
    phone.goto("/th/")
    phone.goto(thread)
    expect(area).to_have_value(f"**เก็บปีละสี่รอบ** @{name} ครับ")
    audit(phone)

    # What is selected in a post comes into the answer as a quote, below what was written.
    prose = phone.locator(".post .prose p").first
    prose.select_text()
    chosen = phone.evaluate("getSelection().toString().trim()")
    phone.locator(".post [data-quote]").first.click()
    assert f"> {chosen.splitlines()[0]}" in area.input_value()
    assert "](/communities/-/posts/" in area.input_value()

    phone.click("main form.form button[type=submit]:not([name])")
    post = phone.locator(".post").last
    expect(post.locator(".mention")).to_have_text(f"@{name}")
    expect(post.locator("blockquote a").first).to_be_visible()
    expect(phone.locator("textarea[name=text]")).to_have_value("")
    post.locator("a[href$='/edit/']").click()
    expect(phone.locator("textarea[name=text]")).to_have_value(re.compile(re.escape(chosen.splitlines()[0])))
    audit(phone)
