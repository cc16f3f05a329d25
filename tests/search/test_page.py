"""The page of results, as a person meets it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from search.engines.base import AWAY, EngineUnavailable
from search.engines.embedded import EmbeddedEngine

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
def test_while_the_index_is_made_it_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> Any:
        raise EngineUnavailable(AWAY)

    monkeypatch.setattr(EmbeddedEngine, "search", away)
    response = client.get("/en/search/", {"q": "honey"})
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "Search is being prepared" in response.content.decode()
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


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/en/search/", {"q": "honey"}).status_code == 405
