"""`GET /api/v1/search`: the contract that other programs rely on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import translation

from search import expanding, registry
from search.documents import MEMBERS, STAFF
from search.engines.base import AWAY, EngineUnavailable
from search.engines.embedded import EmbeddedEngine
from tests.factories.people import user

from .notes import MULTILINGUAL, Notes, note

pytestmark = pytest.mark.django_db
Put = Callable[..., Notes]


def ask(client: Client, **parameters: Any) -> dict[str, Any]:
    response = client.get("/api/v1/search", parameters)
    assert response.status_code == 200, response.content
    return response.json()


def test_an_answer_has_the_shape_of_the_contract(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL, note(9, "x <b>honey</b> & bees", title="A case", code="AP-TH-2012-001"))
    body = ask(client, q="bees honey", lang="en")
    assert set(body) == {
        "count",
        "page",
        "pages",
        "results",
        "facets",
        "did_you_mean",
        "expanded_with",
        "expansions",
    }
    assert (body["count"], body["page"], body["pages"]) == (2, 1, 1)
    assert (body["did_you_mean"], body["expanded_with"]) == (None, [])
    assert set(body["facets"]) == {"type", "language", "theme", "country", "tag", "evidence", "year", "community"}
    assert body["facets"]["type"] == [{"value": "note", "label": "Notes", "count": 2}]
    by_id = {result["id"]: result for result in body["results"]}
    assert set(by_id[9]) == {
        "type",
        "id",
        "code",
        "language",
        "title",
        "url",
        "excerpt",
        "excerpt_language",
        "quoted",
        "score",
        "also_in",
    }
    assert by_id[9]["code"] == "AP-TH-2012-001"
    assert by_id[4]["code"] is None
    assert by_id[9]["excerpt"] == "x &lt;b&gt;<mark>honey</mark>&lt;/b&gt; &amp; <mark>bees</mark>"
    assert by_id[9]["score"] > 0


def test_everything_comes_newest_first_without_a_question(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    for parameters in ({}, {"q": ""}, {"q": "", "lang": "", "type": "", "page": ""}):
        body = ask(client, **parameters)
        assert [result["id"] for result in body["results"]] == [8, 7, 6, 5, 4, 3, 2, 1]


def test_pages_follow_one_another(client: Client, indexed: Put) -> None:
    indexed(*(note(number, "honey") for number in range(1, 26)))
    pages = [ask(client, q="honey", page=page, page_size=10) for page in (1, 2, 3, 4)]
    assert [len(page["results"]) for page in pages] == [10, 10, 5, 0]
    assert {page["count"] for page in pages} == {25}
    assert {page["pages"] for page in pages} == {3}
    assert len({result["id"] for page in pages for result in page["results"]}) == 25


def test_filters_narrow_and_may_be_given_twice(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    with patch.object(registry, "_known", {}):
        assert ask(client, lang="th")["count"] == 1
        assert ask(client, theme="forest")["count"] == 2
        assert ask(client, country=["th", "KH"])["count"] == 3
        assert ask(client, country="TH", lang="EN")["count"] == 1
        assert ask(client, tag="nothing")["count"] == 0


def test_links_lead_to_the_language_of_the_document(client: Client, indexed: Put) -> None:
    thread = note(20, texts=[("th", "mật"), ("vi", "mật ong")], language="th")
    indexed(*MULTILINGUAL, thread)
    assert [result["url"] for result in ask(client, q="ເຜິ້ງ")["results"]] == ["/lo/notes/2/"]
    assert [result["url"] for result in ask(client, q="mật ong", lang="vi")["results"]] == ["/vi/notes/3/"]
    assert "/th/notes/20/" in {result["url"] for result in ask(client, q="mật ong")["results"]}


def test_facets_are_named_in_the_readers_language(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    with translation.override("th"):
        response = client.get("/api/v1/search", {"q": "น้ำผึ้ง"}, headers={"accept-language": "th"})
    labels = {row["value"]: row["label"] for row in response.json()["facets"]["country"]}
    assert labels["TH"] == "ไทย"
    labels = {row["value"]: row["label"] for row in ask(client, q="น้ำผึ้ง")["facets"]["language"]}
    assert labels["th"] == "Thai"


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"lang": "xx"}, ["lang"]),
        ({"lang": "fr"}, ["lang"]),
        ({"type": "spaceship"}, ["type"]),
        ({"theme": "no-such-theme"}, ["theme"]),
        ({"country": "XX"}, ["country"]),
        ({"page": "0"}, ["page"]),
        ({"page": "-3"}, ["page"]),
        ({"page": "two"}, ["page"]),
        ({"page": "9" * 5_000}, ["page"]),
        ({"page_size": "0"}, ["page_size"]),
        ({"page_size": "101"}, ["page_size"]),
        ({"page": "101", "page_size": "100"}, ["page"]),
        ({"q": "x" * 2_001}, ["q"]),
        ({"lang": "xx", "page": "no", "type": ["spaceship", "b"]}, ["lang", "type", "type", "page"]),
    ],
)
def test_bad_parameters_are_named(client: Client, parameters: dict[str, Any], named: list[str]) -> None:
    response = client.get("/api/v1/search", parameters)
    assert response.status_code == 422
    detail = response.json()["detail"]
    assert sorted(problem["loc"] for problem in detail) == sorted(["query", name] for name in named)
    assert all(set(problem) == {"loc", "msg", "type"} and problem["msg"] for problem in detail)


@pytest.mark.parametrize(
    "q",
    [
        "\x00",
        "hon\x00ey",
        "\x1b[31m",
        "%",
        '"',
        "-",
        "(honey",
        "AND OR NOT",
        "a:b^2~1 *?",
        "\u202e\ufeff",
        "😀",
        "๑",
        "' OR 1=1 --",
    ],
)
def test_any_question_has_an_answer(client: Client, indexed: Put, q: str) -> None:
    indexed(note(1, "wild honey"))
    body = ask(client, q=q)
    assert body["count"] == (1 if q in ("hon\x00ey", "(honey", "\x00", "\u202e\ufeff") else body["count"])


def test_broken_utf_8_is_no_crash(client: Client, indexed: Put) -> None:
    indexed(note(1, "honey"))
    assert client.get("/api/v1/search?q=%ff%fehoney").status_code in (200, 400)


def test_a_very_long_question_is_answered(client: Client, indexed: Put) -> None:
    indexed(note(1, "wild honey"))
    words = " ".join(f"word{number}" for number in range(200))
    assert ask(client, q=f"{words} honey"[:2_000])["count"] == 1


@pytest.mark.usefixtures("only_notes")
def test_an_engine_that_is_away_is_a_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> Any:
        raise EngineUnavailable(AWAY)

    monkeypatch.setattr(EmbeddedEngine, "search", away)
    response = client.get("/api/v1/search", {"q": "honey"})
    assert response.status_code == 503
    assert set(response.json()) == {"detail"}
    assert "not available" in response.json()["detail"]
    assert int(response["Retry-After"]) > 0


def test_an_index_that_is_missing_is_made_and_then_answers(client: Client, only_notes: Notes) -> None:
    only_notes.add(note(1, "wild honey"))
    assert client.get("/api/v1/search", {"q": "honey"}).status_code == 503
    assert ask(client, q="honey")["count"] == 1


def test_nothing_leaks_of_what_the_reader_may_not_see(
    client: Client, indexed: Put, django_assert_max_num_queries: Any
) -> None:
    notes = indexed(
        note(1, "open honey", title="Open"),
        note(2, "members honey", title="Membersonly", audiences=(MEMBERS,), themes=("hushmembers",)),
        note(3, "staff honey", title="Staffonly", audiences=(STAFF,), themes=("hushstaff",), countries=("KH",)),
        note(4, "private honey", title="Private", audiences=("community:9",), themes=("hushprivate",), language="vi"),
        note(5, "gone honey", title="Gone from the database"),
    )
    notes.secret.add(5)
    member, staff, sleeping = user(), user(is_staff=True), user(is_active=False)
    # What was learned about letters is looked up once a minute: now, and by nobody whose queries are counted.
    expanding.forget_letters()
    ask(client, q="honey")
    for person, seen in [(None, {1}), (sleeping, {1}), (member, {1, 2}), (staff, {1, 2, 3})]:
        asking = Client()
        if person is not None:
            asking.force_login(person)
        for parameters in ({"q": "honey"}, {"q": "honey members staff private"}, {}):
            with django_assert_max_num_queries(6):
                response = asking.get("/api/v1/search", parameters)
            body = response.json()
            assert {result["id"] for result in body["results"]} == seen
            assert body["count"] == len(seen) + 1  # 5 is gone from the database and not yet from the index
            text = response.content.decode()
            for number, word in [(2, "hushmembers"), (3, "hushstaff"), (4, "hushprivate"), (3, "KH")]:
                assert (f'"{word}"' in text) == (number in seen)
            assert "Private" not in text
            assert "Gone" not in text


def test_the_number_of_database_queries_does_not_grow_with_the_hits(
    client: Client, indexed: Put, django_assert_num_queries: Any
) -> None:
    few = [note(number, "honey") for number in range(1, 4)]
    indexed(*few)
    with django_assert_num_queries(2):  # thesaurus and lexicon
        ask(client, q="honey", page_size=100)
    notes = indexed(*(note(number, "honey") for number in range(1, 90)))
    notes.questions = 0
    with django_assert_num_queries(2):  # thesaurus and lexicon
        assert len(ask(client, q="honey", page_size=100)["results"]) == 89
    assert notes.questions == 1


def test_the_description_names_every_parameter_and_answer(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/search"]["get"]
    assert [parameter["name"] for parameter in described["parameters"]] == [
        "q",
        "lang",
        "type",
        "theme",
        "country",
        "tag",
        "evidence",
        "year",
        "in",
        "by",
        "without",
        "expand",
        "sort",
        "page",
        "page_size",
    ]
    assert {"200", "422", "503"} <= {str(code) for code in described["responses"]}
