"""What every page promises: strict policies, no script inline, nothing from another house, few bytes."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from people.cookies import COOKIES
from search import changes
from tests.factories import PASSWORD, case, community, thread, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


@pytest.fixture
def addresses() -> list[str]:
    page = case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ", themes=["natural-resources"], countries=["LA"])
    space = community(titles={"en": "Forests", "th": "ป่า"})
    started = thread(community=space, title="ขายน้ำผึ้ง", text="**ที่ไหน**")
    paths = [
        "", "library/", f"library/{page.slug}/", "communities/", f"communities/{space.slug}/",
        f"communities/{space.slug}/{started.pk}/", "search/", "search/?q=ป่า", "accounts/login/", "accounts/signup/",
        "accounts/password/reset/", "people/-/privacy/", "people/-/rules/", "nothing-here/",
    ]  # fmt: skip
    changes.drain(wait=True)
    return [f"/{language}/{path}" for language in ("en", "th", "lo", "vi") for path in paths]


def test_no_page_has_inline_script_or_style_or_asks_another_house(client: Client, addresses: list[str]) -> None:
    member = user()
    for signed_in in (False, True):
        if signed_in:
            client.login(email=member.email, password=PASSWORD)
        for address in addresses:
            response = client.get(address)
            html = response.content.decode()
            assert response.status_code in {200, 302, 404}, address
            if response.status_code == 302:
                continue
            policy = response["Content-Security-Policy"]
            assert "unsafe-inline" not in policy
            assert "default-src 'none'" in policy
            # A data block is no script: browsers neither run nor block it (tests/browser/test_open_data.py).
            assert not re.search(r'<script(?![^>]*\bsrc=)(?! type="application/ld\+json">)', html), address
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html), address
            for url in re.findall(
                r"<(?:script|img|link|iframe|source|video|audio|track|object|embed|form|input|use)\b"
                r"[^>]*\s(?:src|href|srcset|poster|data|action|formaction)=\"([^\"]+)\"",
                html,
            ):
                assert url.startswith(("/", "data:", "#", "http://testserver/")), (address, url)


def test_reading_pages_stay_under_sixty_kilobytes(client: Client, addresses: list[str]) -> None:
    from cms.styles import stylesheet

    style = len(gzip.compress(stylesheet().encode()))
    for address in addresses:
        assert len(gzip.compress(client.get(address).content)) + style < 40_000, address


def test_pages_ask_for_nothing_but_what_they_need(client: Client) -> None:
    response = client.get("/en/")
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in response["Permissions-Policy"]


def test_a_visitor_who_reads_gets_one_cookie_and_others_only_those_that_are_listed(
    client: Client, addresses: list[str]
) -> None:
    forms = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")
    for address in addresses:
        reader = Client()
        reader.get(address)
        allowed = {settings.LANGUAGE_COOKIE_NAME} | ({settings.CSRF_COOKIE_NAME} if address.endswith(forms) else set())
        assert set(reader.cookies) <= allowed, address
    listed = {cookie.name for cookie in COOKIES}
    member = user()
    client.post("/en/accounts/login/", {"login": member.email, "password": PASSWORD})
    client.post("/preferences/data-saver/", {"data_saver": "off"}, headers={"origin": "http://testserver"})
    for address in [*addresses, "/en/accounts/data/", "/en/accounts/consent/", "/en/accounts/"]:
        client.get(address)
    client.post("/en/accounts/data/")
    assert set(client.cookies) <= listed
    assert settings.SESSION_COOKIE_NAME in client.cookies


def test_the_stylesheet_asks_no_other_house() -> None:
    from cms.styles import stylesheet

    assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", stylesheet())


def test_every_page_has_one_heading_of_the_first_level_and_a_way_past_the_header(
    client: Client, addresses: list[str]
) -> None:
    for address in addresses:
        html = client.get(address, follow=True).content.decode()
        assert len(re.findall(r"<h1[ >]", html)) == 1, address
        assert 'href="#main"' in html, address
        assert len(re.findall(r"<main ", html)) == 1, address


@pytest.mark.parametrize("nasty", ["%00", "%00%00", "a%00b"])
def test_nul_in_an_address_is_no_error_of_ours(client: Client, nasty: str) -> None:
    changes.drain(wait=True)
    assert client.get(f"/en/library/?tag={nasty}").status_code == 200
    assert client.get(f"/en/search/?q={nasty}").status_code == 200
    assert client.get(f"/en/{nasty}/").status_code == 404


def test_the_data_saver_leads_back_to_this_house_only(client: Client) -> None:
    response = client.post("/preferences/data-saver/", {"next": "/th/library/", "data_saver": "on"})
    assert response.url == "/th/library/"
    assert 'class="data-saver' in client.get("/th/library/").content.decode()
    client.post("/preferences/data-saver/", {"data_saver": "off"})
    assert 'class="data-saver' not in client.get("/th/library/", headers={"save-data": "on"}).content.decode()
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", ""):
        assert client.post("/preferences/data-saver/", {"next": elsewhere}).url == "/"
    assert client.get("/preferences/data-saver/").status_code == 405


@pytest.mark.parametrize("form", ["/preferences/data-saver/", "helpful"])
def test_forms_without_a_token_are_taken_from_pages_of_this_house_only(form: str) -> None:
    """A token would be a cookie for everybody who reads the page."""
    page = case(code="AP-LA-2", language="lo", body="ປ່າຊຸມຊົນ")
    if form == "helpful":
        form = re.findall(r'action="(\S+/helpful/\S+)"', Client().get(f"/lo/library/{page.slug}/").content.decode())[0]
    client = Client(enforce_csrf_checks=True)
    for said in (
        {"origin": "https://evil.example"}, {"referer": "https://evil.example/testserver/"}, {"origin": "null"}, {},
        {"origin": "https://evil.example", "referer": "http://testserver/th/"},
    ):  # fmt: skip
        assert client.post(form, {"helpful": "yes"}, headers=said).status_code == 403
    for said in ({"origin": "http://testserver"}, {"referer": "http://testserver/th/"}):
        assert client.post(form, {"helpful": "yes"}, headers=said).status_code == 302
    assert client.post("/en/accounts/logout/", headers={"origin": "http://testserver"}).status_code == 403


def test_the_admin_is_for_staff_and_has_its_own_policy(client: Client) -> None:
    member = user()
    client.login(email=member.email, password=PASSWORD)
    assert client.get("/admin/").status_code == 302
    client.force_login(user(is_staff=True, is_superuser=True))
    assert "unsafe-inline" in client.get("/admin/")["Content-Security-Policy"]


def test_there_is_one_way_in_for_everybody(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/", headers={"accept-language": "th"})
    assert (response.status_code, response.url) == (302, "/th/accounts/login/?next=/admin/")
    assert client.get("/admin/").url.startswith("/en/accounts/login/")


def test_no_letter_is_shown_outside_the_demonstration(client: Client, settings: Any) -> None:
    assert client.get("/demo/mail/").status_code == 404
