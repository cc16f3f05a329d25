"""The language is in the path; the browser's is honoured once; every language has its own name."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cms.languages import negotiated
from search import languages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("lo", "lo"),
        ("th-TH,th;q=0.9,en;q=0.8", "th"),
        ("en;q=0.3, vi;q=0.9, th;q=0.5", "vi"),
        ("fr, de;q=0.9, lo;q=0.1", "lo"),
        ("th;q=0, vi;q=0.1", "vi"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
        ("th;q=banana", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_the_browser_s_list_is_read_by_quality(header: str, expected: str) -> None:
    assert negotiated(header) == expected


def test_the_root_leads_to_the_browser_s_language_and_remembers_it(client: Client, outline: None) -> None:
    first = client.get("/", headers={"accept-language": "vi,en;q=0.5"})
    assert (first.status_code, first.url) == (302, "/vi/")
    assert "Accept-Language" in first["Vary"]
    second = client.get("/", headers={"accept-language": "th"})
    assert second.url == "/vi/"


def test_the_language_of_the_path_wins_and_is_remembered(client: Client, outline: None) -> None:
    response = client.get("/lo/", headers={"accept-language": "th"})
    assert response.status_code == 200
    assert response["Content-Language"] == "lo"
    assert client.get("/").url == "/lo/"


def test_an_address_without_language_keeps_its_question(client: Client, outline: None) -> None:
    response = client.get("/search/?q=น้ำผึ้ง", headers={"accept-language": "th"})
    assert response.status_code == 302
    assert response.url == "/th/search/?q=%E0%B8%99%E0%B9%89%E0%B8%B3%E0%B8%9C%E0%B8%B6%E0%B9%89%E0%B8%87"


def test_no_address_leads_to_another_house(client: Client) -> None:
    assert client.get("//evil.example/").headers.get("Location", "/").startswith("/en/")


def test_machines_addresses_have_no_language(client: Client) -> None:
    assert client.get("/api/v1/nothing").status_code == 404
    assert client.get("/media/nothing").status_code == 404


@pytest.mark.parametrize("code", ["en", "th", "vi", "lo"])
def test_the_menu_shows_each_language_in_its_own_script(client: Client, outline: None, code: str) -> None:
    page = client.get(f"/{code}/").content.decode()
    assert f'<html lang="{code}"' in page
    for other, name in [("en", "English"), ("th", "ไทย"), ("vi", "Tiếng Việt"), ("lo", "ລາວ")]:
        assert re.search(rf'<a[^>]*href="/{other}/"[^>]*lang="{other}"[^>]*>\s*(<[^>]+>\s*)*{name}', page) or re.search(
            rf'<[a-z]+[^>]*lang="{other}"[^>]*>\s*{name}', page
        ), other


@pytest.mark.parametrize("code", ["en", "th", "vi", "lo"])
def test_pages_name_their_other_languages(client: Client, outline: None, code: str) -> None:
    page = client.get(f"/{code}/search/").content.decode()
    found = set(re.findall(r'rel="alternate" hreflang="([^"]+)"', page))
    assert found == {"en", "th", "vi", "lo", "x-default"}


def test_a_language_list_is_read_from_the_environment() -> None:
    assert languages.parse_list("en, TH,zh_Hans,km,th") == ["en", "th", "zh-hans", "km"]
    for nonsense in ("", " , ", "en,klingonish"):
        with pytest.raises(ValueError, match="RUTERO_LANGUAGES"):
            languages.parse_list(nonsense)


def test_names_of_languages_and_countries_are_in_the_reader_s_language() -> None:
    assert languages.name_in("th", "vi") == "Tiếng Thái"
    assert languages.country_name("LA", "th") == "ลาว"
    assert languages.country_name("TH", "lo") == "ໄທ"
    assert languages.own_name("zh-hans") == "简体中文"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("น้ำผึ้งป่า honey", "th"),
        ("ນ້ຳເຜິ້ງ", "lo"),
        ("Hợp tác xã lúa gạo", "vi"),
        ("Honey from the forest", "en"),
        ("สวัสดีครับ ดูที่ https://www.facebook.com/groups/a-very-long-address-in-latin-letters", "th"),
        ("ລອງ ```python\nprint('a long program in latin letters')\n```", "lo"),
        ("12345", "th"),
        ("", "th"),
    ],
)
def test_the_language_of_a_text_is_guessed_from_its_letters(text: str, expected: str) -> None:
    assert languages.guess(text, default="th", among=["en", "th", "vi", "lo"]) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/th", "/th/"),
        ("/TH/library/?q=1", "/th/library/?q=1"),
        ("/en-us/search/", "/en/search/"),
        ("/lo?a=b", "/lo/?a=b"),
    ],
)
def test_a_language_in_another_spelling_leads_to_its_pages(client: Client, address: str, expected: str) -> None:
    response = client.get(address, headers={"accept-language": "en"})
    assert (response.status_code, response.url) == (302, expected)
