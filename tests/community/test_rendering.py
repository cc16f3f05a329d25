"""Markdown becomes HTML that is safe to show, whatever it holds."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from community.rendering import _ATTRIBUTES, _TAGS, plain, render

NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](https://elsewhere.example/pixel.gif)",
    "<a href='javascript:x'>y</a>",
    '[x](https://a.example "onmouseover=alert(1)")',
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    "<iframe src=//evil.example>",
    "`<script>`",
    "```html\n<script>alert(1)</script>\n```",
    "[a]: javascript:alert(1)\n[a]",
    '<https://x.example/"onclick=alert(1)>',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


def _is_safe(html: str) -> None:
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name in _TAGS
        assert set(tag.attrs) <= _ATTRIBUTES.get(tag.name, set()) | {"rel"}
        if "href" in tag.attrs:
            assert tag["href"].split(":")[0].lower() in {"http", "https", "mailto"} or tag["href"][:1] in "/#"


@pytest.mark.parametrize("text", NASTY)
def test_known_attacks_come_out_as_text(text: str) -> None:
    html = render(text)
    _is_safe(html)
    assert "<script" not in html
    assert "<img" not in html


@given(st.lists(st.sampled_from([*NASTY, "**", "_", "\n\n", "> ", "- ", "ก่ำ", "ນ້ຳ", "<", ">", '"', "&"]), max_size=12))
def test_no_mixture_of_markup_and_attacks_gets_through(parts: list[str]) -> None:
    _is_safe(render("".join(parts)))


def test_what_people_use_works_in_every_script() -> None:
    html = render("# หัวข้อ\n\nນ້ຳເຜິ້ງ **ດີ** และ *มาก*\nบรรทัดใหม่\n\n- một\n- hai\n\n[trang](https://a.example/)")
    assert "<h3>หัวข้อ</h3>" in html
    assert "<strong>ດີ</strong>" in html
    assert "<br>" in html
    assert "<li>một</li>" in html
    assert 'rel="nofollow noopener ugc"' in html


def test_deep_nesting_does_not_stop_the_site() -> None:
    assert render("> " * 5_000 + "x")
    assert render("[" * 20_000)
    assert render("*" * 40_000 + "x")


def test_words_stay_whole_in_plain_text() -> None:
    assert plain(render("ความ**รู้**ใหม่ ab*cd*ef\n\n- một\n- hai")) == "ความรู้ใหม่ abcdef\n\nmột\n\nhai"
