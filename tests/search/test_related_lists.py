"""More like this, on the pages of cases and threads."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community import posting
from community.models import Thread
from library.models import CasePage
from search import changes
from search.engines.base import AWAY, EngineUnavailable
from search.engines.embedded import EmbeddedEngine
from tests.factories import case, community, thread, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

BEES = "People keep bees at the edge of the forest and sell wild honey together."
RICE = "Boats bring fertiliser; tractors plough paddies."


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    cache.clear()


@pytest.fixture
def talk() -> Thread:
    space = community(titles={"en": "Forests", "th": "ป่า"})
    first = thread(title="Who buys honey?", text=BEES, community=space)
    thread(title="เก็บน้ำผึ้ง wild honey อย่างไร", text="wild honey น้ำผึ้งป่า forest bees", community=space, language="th")
    thread(title="Ploughing", text=RICE, community=space)
    return first


@pytest.fixture
def practice(talk: Thread) -> CasePage:
    made = case(title="Wild honey", body=BEES, code="AP-TH-2012-801")
    case(title="Forest bees", body=f"{BEES} {BEES}", code="AP-LA-2012-802")
    case(title="ຜຶ້ງປ່າ", body="ຊາວບ້ານລ້ຽງເຜິ້ງ wild honey forest bees", language="lo", code="AP-LA-2012-803")
    case(title="Paddies", body=RICE, code="AP-VN-2012-804")
    changes.drain(wait=True)
    return made


def address(talk: Thread) -> str:
    return f"/en/communities/{talk.community.slug}/{talk.pk}/"


def part(html: str, name: str) -> str:
    found = re.search(rf'aria-labelledby="{name}".*?</section>', html, re.DOTALL)
    return found[0] if found else ""


def test_a_case_leads_to_practices_and_conversations_like_it(client: Client, practice: CasePage) -> None:
    html = client.get(practice.url).content.decode()
    cases, threads = part(html, "related-cases"), part(html, "related-threads")
    assert "Related practices" in cases
    assert "/ap-la-2012-802/" in cases
    assert 'lang="lo" dir="auto"><a href="/en/library/ap-la-2012-803/">' in cases
    assert "in Lao" in cases
    assert "ap-th-2012-801" not in cases, "not the case itself"
    assert "Conversations about this" in threads
    assert "Who buys honey?" in threads
    assert "Ploughing" not in cases + threads


def test_a_thread_leads_to_conversations_and_practices_like_it(
    client: Client, talk: Thread, practice: CasePage
) -> None:
    html = client.get(address(talk)).content.decode()
    threads, cases = part(html, "related-threads"), part(html, "related-cases")
    assert "Related conversations" in threads
    assert 'lang="th"' in threads
    assert "Who buys honey?" not in threads
    assert "Wild honey" in cases
    assert "Paddies" not in cases


def test_where_nothing_is_like_it_there_is_no_list(client: Client) -> None:
    alone = case(title="Pumpkins", body="Pumpkins grow.")
    changes.drain(wait=True)
    html = client.get(alone.url).content.decode()
    assert "related-" not in html


def test_who_may_not_see_it_is_not_led_to_it(client: Client, talk: Thread, practice: CasePage) -> None:
    thread(title="Honey of members", text=BEES, community=community(audience="members"))
    gone = thread(title="Honey long gone", text=BEES, community=talk.community)
    changes.drain(wait=True)
    html = client.get(practice.url).content.decode()
    assert "Honey of members" not in html
    assert "Honey long gone" in html
    Thread.objects.filter(pk=gone.pk).update(is_hidden=True)
    assert "Honey long gone" not in client.get(practice.url).content.decode(), "though it is remembered"
    client.force_login(user())
    assert "Honey of members" in client.get(practice.url).content.decode()


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the engine was asked."""
    asked: list[Any] = []
    search = EmbeddedEngine.search
    monkeypatch.setattr(EmbeddedEngine, "search", lambda self, request: asked.append(request) or search(self, request))
    return asked


def test_the_engine_is_asked_once_a_list(
    client: Client, talk: Thread, practice: CasePage, questions: list[Any]
) -> None:
    for page in (practice.url, address(talk)):
        questions.clear()
        for _time in range(3):
            client.get(page)
        assert len(questions) == 3, "and once what the page is about"


def test_an_engine_that_is_away_is_asked_once_and_missed_by_nobody(
    client: Client, talk: Thread, practice: CasePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def away(self: Any, request: Any) -> Any:
        asked.append(request)
        raise EngineUnavailable(AWAY)

    monkeypatch.setattr(EmbeddedEngine, "search", away)
    for page in (practice.url, address(talk)):
        asked.clear()
        for _time in range(3):
            response = client.get(page)
            assert response.status_code == 200
            assert "related-" not in response.content.decode()
        assert len(asked) == 1, "nobody waits for it twice"


@pytest.mark.parametrize(("page", "most"), [("thread", 12), ("case", 25)])
def test_the_number_of_queries_is_fixed(
    client: Client, talk: Thread, practice: CasePage, *, page: str, most: int
) -> None:
    path = address(talk) if page == "thread" else practice.url

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert "related-cases" in client.get(path).content.decode()
        assert len(asked) <= most
        return len(asked)

    client.get("/en/library/")  # what a process asks once
    fresh, remembered = queries(), queries()
    assert remembered == fresh, "what is like it is the engine's to know"
    for number in range(6):
        made = thread(title=f"Honey {number}", text=BEES, community=talk.community)
        posting.reply(thread=made, author=user(), text=BEES)
        posting.reply(thread=talk, author=user(), text=BEES)
        case(title=f"Honey practice {number}", body=BEES)
    changes.drain(wait=True)
    cache.clear()
    client.get("/en/library/")
    assert (queries(), queries()) == (fresh, remembered)


def test_a_case_with_its_lists_is_light(client: Client, practice: CasePage) -> None:
    for number in range(8):
        case(title="น้ำผึ้งป่าของชุมชน honey " * 6 + str(number), body=BEES * 3, language="th")
    changes.drain(wait=True)
    html = client.get(practice.url).content.decode()
    assert part(html, "related-cases").count("<li") == 4
    assert len(gzip.compress(html.encode())) < 20_000
