"""Nothing that a reader may not see comes out of any exit: page, API, suggestions, corrections, related lists.

Every hidden thing carries words that stand nowhere else; no exit may say one of them, nor count what has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from wagtail.models import PageViewRestriction

from community import posting
from community.models import Community, Thread
from library.models import CasePage
from search import changes
from search.related import related
from tests.factories.cases import case
from tests.factories.communities import community, thread
from tests.factories.people import user

pytestmark = pytest.mark.django_db

VISITOR, MEMBER, STAFF = "visitor", "member", "staff"
READERS = (VISITOR, MEMBER, STAFF)

WORDS = {
    # word: who may meet it
    "openword": READERS,
    "memberword": (MEMBER, STAFF),
    "membercaseword": (MEMBER, STAFF),
    "passwordword": (STAFF,),
    "hiddenthreadword": (),
    "hiddenpostword": (),
    "draftword": (),
}
"""Staff see hidden posts on the thread's page; search has them for nobody."""


@pytest.fixture
def world(db: None) -> Iterator[dict[str, Any]]:
    """Public things and hidden ones, each with its own word in title, text, tag and author's name."""
    cache.clear()
    made: dict[str, Any] = {}
    public = community(slug="open-talk", titles={"en": "Open talk", "th": "คุยกัน"})
    members = community(slug="memberword-talk", titles={"en": "Memberword talk"}, audience=Community.Audience.MEMBERS)

    def talk(word: str, place: Community, **fields: Any) -> Thread:
        author = user(f"{word.title()} Author")
        return thread(title=f"About {word} honey", text=f"The {word} bees of น้ำผึ้ง", community=place, author=author)

    made["open"] = talk("openword", public)
    talk("memberword", members)
    hidden = talk("hiddenthreadword", public)
    hidden.is_hidden = True
    hidden.save()
    post = posting.reply(thread=made["open"], author=user("Hiddenpostword Author"), text="hiddenpostword honey")
    post.is_hidden = True
    post.save()
    made["case"] = case(title="Openword practice", body="Openword bees make honey.", tags=["openword tag"])
    for word, kind in (("membercaseword", "login"), ("passwordword", "password")):
        page = case(
            title=f"{word.title()} practice",
            body=f"The {word} bees make honey.",
            tags=[f"{word} tag"],
            published_on="1987-05-05" if word == "passwordword" else "1988-05-05",
        )
        PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    case(title="Draftword practice", body="The draftword bees make honey.", tags=["draftword tag"], published=False)
    changes.drain(wait=True)
    yield made
    cache.clear()


class Reader(Client):
    """Somebody with a browser."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.person: Any = AnonymousUser()
        if kind != VISITOR:
            self.person = user(is_staff=kind == STAFF)
            self.force_login(self.person)


def api(client: Client, **parameters: str) -> str:
    return client.get("/api/v1/search", {"page_size": "100", **parameters}).content.decode()


def page(client: Client, **parameters: str) -> str:
    return client.get("/en/search/", {**parameters}).content.decode()


def suggest(client: Client, word: str) -> str:
    return client.get("/api/v1/suggest", {"q": word}).content.decode()


def alike(client: Reader, kind: str, number: int) -> str:
    found = related(kind, number, user=client.person, language="en", kinds=("case", "thread"), limit=20)
    return " ".join(f"{one.title} {one.excerpt_html} {one.url} {one.quoted}" for one in found)


EXITS: dict[str, Callable[[Reader, str, dict[str, Any]], str]] = {
    "API, one word": lambda client, word, world: api(client, q=word, expand="no"),
    "API, everything": lambda client, word, world: api(client),
    "API, a common word": lambda client, word, world: api(client, q="honey bees"),
    "API, a phrase": lambda client, word, world: api(client, q=f'"{word}"'),
    "API, without a word": lambda client, word, world: api(client, q="honey -rice"),
    "API, newest first": lambda client, word, world: api(client, q="honey", sort="date"),
    "API, in Thai": lambda client, word, world: api(client, q="น้ำผึ้ง"),
    "API, by a person": lambda client, word, world: api(client, by=word),
    "API, with a tag": lambda client, word, world: api(client, tag=f"{word} tag"),
    "API, of a community": lambda client, word, world: api(client, q=f"in:{word}-talk honey"),
    "API, misspelled": lambda client, word, world: api(client, q=word[:-1] + "x"),
    "API, misspelled and narrowed": lambda client, word, world: api(client, q=word[:-1] + "x", type="case"),
    "page, a common word": lambda client, word, world: page(client, q="honey bees"),
    "page, misspelled": lambda client, word, world: page(client, q=word[:-1] + "x"),
    "suggestions": lambda client, word, world: suggest(client, word[:5]),
    "suggestions in the middle": lambda client, word, world: suggest(client, "hone"),
    "suggestions of tags": lambda client, word, world: suggest(client, "tag"),
    "suggestions of people": lambda client, word, world: suggest(client, "auth"),
    "related to a case": lambda client, word, world: alike(client, "case", world["case"].pk),
    "related to a thread": lambda client, word, world: alike(client, "thread", world["open"].pk),
}


def told(text: str, word: str) -> bool:
    """Whether `text` says `word` otherwise than by repeating what was typed: in a title, text, tag, name or address."""
    lowered = text.lower().replace("<mark>", "").replace("</mark>", "")
    ways = ("about {}", "the {}", "{} practice", "{} tag", "{} author", "{} talk", '"did_you_mean": "{}')
    return any(way.format(word) in lowered for way in ways)


@pytest.mark.parametrize("reader", READERS)
def test_no_exit_tells_what_this_reader_may_not_see(world: dict[str, Any], reader: str) -> None:
    client = Reader(reader)
    for leaving, ask in EXITS.items():
        for word in WORDS:
            text = ask(client, word, world)
            for other, readers in WORDS.items():
                if reader not in readers and not (other == word and leaving == "API, with a tag"):
                    assert not told(text, other), f"{leaving} tells a {reader} of {other}"


@pytest.mark.parametrize("reader", READERS)
def test_counts_are_of_what_this_reader_may_see(world: dict[str, Any], reader: str) -> None:
    client = Reader(reader)
    seen = {VISITOR: 2, MEMBER: 4, STAFF: 5}[reader]
    body = client.get("/api/v1/search", {"q": "bees honey", "expand": "no"}).json()
    assert body["count"] == seen
    for facet in ("type", "language"):
        assert sum(row["count"] for row in body["facets"][facet]) == seen
    assert {row["value"] for row in body["facets"]["year"]} >= {str(date.today().year)}
    assert ("1987" in {row["value"] for row in body["facets"]["year"]}) == (reader == STAFF)
    assert ("1988" in {row["value"] for row in body["facets"]["year"]}) == (reader != VISITOR)
    communities = {row["value"] for row in body["facets"]["community"]}
    assert ("memberword-talk" in communities) == (reader != VISITOR)
    known = client.get("/api/v1/search", {"in": "memberword-talk"}).status_code
    assert known == (422 if reader == VISITOR else 200)
    assert client.get("/api/v1/search", {"in": "no-such-talk"}).status_code == 422


@pytest.mark.parametrize("beside", ["", "honey "])
def test_no_suggestion_is_missing_for_a_word_of_a_hidden_document(world: dict[str, Any], beside: str) -> None:
    """`openwordd` stands nowhere, `openwordz` in what members read: a visitor is told the same of both."""
    members = Community.objects.get(slug="memberword-talk")
    thread(title="Secret", text="The openwordz bees", community=members, author=user("Some Body"))
    changes.drain(wait=True)

    def told_to(reader: str, q: str) -> Any:
        return Reader(reader).get("/api/v1/search", {"q": beside + q, "expand": "no"}).json()["did_you_mean"]

    assert told_to(VISITOR, "openwordz") == told_to(VISITOR, "openwordd") == f"{beside}openword"
    assert told_to(MEMBER, "openwordz") is None


def test_the_world_of_these_tests_can_be_told_where_it_may(world: dict[str, Any]) -> None:
    """The tests above would see a leak: staff are told of all that search has."""
    staff = Reader(STAFF)
    for word, readers in WORDS.items():
        if readers:
            assert told(api(staff, q=word), word)
    assert told(suggest(staff, "memberword"), "memberword") or told(suggest(staff, "member"), "memberword")
    assert CasePage.objects.count() == 4
    assert alike(staff, "case", world["case"].pk)
