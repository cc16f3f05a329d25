"""`/api/v1/communities`, `/threads`, `/posts`: what a program may read and write is what its person may."""

from __future__ import annotations

import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import posting, tokens
from community.api import pacing
from community.models import ApiToken, Community, Membership, Post, Thread
from community.models.membership import FOR_EVER
from tests.factories import community, facilitator, member, reply, thread, user

pytestmark = pytest.mark.django_db

API = "/api/v1"


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    cache.clear()


def token(person: Any, *, may_write: bool = True, **fields: Any) -> dict[str, str]:
    """The header of a new token of `person`."""
    _made, secret = tokens.make(user=person, name="a script", may_write=may_write, **fields)
    return {"Authorization": f"Bearer {secret}"}


def send(client: Client, address: str, data: Any, headers: dict[str, str] | None = None) -> Any:
    body = data if isinstance(data, str) else json.dumps(data)
    return client.post(f"{API}/{address}", body, content_type="application/json", headers=headers or {})


def test_everything_readable_can_be_walked_through(client: Client) -> None:
    space = community(titles={"th": "ป่าชุมชน", "lo": "ປ່າຊຸມຊົນ"}, slug="forest", languages=["th", "lo"])
    person = user("สมหญิง")
    now = timezone.now()
    made = [
        thread(community=space, author=person, title=f"น้ำผึ้ง {n}", text="**ที่ไหน**", language="th", at=now)
        for n in range(5)
    ]
    asked = thread(community=space, title="ເຂົ້າ", language="lo", kind="question", at=now - timedelta(days=9))
    answers = [reply(made[0], text=f"ตอบ {n}", language="th", at=now) for n in range(4)]

    shown = client.get(f"{API}/communities").json()["results"]
    assert [one["slug"] for one in shown] == ["forest"]
    assert shown[0] == client.get(f"{API}/communities/forest").json()
    assert {one["language"]: one["title"] for one in shown[0]["presentations"]} == {"th": "ป่าชุมชน", "lo": "ປ່າຊຸມຊົນ"}
    assert shown[0]["presentations"][0]["url"] == "http://testserver/th/communities/forest/"

    found, address = [], f"{API}/threads?community=forest&page_size=2"
    while address:
        page = client.get(address).json()
        assert len(page["results"]) <= 2
        found += page["results"]
        address = page["next"]
    assert sorted(one["id"] for one in found) == sorted(one.pk for one in [*made, asked])
    assert found[-1]["id"] == asked.pk

    def ids(question: str) -> set[int]:
        return {one["id"] for one in client.get(f"{API}/threads?{question}").json()["results"]}

    assert ids("language=lo") == ids("kind=question") == {asked.pk}
    assert ids(f"author={person.pk}") == {one.pk for one in made}
    assert asked.pk not in ids(f"since={(now - timedelta(days=1)).date()}")

    texts, address = [], f"{API}/threads/{made[0].pk}/posts?page_size=2"
    while address:
        page = client.get(address).json()
        texts += [one["text"] for one in page["results"]]
        address = page["next"]
    assert texts == ["**ที่ไหน**", "ตอบ 0", "ตอบ 1", "ตอบ 2", "ตอบ 3"]
    one = client.get(f"{API}/posts/{answers[-1].pk}").json()
    assert one["page"] == f"http://testserver/th/communities/forest/{made[0].pk}/?post={one['id']}#post-{one['id']}"
    first = client.get(f"{API}/threads/{made[0].pk}").json()
    assert (first["author"], first["reply_count"]) == ({"id": person.pk, "name": "สมหญิง"}, 4)


STATES = ["visitor", "outsider", "asked", "left", "member", "muted", "banned", "facilitator", "staff"]
KINDS = {
    "open": {},
    "request": {"membership": "request", "audience": "community"},
    "invitation": {"membership": "invitation", "audience": "community"},
    "hidden": {"membership": "hidden", "audience": "community"},
    "archived": {"state": "archived"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_reads_and_writes_exactly_what_its_person_may(client: Client, kind: str) -> None:
    space = community(slug="space", **(KINDS[kind] | {"state": "open"}))
    started = thread(community=space, author=facilitator(space), title="Hiddenword title")
    hidden = reply(started, author=member(space), text="Taken away hiddenpost")
    Post.objects.filter(pk=hidden.pk).update(is_hidden=True)
    post = started.posts.get(is_hidden=False)
    people: dict[str, Any] = {
        "visitor": None,
        "outsider": user(),
        "asked": member(space, state=Membership.State.ASKED),
        "left": member(space, state=Membership.State.LEFT),
        "member": member(space),
        "muted": member(space, muted_until=FOR_EVER),
        "banned": member(space, banned_until=FOR_EVER),
        "facilitator": facilitator(space),
        "staff": user(is_staff=True),
    }
    Community.objects.update(**KINDS[kind])
    addresses = ["communities", "communities/space", "threads", f"threads/{started.pk}", f"threads/{started.pk}/posts",
                 f"posts/{post.pk}", f"posts/{hidden.pk}"]  # fmt: skip
    is_own = KINDS[kind].get("audience") == "community"
    for state in STATES:
        person = people[state]
        headers = token(person) if person else {}
        reads = not is_own or state in {"member", "muted", "facilitator", "staff"}
        answers = {one: client.get(f"{API}/{one}", headers=headers) for one in addresses}
        everything = " ".join(answer.content.decode() for answer in answers.values())
        assert ("Hiddenword" in everything) == reads, state
        assert ("hiddenpost" in everything) == (state in {"facilitator", "staff"}), state
        for address, answer in answers.items():
            if address not in {"communities", "threads"}:
                is_shown = reads and (address != f"posts/{hidden.pk}" or state in {"facilitator", "staff"})
                assert answer.status_code == (200 if is_shown else 404), (state, address)
        writes = kind != "archived" and (
            state in {"member", "facilitator", "staff"} or (kind == "open" and state in {"outsider", "asked", "left"})
        )
        written = Post.objects.count()
        expected = 201 if writes else 401 if person is None else 403 if reads else 404
        for address, data in (
            (f"threads/{started.pk}/posts", {"text": "From a script"}),
            ("communities/space/threads", {"title": "From a script", "text": "Hello"}),
        ):
            answer = send(client, address, data, headers)
            assert answer.status_code == expected, (state, address, answer.content)
        assert Post.objects.count() - written == (2 if writes else 0), state
        Membership.objects.filter(user=people["outsider"]).delete()


def test_a_session_writes_nothing_and_reads_nothing_more(client: Client) -> None:
    """Else a page of another site could write with the cookie of whoever looks at it."""
    person = user()
    space = community(slug="ours", membership="invitation", audience="community")
    Membership.objects.create(community=space, user=person)
    started = thread(community=space, author=facilitator(space))
    client.force_login(person)
    assert client.get(f"{API}/threads/{started.pk}").status_code == 404
    answer = send(client, f"threads/{started.pk}/posts", {"text": "Hello"})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="Rutero"')
    assert Post.objects.count() == 1
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert send(strict, f"threads/{started.pk}/posts", {"text": "Hello"}, token(person)).status_code == 201
    preflight = client.options(f"{API}/threads", headers={"Access-Control-Request-Method": "POST"})
    assert "POST" not in preflight["Access-Control-Allow-Methods"]


def test_the_same_key_writes_once_and_another_text_is_refused(client: Client) -> None:
    headers = token(user()) | {"Idempotency-Key": "ฝน-2557/1"}
    space = community(slug="space")
    data = {"title": "ฝนแรก", "text": "ฝนมาแล้ว\n"}
    first = send(client, "communities/space/threads", data, headers)
    again = send(client, "communities/space/threads", data, headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["thread"]["language"] == "th"
    assert first["Location"] == f"http://testserver/api/v1/threads/{first.json()['thread']['id']}"
    other = send(client, "communities/space/threads", data | {"text": "Another"}, headers | {"Accept-Language": "th"})
    assert other.status_code == 422
    assert other.json()["detail"][0]["loc"] == ["header", "Idempotency-Key"]
    assert (Thread.objects.count(), space.threads.get().author_id) == (1, ApiToken.objects.get().user_id)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ("{", ["body"]),
        ("[" * 100_000, ["body"]),
        ('"text"', ["body"]),
        ({}, ["body", "text"]),
        ({"text": 3}, ["body", "text"]),
        ({"text": "x", "author": "somebody else"}, ["body", "author"]),
        ({"text": " "}, ["body", "text"]),
        ({"text": "nul \0"}, ["body", "text"]),
        ({"text": "\ud800"}, ["body", "text"]),
        ({"text": "ก" * 20_000}, ["body", "text"]),
        ({"text": "x", "language": "xx"}, ["body", "language"]),
    ],
)
def test_bad_input_is_told_in_the_callers_language(client: Client, body: Any, where: list[str]) -> None:
    started = thread()
    headers = token(user())
    said = {}
    for language in ("en", "lo"):
        answer = send(client, f"threads/{started.pk}/posts", body, headers | {"Accept-Language": language})
        assert answer.status_code == 422
        assert [one["loc"] for one in answer.json()["detail"]] == [where]
        said[language] = answer.json()["detail"][0]["msg"]
    assert re.search("[ກ-ໝ]", said["lo"]), said
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    "question",
    ["after=yesterday", "page_size=0", "page_size=1000", "kind=poem", "language=xx", "community=nowhere",
     "author=me", "since=soon", "after=9999-12-31T23:59:59-23:00~1"],
)  # fmt: skip
def test_questions_that_make_no_sense_are_answered_with_422(client: Client, question: str) -> None:
    answer = client.get(f"{API}/threads?{question}")
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", question.partition("=")[0]]
    for number in ("0", str(2**63), str(10**30), "x"):
        nothing = client.get(f"{API}/threads/{number}", headers={"Accept-Language": "th"})
        assert (nothing.status_code, nothing.json()) == (404, {"detail": "ไม่พบข้อมูลตามที่อยู่เว็บนี้"})


def test_tokens_that_open_nothing(client: Client) -> None:
    person = user()
    started = thread()
    reading = token(person, may_write=False)
    assert client.get(f"{API}/threads", headers=reading).status_code == 200
    refused = send(client, f"threads/{started.pk}/posts", {"text": "Hello"}, reading)
    assert refused.status_code == 403
    made = ApiToken.objects.get()
    for change in ({"revoked_at": timezone.now()}, {"expires_at": timezone.now()}, {"hash": "0" * 64}):
        before = {name: getattr(made, name) for name in change}
        ApiToken.objects.update(**change)
        answer = client.get(f"{API}/threads", headers=reading)
        assert (answer.status_code, "invalid_token" in answer["WWW-Authenticate"]) == (401, True)
        ApiToken.objects.update(**before)
    person.is_active = False
    person.save()
    for header in (reading["Authorization"], "Bearer", "Bearer rutero_ก", "Basic eDp5", "Bearer " + "x" * 5000):
        assert client.get(f"{API}/threads", headers={"Authorization": header}).status_code == 401


def test_a_token_is_shown_once_and_kept_nowhere(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    person = user()
    client.force_login(person)
    page = client.get("/en/communities/-/tokens/")
    submission = re.search(r'name="submission" value="([^"]+)"', page.content.decode())[1]  # type: ignore[index]
    form = {"name": "ผู้ช่วย", "days": "30", "may_write": "on", "submission": submission}
    assert client.post("/en/communities/-/tokens/", form | {"name": ""}).status_code == 422
    client.post("/en/communities/-/tokens/", form)
    made = client.post("/en/communities/-/tokens/", form)  # a double tap: one token, the one on the screen
    secret = re.search(r"rutero_[\w-]{43}", made.content.decode())[0]  # type: ignore[index]
    assert "no-store" in made["Cache-Control"]
    stored = ApiToken.objects.get()
    assert secret not in str(stored.__dict__)
    assert secret not in client.get("/en/communities/-/tokens/").content.decode()
    assert secret not in str(dict(client.session.items()))
    assert client.get(f"{API}/threads", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(f"{API}/threads", headers={"Authorization": f"Bearer {secret}"})
    assert not [one for one in asked.captured_queries if one["sql"].startswith("UPDATE")]  # noted once an hour
    assert secret not in caplog.text
    other = Client()
    other.force_login(user())
    address = f"/en/communities/-/tokens/{stored.pk}/revoke/"
    assert other.post(address).status_code == 404
    assert client.post(address).status_code == 302
    assert client.get(f"{API}/threads", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_who_asks_too_often_is_told_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "WRITING", pacing.RateLimitItemPerMinute(2, namespace="test.writing"))
    monkeypatch.setattr(pacing, "ADDRESS", pacing.RateLimitItemPerMinute(6, namespace="test.address"))
    started = thread()
    headers, others = token(user()), token(user())
    answers = [send(client, f"threads/{started.pk}/posts", {"text": f"Rain {n}"}, headers) for n in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert answers[0]["RateLimit-Policy"] == '"writing";q=2;w=60'
    assert re.fullmatch(r'"writing";r=1;t=\d+', answers[0]["RateLimit"])
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert send(client, f"threads/{started.pk}/posts", {"text": "Mine"}, others).status_code == 201
    assert [client.get(f"{API}/threads").status_code for _ in range(3)] == [200, 200, 429]
    elsewhere = client.get(f"{API}/threads", REMOTE_ADDR="192.0.2.7", headers={"Accept-Language": "vi"})
    assert elsewhere.status_code == 200
    assert Post.objects.count() == 4


def test_an_answer_for_everybody_may_be_kept_and_asked_about(client: Client) -> None:
    started = thread()
    first = client.get(f"{API}/threads/{started.pk}")
    assert (first["Cache-Control"], first["Access-Control-Allow-Origin"]) == ("public, no-cache", "*")
    assert "Authorization" in first["Vary"]
    assert client.get(f"{API}/threads/{started.pk}", headers={"If-None-Match": first["ETag"]}).status_code == 304
    reply(started)
    assert client.get(f"{API}/threads/{started.pk}", headers={"If-None-Match": first["ETag"]}).status_code == 200
    own = client.get(f"{API}/threads", headers=token(user()))
    assert own["Cache-Control"] == "private, no-store"
    assert client.head(f"{API}/threads").status_code == 200


def test_the_number_of_queries_stays(client: Client) -> None:
    person = user()
    headers = token(person)
    counts: dict[str, list[int]] = {}
    for round_ in range(2):
        for _ in range(1 if round_ == 0 else 4):
            space = community()
            Membership.objects.create(community=space, user=person)
            started = thread(community=space)
            for _again in range(3 * round_):
                reply(started)
        client.get(f"{API}/threads", headers=headers)
        for address in ("communities", "threads", f"threads/{started.pk}/posts", f"threads?community={space.slug}"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"{API}/{address}", headers=headers).status_code == 200
            counts.setdefault(re.sub(r"\d+", "N", address), []).append(len(asked))
    assert all(few == many for few, many in counts.values()), counts
    assert max(most for _few, most in counts.values()) <= 6, counts


def test_what_was_written_here_is_what_the_page_would_have_written(client: Client) -> None:
    space = community(slug="space", approves_first_posts=False)
    person = user()
    made = send(
        client, "communities/space/threads", {"title": "Rain", "text": "Where?", "kind": "question"}, token(person)
    )
    assert made.status_code == 201
    by_page = posting.start_thread(community=space, author=person, title="Rain", text="Where?", kind="question")
    first = Thread.objects.get(pk=made.json()["thread"]["id"])
    for name in ("kind", "title", "language", "author_id", "reply_count", "participant_count", "is_awaiting"):
        assert getattr(first, name) == getattr(by_page, name)
    refused = send(
        client, "communities/space/threads", {"title": "x", "text": "y", "kind": "announcement"}, token(person)
    )
    assert refused.status_code == 403
