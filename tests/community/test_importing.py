"""Discussions and mailing lists come in whole or not at all, once, and without a word to anybody."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from community import counting, events, importing, posting
from community.models import Community, ImportedPost, OutgoingMail, Post, Thread
from search.models import Change
from tests.factories import community, user

pytestmark = pytest.mark.django_db


def line(number: int = 1, **fields: Any) -> dict[str, Any]:
    somchai = {"name": "สมชาย", "email": "Somchai@Old.example"}
    posts = [
        {"id": f"{number}-1", "at": "2014-03-02T09:00:00+07:00", "author": somchai, "text": "ต้นกล้ากาแฟปลูกใต้ร่มไม้ได้ไหม"},
        {"id": f"{number}-2", "at": "2014-03-03T09:00:00Z", "author": {"name": "ບຸນມີ"}, "text": "ໄດ້, *ພວກເຮົາ* ປູກແລ້ວ"},
    ]
    return {"community": "coffee", "title": f"กาแฟ {number}", "posts": posts} | fields


Import = Callable[..., tuple[str, str]]


@pytest.fixture
def bring_in(tmp_path: Path) -> Import:
    def run(*lines: Any, **options: Any) -> tuple[str, str]:
        file = tmp_path / "discussions.jsonl"
        raw = [one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode() for one in lines]
        file.write_bytes(b"\n".join(raw) + b"\n")
        out, problems = StringIO(), StringIO()
        call_command("import_discussions", str(file), stdout=out, stderr=problems, **options)
        return out.getvalue(), problems.getvalue()

    return run


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    """What was announced to whoever sends notifications."""
    said: list[Any] = []

    def hear(sender: Any, **kwargs: Any) -> None:
        said.append(kwargs)

    signals = (events.thread_started, events.post_written, events.post_shown, events.member_changed)
    for signal in signals:
        signal.connect(hear)
    yield said
    for signal in signals:
        signal.disconnect(hear)


def test_threads_come_in_with_their_people_dates_and_counters(bring_in: Import, heard: list[Any]) -> None:
    space = community(slug="coffee", languages=["lo"], membership=Community.Membership.HIDDEN, audience="community")
    person = user("สมชาย ใจดี", email="somchai@old.example")
    unconfirmed = user(email="bounmy@old.example", verified=False)
    posts = line()["posts"]
    posts[1]["author"]["email"] = unconfirmed.email
    out, problems = bring_in(line(posts=posts, kind="question", is_locked=True))
    assert "1 threads started, 2 posts written, 0 were there, 0 bad" in out, problems
    thread = Thread.objects.get()
    first, second = thread.posts.all()
    assert (thread.author, thread.language, thread.kind, thread.is_locked) == (person, "th", "question", True)
    assert thread.created_at.isoformat() == first.created_at.isoformat() == "2014-03-02T02:00:00+00:00"
    assert (first.author, second.author, second.author_name) == (person, None, "ບຸນມີ")
    assert (second.language, second.html) == ("lo", "<p>ໄດ້, <em>ພວກເຮົາ</em> ປູກແລ້ວ</p>\n")
    assert (thread.reply_count, thread.participant_count, thread.last_post_at) == (1, 2, second.created_at)
    assert not counting.repair()
    assert not heard
    assert not OutgoingMail.objects.exists()
    assert not space.memberships.exists()  # nobody asked to belong to it
    assert "old.example" not in str(list(ImportedPost.objects.values()))  # addresses are known again, not kept


def test_a_second_run_changes_nothing_and_brings_what_is_new(bring_in: Import) -> None:
    community(slug="coffee")
    bring_in(line())
    before = list(Post.objects.values())
    Post.objects.filter(pk=before[0]["id"]).update(text="edited here", is_hidden=True)
    edited = Post.objects.get(pk=before[0]["id"])
    more = line()
    more["posts"] += [{"id": 7, "at": "2013-01-01T00:00:00Z", "author": {"name": "An"}, "text": "Đầu tiên"}]
    out, _problems = bring_in(more, line(2))
    assert "1 threads started, 3 posts written, 2 were there" in out
    thread = Thread.objects.order_by("pk")[0]
    assert [post.text for post in thread.posts.all()][:2] == ["Đầu tiên", "edited here"]
    assert (thread.author_name, thread.created_at.year, thread.last_post_at.year) == ("An", 2013, 2014)
    assert Post.objects.get(pk=edited.pk).text == "edited here"
    # What was deleted here does not come back.
    Post.objects.get(imported__external_id="2-2").delete()
    assert "0 threads started, 0 posts written, 5 were there" in bring_in(more, line(2))[0]


def test_bad_lines_are_told_and_good_ones_come_in(bring_in: Import) -> None:
    community(slug="coffee")
    long, late, strange, empty = line(2), line(3), line(4), line(5, posts=[])
    long["posts"][1]["text"] = "ก" * 20_000
    late["posts"][0]["at"] = "2999-01-01T00:00:00Z"
    strange["posts"][0]["author"] = {"name": "x", "telephone": "1"}
    wanted = [line(1), long, late, strange, empty, b"{", "\ud800".encode("utf-8", "surrogatepass"),
              line(8, community="nowhere"), line(9, title="\0"), line(10, language="xx"), line(11)]  # fmt: skip
    out, problems = bring_in(*wanted)
    assert "2 threads started, 4 posts written, 0 were there, 9 bad" in out
    for number, said in ((2, "too long"), (3, "between 1970"), (4, "posts[0].author.telephone"), (5, "posts"),
                         (6, "JSON"), (7, "UTF-8"), (8, "nowhere"), (9, "U+0000"), (10, "xx")):  # fmt: skip
        assert any(row.startswith(f"line {number}: ") and said in row for row in problems.splitlines()), problems
    assert Thread.objects.count() == 2


def test_strict_and_dry_run_write_nothing(bring_in: Import) -> None:
    community(slug="coffee")
    before = Change.objects.count()
    assert "1 threads would be started, 2 posts would be written" in bring_in(line(), dry_run=True)[0]
    with pytest.raises(CommandError, match="nothing was imported"):
        bring_in(line(), b"{", strict=True)
    assert (Thread.objects.count(), ImportedPost.objects.count(), Change.objects.count()) == (0, 0, before)
    bring_in(line(), strict=True)
    assert Post.objects.count() == 2


def test_an_import_that_breaks_keeps_whole_threads_and_goes_on(
    bring_in: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    community(slug="coffee")

    def break_at_the_third(thread: Thread) -> Thread:
        if Thread.objects.count() == 3:
            raise KeyboardInterrupt
        return recount(thread)

    recount = counting.recount
    monkeypatch.setattr(importing.counting, "recount", break_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        bring_in(*(line(number) for number in range(1, 6)))
    assert (Thread.objects.count(), Post.objects.count(), ImportedPost.objects.count()) == (2, 4, 4)
    monkeypatch.setattr(importing.counting, "recount", recount)
    assert "3 threads started, 6 posts written, 4 were there" in bring_in(*(line(n) for n in range(1, 6)))[0]


def test_what_came_in_is_found_and_can_be_answered(bring_in: Import, client: Client) -> None:
    space = community(slug="coffee")
    bring_in(line())
    thread = Thread.objects.get()
    found = client.get("/api/v1/search", {"q": "ต้นกล้ากาแฟ", "type": "thread"}).json()["results"]
    assert [one["id"] for one in found] == [thread.pk]
    person = user()
    posting.reply(thread=thread, author=person, text="Still true")
    assert (Thread.objects.get().participant_count, space.memberships.get().user) == (3, person)
