"""Markdown becomes HTML that is safe to show, whatever it holds."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from community.rendering import _ATTRIBUTES, _CLASSES, _TAGS, Card, World, clean, plain, render, wanted

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


SCHEMES = {"http", "https", "mailto"}  # or an address on this site


def _is_safe(html: str) -> None:
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name in _TAGS
        assert set(tag.attrs) <= _ATTRIBUTES.get(tag.name, set()) | {"rel", "class"}
        assert set(tag.get("class", [])) <= _CLASSES.get(tag.name, set())
        if "href" in tag.attrs:
            assert ":" not in tag["href"].split("/")[0] or tag["href"].split(":")[0].lower() in SCHEMES


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


PEOPLE = World(
    {7: "<b>สม \u202eศรี"}, {"สม ศรี": 7}, {"https://a.example/x": Card("/library/x/", "<i>T", "th", "Case & co")}
)
PIECES = [
    *NASTY, "**", "_", "\n", "\n\n", "> ", "- ", "1. ", "| a | b |\n|---|---|\n| ", "`", "```\n", "\u202e", "\u2067",
    "\0", "ก่ำ", "ນ້ຳ", "@สม ศรี", "@[x](7)", "@[](7)", "@[<b>](99)", "@", "https://a.example/x", "<https://a.example/x>",
    "[", "](", ")", "\\", "&#x202e;", "[r]: https://a.example/x\n\n", "[r]", "    ", "# ", "\ud800",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25))
def test_whatever_is_written_comes_out_safe_plain_and_the_same_twice(parts: list[str]) -> None:
    text = "".join(parts)
    html = render(text, PEOPLE)
    _is_safe(html)
    assert "\u202e" not in html
    assert html == render(text, PEOPLE)
    plain(html)
    wanted(text)


def test_what_is_cleaned_stays_as_it_is() -> None:
    html = render("@สม ศรี และ @[x](7)\n\nhttps://a.example/x\n\n> [a](https://b.example)", PEOPLE)
    assert clean(html) == html


def test_two_hundred_quotes_in_quotes_are_shown_at_a_depth_one_can_read() -> None:
    html = render("\n".join(">" * depth + f" {depth}" for depth in range(1, 201)))
    assert html.count("<blockquote>") <= 6
    assert "200" in html


@pytest.mark.parametrize(
    "text",
    ["@a " * 16_000, "@[" * 25_000, "https://a.example/x\n" * 2_500, "[a](https://b.example) " * 2_000, "<" * 50_000],
    ids=["names", "brackets", "addresses", "links", "angles"],
)
def test_a_text_of_fifty_kilobytes_is_rendered_whole(text: str) -> None:
    assert render(text).endswith(("</p>\n", "</p>"))
    assert len(wanted(text).names) <= 100


def test_an_address_ends_where_thai_begins_or_a_sentence_ends() -> None:
    html = render("ดู https://a.example/b_(c)ครับ (https://a.example/d). me@https-free.example")
    assert 'href="https://a.example/b_(c)"' in html
    assert 'href="https://a.example/d"' in html
    assert html.count("<a ") == 2


_HTML = st.recursive(
    st.one_of(st.text(max_size=12), st.sampled_from(NASTY)),
    lambda inside: st.tuples(
        st.sampled_from(["a", "p", "svg", "math", "script", "style", "iframe", "object", "form", "b", "ul", "table"]),
        st.sampled_from([
            "", "href='javascript:x'", 'href=" \tjava\nscript:x"', "href=//elsewhere.example", "onclick=x",
            "style='a:b'", "src=x onerror=x", "xlink:href='data:,x'", "href='data:text/html,x'", "class=mention",
            "id=main", "formaction=x",
        ]),
        inside,
    ).map(lambda parts: f"<{parts[0]} {parts[1]}>{parts[2]}</{parts[0]}>"),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_HTML, max_size=6).map("".join))
def test_whatever_html_comes_to_the_second_fence_leaves_it_safe_and_stays_as_it_is(html: str) -> None:
    cleaned = clean(html)
    _is_safe(cleaned)
    assert clean(cleaned) == cleaned
    for tag in BeautifulSoup(cleaned, "html.parser").find_all(True):
        assert not tag.get("src")
        assert not any(name.startswith("on") for name in tag.attrs)
