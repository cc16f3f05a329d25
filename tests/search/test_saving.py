"""Searches that somebody keeps: once each, for nobody else, with what is new since they looked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from search import expanding, parameters, saving
from search.analysis import question
from search.engines.base import AWAY, EngineUnavailable
from search.engines.embedded import EmbeddedEngine
from search.expansion import LEXICON, Expansion
from search.models import SavedSearch
from search.querying import SearchRequest
from tests.factories import PASSWORD, user

from .notes import MULTILINGUAL, Notes, note

pytestmark = pytest.mark.django_db
Put = Callable[..., Notes]

SAVED = "/en/search/saved/"


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    cache.clear()


def asked(query: str) -> SearchRequest:
    found, _problems = parameters.read(QueryDict(query))
    return found


def save(person: Any, query: str, **fields: Any) -> SavedSearch:
    return saving.save_search(person=person, asked=asked(query), language="en", **fields)[0]


def looked_long_ago(saved: SavedSearch) -> None:
    SavedSearch.objects.filter(pk=saved.pk).update(seen_at=timezone.now() - timedelta(days=3))
    saved.refresh_from_db()


def new(saved: SavedSearch, language: str = "en") -> saving.News | None:
    cache.clear()
    saved.refresh_from_db()
    return saving.news([saved], person=saved.person, language=language).get(saved.pk)


# The verbs


def test_the_same_search_is_kept_once_in_whatever_order_it_was_asked(indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    person = user()
    first = save(person, "q=น้ำผึ้ง&type=note&country=TH&country=LA&page=3")
    again, is_new = saving.save_search(
        person=person, asked=asked("country=LA&country=TH&q=น้ำผึ้ง&type=note"), language="lo"
    )
    assert (again.pk, is_new) == (first.pk, False)
    assert save(person, "q=น้ำผึ้ง").pk != first.pk
    assert save(user(), "q=น้ำผึ้ง&type=note&country=TH&country=LA").pk != first.pk
    assert "page" not in first.parameters
    assert saving.as_kept(first).filters == {"type": ("note",), "country": ("LA", "TH")}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("q=น้ำผึ้งป่า", "น้ำผึ้งป่า"),
        ("q=ນ້ຳເຜິ້ງ&lang=lo", "ນ້ຳເຜິ້ງ"),
        ("country=LA&type=note", "Notes, Laos"),
        ("by=Keo+M.", "By Keo M."),
        ("q=" + "mật ong " * 40, ("mật ong " * 15).strip()),
    ],
)
def test_it_is_called_what_was_asked(indexed: Put, query: str, name: str) -> None:
    indexed(*MULTILINGUAL)
    assert save(user(), query).name == name


def test_nothing_is_no_search() -> None:
    with pytest.raises(ValidationError):
        save(user(), "q=&page=2")


def test_a_search_of_very_many_words_is_not_kept(client: Client, indexed: Put) -> None:
    """Its address would not survive signing in."""
    indexed(*MULTILINGUAL)
    words = "น้ำผึ้งป่า " * 150
    with pytest.raises(ValidationError):
        save(user(), f"q={words}")
    html = client.get("/en/search/", {"q": words}).content.decode()
    assert "to save this search" not in html
    door = client.get("/en/search/", {"q": "น้ำผึ้งป่า " * 35}).content.decode()
    assert "to save this search" in door


def test_there_is_an_end_to_what_one_person_keeps() -> None:
    person = user()
    for number in range(saving.MOST):
        save(person, f"q=honey+{number}")
    with pytest.raises(ValidationError) as refused:
        save(person, "q=one+more")
    assert str(saving.MOST) in refused.value.messages[0]
    assert save(person, "q=honey+3").pk, "what is kept already is no more"
    saving.forget(saved=save(person, "q=honey+3"))
    assert save(person, "q=one+more").pk
    assert save(user(), "q=honey").pk, "another person has their own"


def test_it_goes_with_its_person() -> None:
    person = user()
    save(person, "q=honey")
    person.delete()
    assert not SavedSearch.objects.exists()


def test_it_is_renamed_and_says_how_often_to_write() -> None:
    saved = save(user(), "q=honey")
    assert saved.alert == "never"
    saving.change(saved=saved, name="  ผึ้ง\u200b ของเรา ", alert="weekly")
    saved.refresh_from_db()
    assert (saved.name, saved.alert) == ("ผึ้ง ของเรา", "weekly")
    saving.change(saved=saved, name=" ", alert="daily")
    saved.refresh_from_db()
    assert (saved.name, saved.alert) == ("ผึ้ง ของเรา", "daily")
    with pytest.raises(ValidationError):
        saving.change(saved=saved, name="x", alert="hourly")


# What is new


def look(client: Client, query: str) -> None:
    assert client.get(f"/en/search/?{query}").status_code == 200


def test_what_came_since_the_last_look_is_new(client: Client, indexed: Put) -> None:
    person = user()
    client.force_login(person)
    indexed(note(1, "honey"), note(2, "rice"))
    saved = save(person, "q=honey")
    look(client, "q=honey")
    assert new(saved) == saving.News(0)
    looked_long_ago(saved)
    today = timezone.now()
    indexed(note(1, "honey"), note(2, "rice"), note(3, "honey", date=today), note(4, "rice", date=today))
    assert new(saved) == saving.News(1)
    look(client, "q=honey&page=1")
    assert new(saved) == saving.News(0)


def test_what_is_added_with_an_old_date_is_new_too(client: Client, indexed: Put) -> None:
    person = user()
    client.force_login(person)
    indexed(note(1, "honey"))
    saved = save(person, "q=honey")
    look(client, "q=honey")
    indexed(*(note(number, "honey") for number in range(1, 5)))
    assert new(saved) == saving.News(3)


def test_a_word_learned_meanwhile_makes_nothing_new(
    client: Client, indexed: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same documents, found with one expansion more, are not news."""
    person = user()
    client.force_login(person)
    indexed(note(1, "honey"), *(note(number, "น้ำผึ้ง", language="th") for number in range(2, 9)))
    saved = save(person, "q=honey")
    look(client, "q=honey")
    learned = (Expansion("น้ำผึ้ง", "th", LEXICON, "honey", question("น้ำผึ้ง", ["th"]), 0.5),)
    monkeypatch.setattr(expanding, "expansions", lambda *args, **kwargs: learned)
    assert new(saved) == saving.News(0)


def test_more_than_one_looks_at_is_said_so(indexed: Put) -> None:
    saved = save(user(), "q=honey")
    looked_long_ago(saved)
    indexed(*(note(number, "honey", date=timezone.now()) for number in range(1, 31)))
    assert new(saved) == saving.News(20, more=True)


def test_nothing_is_new_that_its_owner_may_not_see(indexed: Put) -> None:
    saved = save(user(), "q=honey")
    looked_long_ago(saved)
    indexed(note(1, "honey", date=timezone.now(), audiences=("staff",)))
    assert new(saved) == saving.News(0)


def test_the_engine_is_asked_a_few_times_and_not_again_for_a_while(
    indexed: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed(*MULTILINGUAL)
    person = user()
    kept = [save(person, f"q=honey+{number}") for number in range(12)]
    asked_for: list[Any] = []
    search = EmbeddedEngine.search
    monkeypatch.setattr(
        EmbeddedEngine, "search", lambda self, request: asked_for.append(request) or search(self, request)
    )
    for seen in (5, 10, 12, 12):
        assert len(saving.news(kept, person=person, language="en")) == seen
        assert len(asked_for) == seen


def test_a_page_of_many_asks_a_fixed_number_of_questions_to_the_database(
    client: Client, indexed: Put, django_assert_max_num_queries: Any
) -> None:
    indexed(*MULTILINGUAL)
    person = user()
    client.force_login(person)
    for number in range(5):
        save(person, f"q=honey+{number}&country=LA&type=note")
    client.get(SAVED)
    with django_assert_max_num_queries(15) as few:
        client.get(SAVED)
    for number in range(5, 40):
        save(person, f"q=honey+{number}&country=TH&type=note")
    for _time in range(9):
        client.get(SAVED)
    with django_assert_max_num_queries(15) as many:
        client.get(SAVED)
    assert len(few) == len(many)


# The pages


def test_a_member_saves_changes_and_deletes_a_search(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    client.force_login(user())
    html = client.get("/en/search/", {"q": "น้ำผึ้ง", "lang": "th"}).content.decode()
    query = re.search(r'name="search" value="([^"]+)"', html)
    assert query
    response = client.post(SAVED, {"search": query[1].replace("&amp;", "&")}, follow=True)
    html = response.content.decode()
    assert response.redirect_chain[0][0].startswith("/en/search/?q=%E0")
    assert "This search is saved." in html
    assert "Save this search" not in html
    saved = SavedSearch.objects.get()
    html = client.get(SAVED).content.decode()
    assert "น้ำผึ้ง</a>" in html
    assert "Thai" in html

    one = f"{SAVED}{saved.pk}/"
    html = client.get(one).content.decode()
    assert "This site does not send these letters yet." in html
    assert client.post(one, {"name": "", "alert": "daily"}).status_code == 422
    assert client.post(one, {"name": "ผึ้ง", "alert": "hourly"}).status_code == 422
    assert client.post(one, {"name": "<b>ผึ้ง</b>", "alert": "daily"}).status_code == 302
    html = client.get(SAVED).content.decode()
    assert "&lt;b&gt;ผึ้ง&lt;/b&gt;" in html
    assert "Once a day" in html

    response = client.post(f"{one}delete/", follow=True)
    html = response.content.decode()
    assert not SavedSearch.objects.exists()
    assert "No saved search yet" in html
    assert "&lt;b&gt;ผึ้ง&lt;/b&gt;" in html
    assert re.search(r'<a href="/en/search/\?q=[^"]*lang=th">Search for it, to save it again</a>', html)


def test_a_new_result_is_counted_in_the_list(client: Client, indexed: Put) -> None:
    person = user()
    client.force_login(person)
    saved = save(person, "q=honey")
    looked_long_ago(saved)
    indexed(note(1, "honey", date=timezone.now()), note(2, "honey", date=timezone.now()))
    assert "2 new" in client.get(SAVED).content.decode()
    look(client, "q=honey")
    assert " new<" not in client.get(SAVED).content.decode()


def test_somebody_elses_search_is_not_there(client: Client) -> None:
    saved = save(user(), "q=secret+plan")
    client.force_login(user())
    one = f"{SAVED}{saved.pk}/"
    assert client.get(one).status_code == 404
    assert client.post(one, {"name": "mine", "alert": "never"}).status_code == 404
    assert client.post(f"{one}delete/").status_code == 404
    assert client.get(f"{SAVED}{2**70}/").status_code == 404
    assert "secret" not in client.get(SAVED).content.decode()
    assert SavedSearch.objects.get().name == "secret plan"


def test_a_visitor_signs_in_and_is_back_at_the_search(client: Client, indexed: Put) -> None:
    indexed(*MULTILINGUAL)
    html = client.get("/th/search/", {"q": "น้ำผึ้ง", "type": "note"}).content.decode()
    door = re.search(r'class="keep"><a [^>]*href="([^"]+)"', html)
    assert door
    person = user()
    response = client.post(door[1], {"login": person.email, "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0].startswith("/th/search/?q=%E0%B8%99")
    assert response.redirect_chain[-1][0].endswith("type=note")
    assert 'name="search"' in response.content.decode()


@pytest.mark.parametrize(
    ("method", "path"), [("get", SAVED), ("get", f"{SAVED}1/"), ("post", f"{SAVED}1/delete/"), ("post", SAVED)]
)
def test_the_pages_are_for_those_who_are_signed_in(client: Client, indexed: Put, method: str, path: str) -> None:
    indexed(*MULTILINGUAL)
    response = getattr(client, method)(path, {"search": "q=honey"} if method == "post" else {})
    assert response.status_code == 302
    assert "/accounts/login/" in response.url
    assert not SavedSearch.objects.exists()


def test_without_an_engine_the_list_is_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> Any:
        raise EngineUnavailable(AWAY)

    monkeypatch.setattr(EmbeddedEngine, "search", away)
    person = user()
    client.force_login(person)
    save(person, "q=honey")
    response = client.get(SAVED)
    assert response.status_code == 200
    assert "honey</a>" in response.content.decode()


def test_what_no_longer_exists_is_shown_by_its_code(client: Client) -> None:
    person = user()
    SavedSearch.objects.create(
        person=person, name="Old", query="tag=gone&theme=gone-theme&in=%FF", digest="x", seen_at=timezone.now()
    )
    client.force_login(person)
    html = client.get(SAVED).content.decode()
    assert "gone-theme" in html


@pytest.mark.parametrize("search", ["", "q=", "%00", "q=%00", "x" * 3000, "q=" + "%E0%B8%99" * 2500])
def test_whatever_is_posted_is_a_search_or_refused(client: Client, indexed: Put, search: str) -> None:
    indexed(*MULTILINGUAL)
    client.force_login(user())
    assert client.post(SAVED, {"search": search}).status_code == 302
    assert client.get(SAVED).status_code == 200
