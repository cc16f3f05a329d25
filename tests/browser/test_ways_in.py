"""A passkey and an authenticator app, set up and used in Thai on a phone; the keys are those of Chromium's own
virtual authenticator."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser
PASSWORD = "learning-route"


@pytest.fixture
def phone(browser: Browser, demo_site: str) -> Iterator[Page]:
    """As `phone` of the others, under a name: no passkey belongs to a number."""
    site = demo_site.replace("127.0.0.1", "localhost")
    context = browser.new_context(viewport=PHONE, locale="th-TH", base_url=site, has_touch=True, is_mobile=True)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    context.close()
    assert not problems, problems


def _sign_in(page: Page, email: str, leads_to: str = "/th/accounts/") -> None:
    page.goto(f"/th/accounts/login/?next={leads_to}")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click(".panel button[type=submit]")


def _sign_out(page: Page) -> None:
    page.goto("/th/accounts/logout/")
    page.click(".account button[type=submit]")


def _is_at(page: Page, path: str) -> None:
    expect(page).to_have_url(re.compile(rf"^http://localhost:\d+{path}$"))


def _once_more(page: Page) -> None:
    page.fill("input[name=password]", PASSWORD)
    page.click(".panel button[type=submit]")


def test_a_passkey_is_made_and_signs_in_alone(phone: Page, audit: Any) -> None:
    _sign_in(phone, "translator@demo.example")
    audit(phone)
    for page in ("email/", "sessions/", "2fa/"):
        phone.goto(f"/th/accounts/{page}")
        audit(phone)
    phone.click("a[href$='/2fa/webauthn/add/']")
    audit(phone)
    _once_more(phone)
    expect(phone.locator("input[name=name]")).to_have_value("Chrome, Linux")
    expect(phone.locator("[data-passkey-missing]")).to_be_hidden()
    audit(phone)
    phone.click("[data-passkey=new] button[type=submit]")
    expect(phone.locator(".account-codes li")).to_have_count(10)
    audit(phone)
    phone.goto("/th/accounts/2fa/")
    expect(phone.locator(".account-key")).to_have_count(1)
    audit(phone)

    _sign_out(phone)
    phone.goto("/th/accounts/login/?next=/th/accounts/email/")
    audit(phone)
    phone.click("[data-passkey=sign-in] button")
    _is_at(phone, "/th/accounts/email/")

    # The same passkey is the second step after a password.
    _sign_out(phone)
    _sign_in(phone, "translator@demo.example")
    _is_at(phone, "/th/accounts/2fa/authenticate/")
    audit(phone)
    phone.click("[data-passkey=again] button")
    _is_at(phone, "/th/accounts/")


def test_an_authenticator_app_is_set_up_and_asked(phone: Page, audit: Any) -> None:
    _sign_in(phone, "reviewer@demo.example")
    phone.goto("/th/accounts/2fa/totp/activate/")
    _once_more(phone)
    secret = phone.locator("code.secret").inner_text()
    audit(phone)
    now = int(time.time()) // 30
    phone.fill("input[name=code]", totp.format_hotp_value(totp.hotp_value(secret, now)))
    phone.click("main .form button[type=submit]")
    expect(phone.locator(".account-codes li")).to_have_count(10)

    _sign_out(phone)
    _sign_in(phone, "reviewer@demo.example", "/th/accounts/sessions/")
    audit(phone)
    phone.fill("input[name=code]", totp.format_hotp_value(totp.hotp_value(secret, now + 1)))
    phone.click(".panel button[type=submit]")
    _is_at(phone, "/th/accounts/sessions/")
