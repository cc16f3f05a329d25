"""The page of results, as a person meets it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client

from search import expanding
from search.analysis import question
from search.documents import grouped
from search.engines.base import AWAY, REBUILDING, EngineUnavailable
from search.engines.embedded import EmbeddedEngine
from search.expansion import LEXICON, NAME, THESAURUS, TRANSLATOR, Expansion
from tests.factories import user

from .notes import MULTILINGUAL, Notes, note

pytestmark = pytest.mark.django_db
Put = Callable[..., Notes]


def page(client: Client, path: str = "/en/search/", **parameters: Any) -> str:
    response = client.get(path, parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_before_anything_is_asked_it_says_what_can_be(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    html = page(client)
    assert "Type a few words" in html
    assert 'class="result"' not in html


def test_results_are_linked_marked_and_in_their_language(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    html = page(client, q="น้ำผึ้ง")
    assert re.search(r'<h3[^>]* lang="th"[^>]*><a href="/en/notes/1/"><mark>น้ำผึ้ง</mark>ป่า</a>', html)
    assert "ชุมชนเก็บ<mark>น้ำผึ้ง</mark>ป่า" in html
    assert "in Thai" in html
    assert "1 result" in html
    assert 'value="น้ำผึ้ง"' in html


def test_nothing_found_helps_on(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    assert "Try fewer words" in page(client, q="zzzz")
    html = page(client, q="honey", lang="th")
    assert "Search without filters" in html
    assert 'href="/en/search/?q=honey"' in html


def test_what_cannot_be_used_is_ignored_and_said(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    html = page(client, q="honey", lang="xx", type="spaceship", theme="<b>", page="two")
    assert "no content in the language “xx”" in html
    assert "no kind of content called “spaceship”" in html
    assert "<b>" not in html
    assert "1 result" in html
    assert "<mark>honey</mark>" in html


def test_a_question_is_never_html(client: Client, indexed: Put) -> None:
    indexed(note(1, "<script>alert(1)</script> honey", title="<img src=x> honey"))
    html = page(client, q='honey"><script>alert(2)</script>')
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_a_page_beyond_the_last_is_the_last(client: Client, indexed: Put) -> None:
    indexed(*(note(number, "honey") for number in range(1, 46)))
    html = page(client, q="honey", page=400)
    assert "Page 3 of 3" in html
    assert html.count('<article class="result"') == 5
    assert 'href="/en/search/?q=honey&amp;page=2"' in html


def test_facets_are_links_that_choose_and_take_away(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    html = page(client, q="honey bees ong rừng", type="note")
    assert 'href="/en/search/?q=honey+bees+ong+r%E1%BB%ABng&amp;type=note&amp;lang=en"' in html
    assert 'href="/en/search/?q=honey+bees+ong+r%E1%BB%ABng"' in html
    assert '<input type="hidden" name="type" value="note">' in html


@pytest.mark.usefixtures("only_notes")
@pytest.mark.parametrize(
    ("reason", "title"),
    [(REBUILDING, "Search is being prepared"), (AWAY, "Search is not available at the moment")],
)
def test_without_an_engine_it_says_why(
    client: Client, monkeypatch: pytest.MonkeyPatch, reason: str, title: str
) -> None:
    def away(*args: Any) -> Any:
        raise EngineUnavailable(reason)

    monkeypatch.setattr(EmbeddedEngine, "search", away)
    response = client.get("/en/search/", {"q": "honey"})
    assert response.status_code == 503
    assert response["Retry-After"]
    assert title in response.content.decode()
    assert 'value="honey"' in response.content.decode()


def test_the_number_of_database_queries_does_not_grow_with_the_hits(
    client: Client, indexed: Put, django_assert_max_num_queries: Any
) -> None:
    indexed(note(1, "honey"))
    page(client, q="honey")
    with django_assert_max_num_queries(40) as few:
        page(client, q="honey")
    indexed(*(note(number, "honey") for number in range(1, 20)))
    with django_assert_max_num_queries(40) as many:
        page(client, q="honey")
    assert len(few) == len(many)


def test_the_number_of_results_a_page_stays_as_it_was_chosen(client: Client, indexed: Put) -> None:
    indexed(*(note(number, "honey") for number in range(1, 8)))
    html = page(client, q="honey", page_size="3")
    assert "/en/search/?q=honey&page_size=3&page=2" in links(html)


def links(html: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'href="([^"]*)"', html)]


def words(html: str) -> str:
    """What is left of HTML for a reader."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_second_language_is_chosen_beside_the_first(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    html = page(client, q="honey bees ong rừng น้ำผึ้ง", lang="en")
    found = links(html)
    asked = "/en/search/?q=honey+bees+ong+r%E1%BB%ABng+%E0%B8%99%E0%B9%89%E0%B8%B3%E0%B8%9C%E0%B8%B6%E0%B9%89%E0%B8%87"
    assert f"{asked}&lang=en&lang=vi" in found
    assert asked in found, "the chosen one is taken away with one tap"
    assert "2 results" in page(client, q="honey bees ong rừng", lang=["en", "vi"])


def test_of_a_long_list_the_first_values_and_the_chosen_ones_stand_open(client: Client, indexed: Put) -> None:
    tags = [f"tag {number:02}" for number in range(12)]
    indexed(*(note(number, "honey", tags=tuple(tags[: number + 1])) for number in range(12)))
    html = page(client, q="honey", tag="tag 11")
    shown, _, more = html.partition('<details class="facet__more">')
    assert "3 more" in more
    assert all(f">tag {number:02}<" in shown for number in (0, 1, 7, 11))
    assert ">tag 09<" not in shown
    assert ">tag 09<" in more


def test_every_facet_is_shown_in_words_with_its_counts(client: Client, indexed: Put) -> None:
    indexed(note(1, "honey", tags=("bees",), countries=("LA",), communities=("open-talk",), evidence="good"))
    html = page(client, q="honey")
    for label in ("Kind", "Language", "Country", "Tag", "Evidence", "Year", "Community"):
        assert f"<summary>{label}</summary>" in html
    assert "Laos" in html


def test_what_narrows_and_orders_stands_above_and_goes_with_a_tap(client: Client, indexed: Put) -> None:
    indexed(note(1, "honey", authors=("แก้ว มานี",)), note(2, "honey", authors=("Keo",)))
    html = page(client, q="honey", by=["Keo", "แก้ว"], sort="date")
    chips = html[html.index('aria-label="Chosen"') : html.index('class="split"')]
    assert [words(chip) for chip in re.findall(r"<bdi>.*?</bdi>", chips)] == ["By Keo", "By แก้ว", "Newest first"]
    assert "/en/search/?q=honey&by=Keo&sort=date" in links(chips)
    assert "/en/search/?q=honey&by=Keo&by=%E0%B9%81%E0%B8%81%E0%B9%89%E0%B8%A7" in links(chips)
    assert '<input type="hidden" name="by" value="แก้ว">' in html
    assert '<input type="hidden" name="sort" value="date">' in html


def test_the_order_is_chosen_by_a_link(client: Client, indexed: Put) -> None:
    indexed(note(1, "honey"), note(2, "honey"))
    html = page(client, q="honey")
    assert re.search(r'<a href="/en/search/\?q=honey" [^>]*aria-current="true">Best first</a>', html)
    assert "/en/search/?q=honey&sort=date" in links(html)
    assert page(client, q="honey", sort="date").index("/notes/2/") < page(client, q="honey", sort="date").index(
        "/notes/1/"
    )
    assert "Best first" not in page(client, type="note"), "without words there is one order"


def test_the_other_languages_of_a_thing_are_named_in_themselves(client: Client, indexed: Put) -> None:
    """And an excerpt from one of them says so."""
    indexed(
        *grouped(
            [
                note(1, "The village keeps bees", title="Forest honey"),
                note(2, "ชุมชนเก็บน้ำผึ้งป่า", title="น้ำผึ้งป่า", language="th"),
                note(3, "Người dân nuôi ong", title="Mật ong rừng", language="vi"),
            ],
            ["en", "th", "vi", "lo"],
        )
    )
    html = page(client, q="น้ำผึ้ง")
    assert '<a href="/en/notes/2/" lang="th" hreflang="th"><bdi>ไทย</bdi></a>' in html
    assert '<a href="/en/notes/3/" lang="vi" hreflang="vi"><bdi>Tiếng Việt</bdi></a>' in html
    assert "Found in the Thai version:" in html
    assert re.search(r'<p class="result__excerpt[^>]* lang="th"[^>]*>.*<mark>น้ำผึ้ง</mark>', html)
    assert re.search(r'<h3[^>]* lang="en"[^>]*><a href="/en/notes/1/">Forest honey</a>', html)
    assert "Found in the" not in page(client, q="bees")


def test_a_quoted_post_says_who_wrote_it_and_leads_to_it(client: Client, indexed: Put) -> None:
    asked = note(1, texts=[("en", "Who keeps bees?"), ("th", "เราขายน้ำผึ้งทุกเดือน")], title="A question")
    first, second = asked.body
    body = (replace(first, anchor="post-1", author="Mai"), replace(second, anchor="post-2", author="<b>สมชาย</b>"))
    indexed(replace(asked, body=body))
    html = page(client, q="น้ำผึ้ง")
    assert '<a href="/en/notes/1/#post-2"><bdi>&lt;b&gt;สมชาย&lt;/b&gt;</bdi> wrote:</a>' in html
    assert '<a href="/en/notes/1/">A question</a>' in html
    assert "in Thai" in html


def test_a_better_spelling_is_a_link_that_keeps_the_filters(client: Client, indexed: Put) -> None:
    indexed(note(1, "The cooperative sells honey", tags=("bees",)))
    html = page(client, q="coperative", tag="bees", sort="date")
    assert "Did you mean: cooperative ?" in words(html)
    assert "/en/search/?q=cooperative&tag=bees&sort=date" in links(html)
    assert "Did you mean" not in page(client, q="cooperative")


def expand(monkeypatch: pytest.MonkeyPatch, *expansions: tuple[str, str, str, str]) -> None:
    """Every question is expanded with these, given as (text, language, origin, of)."""

    def made(q: str, *, language: str, into: Any, without: Any = ()) -> tuple[Expansion, ...]:
        return tuple(
            Expansion(text, code, origin, of, question(text, [code]), 0.5)
            for text, code, origin, of in expansions
            if text not in without
        )

    monkeypatch.setattr(expanding, "expansions", made)


ADDED = (
    ("ป่าชุมชน", "th", THESAURUS, "community forest"),
    ("rừng cộng đồng", "vi", THESAURUS, "community forest"),
    ("น้ำผึ้ง", "th", LEXICON, "honey"),
    ("ນ້ຳເຜິ້ງ", "lo", TRANSLATOR, "honey"),
    ("เคโอ", "th", NAME, "Keo"),
)


def test_what_was_added_to_a_question_is_named_explained_and_taken_away_with_one_tap(
    client: Client, indexed: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    expand(monkeypatch, *ADDED)
    indexed(*MULTILINGUAL)
    html = page(client, q="community forest honey Keo")
    assert "Also searched for" in html
    for origin in ("from the glossary", "learned from translations here", "the same name", "translated by a machine"):
        assert origin in html
    assert '<bdi lang="th">ป่าชุมชน</bdi>' in html
    assert 'for <bdi lang="en">“community forest”</bdi>' in html
    away = "/en/search/?q=community+forest+honey+Keo&without=r%E1%BB%ABng+c%E1%BB%99ng+%C4%91%E1%BB%93ng"
    assert away in links(html)
    assert "/en/search/?q=community+forest+honey+Keo&expand=no" in links(html)
    shown, _, more = html.partition("For 2 other words")
    assert "“honey”" in shown
    assert "“Keo”" in more

    without = page(client, q="community forest honey Keo", without="rừng cộng đồng")
    assert "Taken away" in without
    assert '<bdi lang="vi">rừng cộng đồng</bdi>' in without[without.index("Taken away") :]
    assert "/en/search/?q=community+forest+honey+Keo" in links(without), "and comes back with one tap"

    plain = page(client, q="community forest honey Keo", expand="no")
    assert "Only what you typed was searched for." in plain
    assert "/en/search/?q=community+forest+honey+Keo" in links(plain)
    assert "Also searched for" not in plain


def test_nothing_is_said_of_what_was_not_added(client: Client, indexed: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    expand(monkeypatch)
    indexed(*MULTILINGUAL)
    assert "earched for" not in page(client, q="honey")
    assert "earched for" not in page(client, type="note")


def test_the_signs_of_a_question_are_explained(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    text = words(page(client))
    for sign in ('"wild honey"', "-palm", "lang:th", "type:case", "by:Keo", "in:forests"):
        assert sign in text


@pytest.mark.parametrize("parameters", [{}, {"q": "honey"}, {"q": "zzzz"}, {"q": "honey", "page": "9"}])
def test_no_search_is_for_search_machines(client: Client, indexed: Put, parameters: dict[str, str]) -> None:
    indexed(*MULTILINGUAL)
    assert '<meta name="robots" content="noindex">' in page(client, **parameters)


def test_nothing_in_the_page_needs_a_looser_policy(
    client: Client, indexed: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    expand(monkeypatch, *ADDED)
    indexed(*MULTILINGUAL)
    html = page(client, q="honey forest")
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", html)


def test_a_full_page_weighs_less_than_sixty_kilobytes(
    client: Client, indexed: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty results with four languages each, eight facets with fifty values, 48 expansions, a question of 2,000
    characters: as much as there can be."""
    expand(monkeypatch, *((f"คำที่เพิ่ม {at}", "th", LEXICON, f"word {at % 12}") for at in range(48)))
    countries = ("TH", "LA", "VN", "KH", "MM", "NP", "IN", "CN", "PH", "ID")
    made = [
        note(
            number,
            f"honey {number} " + "ชุมชนเก็บน้ำผึ้งป่าและดูแลป่าชุมชนร่วมกัน " * 20,
            title=f"น้ำผึ้งป่าและชาป่าของชุมชนบ้านห้วยหินลาดใน {number}",
            tags=tuple(f"ป้าย {(number * 7 + at) % 60}" for at in range(10)),
            countries=countries,
            communities=tuple(f"community-{(number + at) % 60}" for at in range(10)),
            authors=("สมชาย ใจดี",),
        )
        for number in range(1, 61)
    ]
    indexed(*made)
    for q in ("honey น้ำผึ้ง", "honey " + "น้ำผึ้งป่า " * 180):
        html = page(client, q=q)
        assert html.count('<article class="result"') == 20
        assert len(gzip.compress(html.encode())) < 45_000  # the style sheet and the scripts are 12,000 more
        assert len(html) < 4_000_000


def test_the_number_of_queries_does_not_grow_for_somebody_who_saved_the_search(
    client: Client, indexed: Put, django_assert_max_num_queries: Any
) -> None:
    client.force_login(user())
    indexed(note(1, "honey"))
    client.post("/en/search/saved/", {"search": "q=honey"})
    page(client, q="honey")
    with django_assert_max_num_queries(20) as few:
        page(client, q="honey")
    indexed(*(note(number, "honey", tags=(f"tag {number}",)) for number in range(1, 20)))
    with django_assert_max_num_queries(20) as many:
        assert "Saved" in page(client, q="honey")
    assert len(few) == len(many)


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/en/search/", {"q": "honey"}).status_code == 405
