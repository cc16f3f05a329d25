"""Tags, the lists of threads, contributions and feeds: the same rule of what somebody may see in all of them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import tagging
from community.lists import latest
from community.models import Post, Tag, Thread, ThreadTag
from library.refusals import NotAllowed
from search import registry
from tests.factories import community, facilitator, member, reply, thread, user

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def _titles(client: Client, address: str) -> list[str]:
    return [row["title"] for row in client.get(address).context["rows"]]


def _parsed(response: Any) -> ElementTree.Element:
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("น้ำผึ้ง, นํ้าผึ้ง, #ป่า", ["น้ำผึ้ง", "ป่า"]),
        ("ປ່າຊຸມຊົນ、 ນ້ຳ;  ດິນ  ແລະ ນ້ຳ", ["ປ່າຊຸມຊົນ", "ນ້ຳ", "ດິນ ແລະ ນ້ຳ"]),
        ("Honey, HONEY, ｈｏｎｅｙ, rừng", ["Honey", "rừng"]),
        ("🐝, , ,", ["🐝"]),
        ("#", []),
    ],
)
def test_tags_have_one_spelling_in_every_script(typed: str, stored: list[str]) -> None:
    started = thread(tags=typed)
    assert started.tag_names == stored
    assert sorted(Tag.objects.values_list("name", flat=True)) == sorted(stored)
    document = next(iter(registry.source("thread").documents([started.pk])))
    assert document.tags == tuple(stored)


@pytest.mark.parametrize("typed", ["ก" * 100, ",".join(map(str, range(50))), "a\0b", ["x", "y\x07"]])
def test_what_cannot_be_a_tag_is_refused_beside_the_other_mistakes(typed: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        thread(tags=typed, title="")
    assert set(refusal.value.message_dict) == {"tags", "title"}
    assert not Tag.objects.exists()


def test_author_and_facilitators_change_tags_and_what_is_used_is_suggested(client: Client) -> None:
    space = community()
    started = thread(community=space, tags="ป่า, นา")
    address = f"/th/communities/{space.slug}/{started.pk}/tags/"
    client.force_login(started.author)
    assert client.post(address, {"tags": "ป่า, 🐝"}).status_code == 302
    started.refresh_from_db()
    assert started.tag_names == ["ป่า", "🐝"]
    assert dict(Tag.objects.values_list("name", "use_count")) == {"ป่า": 1, "นา": 0, "🐝": 1}
    response = client.post(address, {"tags": "ก" * 100})
    assert response.status_code == 422
    assert "ก" * 100 in response.content.decode()
    start = client.get(f"/th/communities/{space.slug}/start/").content.decode()
    assert '<option value="ป่า">' in start
    assert '<option value="นา">' not in start
    with pytest.raises(NotAllowed):
        tagging.change_tags(thread=started, by=member(space), tags="")
    tagging.change_tags(thread=started, by=facilitator(space), tags="")
    assert not ThreadTag.objects.exists()


def test_a_moved_thread_keeps_its_tags() -> None:
    started = thread(tags="ไผ่")
    started.community = community()
    started.save(update_fields=["community"])
    assert Tag.objects.get(community=started.community).use_count == 1
    assert list(started.tags.all()) == [Tag.objects.get(community=started.community)]


def test_lists_are_narrowed_by_tag_language_and_kind_together(client: Client) -> None:
    space = community()
    thread(community=space, title="A", language="th", tags="น้ำ", kind="question")
    thread(community=space, title="B", language="lo", tags="น้ำ")
    thread(community=space, title="C", language="th")
    answered = thread(community=space, title="D", language="th", tags="น้ำ", kind="question")
    mine = reply(answered).author
    Thread.objects.filter(title="C").update(is_pinned=True)
    address = f"/en/communities/{space.slug}/"
    assert _titles(client, address) == ["C", "D", "B", "A"]
    assert _titles(client, f"{address}?tag=นํ้า") == ["D", "B", "A"]
    assert _titles(client, f"{address}?tag=น้ำ&lang=th&kind=question") == ["D", "A"]
    assert _titles(client, f"{address}?list=unanswered") == ["C", "B", "A"]
    assert _titles(client, f"{address}?list=mine&tag=%00&kind=x&lang=%F0") == ["C", "D", "B", "A"]
    client.force_login(mine)
    assert _titles(client, f"{address}?list=mine") == ["D"]
    assert _titles(client, "/en/communities/-/threads/?tag=น้ำ") == ["D", "B", "A"]
    assert _titles(client, "/en/communities/-/threads/?list=unanswered&lang=lo") == ["B"]


@pytest.mark.parametrize("question", ["", "list=unanswered", "tag=t", "lang=en", "kind=discussion", "list=mine"])
def test_every_list_is_read_to_its_end_with_pinned_threads_first_and_none_twice(client: Client, question: str) -> None:
    space, author, now = community(), user(), timezone.now()
    for number in range(45):
        thread(community=space, author=author, title=f"Thread {number}", at=now, tags="t")
    Thread.objects.filter(pk__in=list(Thread.objects.values_list("pk", flat=True)[:23])).update(is_pinned=True)
    client.force_login(author)
    address, seen = f"/en/communities/{space.slug}/", []
    query = dict(parse_qsl(question))
    costs = set()
    client.get(address)  # what is asked once a minute
    while True:
        with CaptureQueriesContext(connection) as queries:
            context = client.get(address, query).context
        costs.add(len(queries))
        seen += [(row["title"], row["is_pinned"]) for row in context["rows"]]
        if not context["next_cursor"]:
            break
        query = dict(parse_qsl(context["next_url"].removeprefix("?")))
    assert len(set(seen)) == len(seen) == 45
    if question not in {"list=unanswered", "list=mine"}:
        assert [pinned for _title, pinned in seen] == [True] * 23 + [False] * 22
    assert len(costs) == 1
    assert max(costs) <= 9


def test_a_person_s_contributions_are_those_that_the_reader_may_see(client: Client) -> None:
    person = user("ນາງ ຄຳ")
    inner = community(audience="community", membership="invitation")
    member(inner, user=person)
    hidden = thread(community=inner, author=person, title="Inside")
    address = f"/lo/people/{person.pk}/"
    assert client.get(address).status_code == 404
    assert client.get(f"/lo/people/{10**30}/").status_code == 404
    for number in range(23):
        reply(thread(title=f"T{number}"), author=person, text=f"ຕອບ {number}")
    page = client.get(address)
    assert "ນາງ ຄຳ" in page.content.decode()

    def written(question: str = "") -> dict[str, Any]:
        return client.get(address + question).context["sections"][0].context

    rows = written()["rows"] + written(written()["next_url"])["rows"]
    assert [row["excerpt"] for row in rows] == [f"ຕອບ {number}" for number in reversed(range(23))]
    assert client.get(f"{address}?after=2001-01-01T00:00:00%2B00:00~1").status_code == 200
    client.force_login(member(inner))
    assert hidden.title in [row["title"] for row in written()["rows"] + written(written()["next_url"])["rows"]]
    before = client.get(f"/lo/communities/-/people/{person.pk}/?after=x")
    assert before.headers["Location"] == f"{address}?after=x"
    listed = client.get(f"/lo/communities/{inner.slug}/").content.decode()
    assert address in listed


def test_feeds_say_who_wrote_what_in_which_language_and_answer_304(client: Client) -> None:
    space = community(titles={"th": "ป่าของเรา"})
    started = thread(community=space, title="ຜຶ້ງ <b>&", text="**ສະບາຍດີ** [ที่นี่](/th/library/)", language="lo", tags="น้ำ")
    answer = reply(started, text="Chào", language="vi")
    thread(community=space, title="Other", tags="x")
    address = f"/th/communities/{space.slug}/{started.pk}/"
    page = client.get(address).content.decode()
    assert f'type="application/atom+xml" title="ຜຶ້ງ &lt;b&gt;&amp;" href="{address}feed.atom"' in page
    response = client.get(f"{address}feed.atom")
    feed = _parsed(response)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.get("{http://www.w3.org/XML/1998/namespace}lang") for entry in entries] == ["vi", "lo"]
    assert entries[1].findtext(f"{ATOM}title") == "ຜຶ້ງ <b>&"
    assert "<strong>ສະບາຍດີ</strong>" in (entries[1].findtext(f"{ATOM}content") or "")
    assert entries[0].findtext(f"{ATOM}author/{ATOM}name") == answer.author.name
    assert f"?post={answer.pk}#post-{answer.pk}" in (entries[0].find(f"{ATOM}link").get("href") or "")
    assert entries[0].findtext(f"{ATOM}id", "").startswith("tag:")
    again = client.get(f"{address}feed.atom", headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304
    since = {"if-modified-since": response.headers["Last-Modified"]}
    assert client.get(f"{address}feed.atom", headers=since).status_code == 304
    of_community = _parsed(client.get(f"/th/communities/{space.slug}/feed.atom"))
    assert [entry.findtext(f"{ATOM}title") for entry in of_community.findall(f"{ATOM}entry")] == ["Other", "ຜຶ້ງ <b>&"]
    of_tag = _parsed(client.get(f"/th/communities/{space.slug}/feed.atom?tag=นํ้า"))
    same = of_tag.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in same] == [entries[1].findtext(f"{ATOM}id")]
    assert (
        'href="/th/communities/' + space.slug + "/feed.atom?tag="
        in client.get(f"/th/communities/{space.slug}/?tag=น้ำ").content.decode()
    )


@pytest.mark.parametrize("audience", ["members", "community"])
def test_what_is_not_public_has_no_feed_not_even_for_members(client: Client, audience: str) -> None:
    space = community(audience=audience)
    author = member(space)
    started = thread(community=space, author=author, tags="ลับ")
    addresses = [f"/en/communities/{space.slug}/", f"/en/communities/{space.slug}/{started.pk}/"]
    client.force_login(author)
    for address in addresses:
        assert client.get(f"{address}feed.atom").status_code == 404
        assert "feed.atom" not in client.get(address).content.decode()


def test_hidden_threads_and_posts_leave_lists_feeds_tags_and_contributions(client: Client) -> None:
    space = community()
    shown = thread(community=space, title="Shown", tags="เปิด")
    gone = thread(community=space, title="Gone", text="Secret", tags="ลับ", author=shown.author)
    secret = reply(shown, text="Secret", author=shown.author)
    Thread.objects.filter(pk=gone.pk).update(is_hidden=True)
    Post.objects.filter(pk=secret.pk).update(is_hidden=True)
    base = f"/en/communities/{space.slug}/"
    for address in (
        base,
        f"{base}?tag=ลับ",
        f"{base}feed.atom",
        f"{base}{shown.pk}/feed.atom",
        f"/en/people/{shown.author_id}/",
    ):
        page = client.get(address).content.decode()
        assert "Gone" not in page, address
        assert "Secret" not in page, address
        assert "ลับ" not in page.replace("#ลับ", ""), address
    assert "#ลับ" not in client.get(base).content.decode()
    assert client.get(f"{base}{gone.pk}/feed.atom").status_code == 404
    assert client.get(f"{base}{10**30}/feed.atom").status_code == 404


@pytest.mark.parametrize("kind", ["list", "question", "e-discussion", "mine"])
def test_a_member_s_pages_cost_the_same_with_more_of_everything(client: Client, kind: str) -> None:
    from community import accepting
    from tests.community.test_kinds import _e_discussion

    space = community(titles={"en": "Forests", "th": "ป่า"})
    person = member(space)
    started = _e_discussion(community=space) if kind == "e-discussion" else thread(community=space, kind="question")
    reply(started)
    address = {"list": f"/en/communities/{space.slug}/", "mine": "/en/communities/-/threads/"}.get(
        kind, f"/en/communities/{space.slug}/{started.pk}/"
    )
    client.force_login(person)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(6):
        extra = thread(community=space, tags=f"น้ำ, tag {number}", kind="question")
        accepting.accept(post=reply(extra), by=extra.author)
        answer = reply(started)
    if kind == "question":
        accepting.accept(post=answer, by=started.author)
    if kind == "e-discussion":
        Post.objects.filter(thread=started).update(role="summary")
    client.get(address)  # what was read is noted once
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few), [query["sql"] for query in many]
    assert len(many) <= {"list": 9, "mine": 9, "question": 14, "e-discussion": 15}[kind]


@pytest.mark.parametrize(
    ("narrowed", "index"),
    [({}, "thread_list"), ({"language": "en"}, "thread_list_lang"), ({"kind": "discussion"}, "thread_list_kind")],
)
def test_the_next_page_of_a_list_begins_in_the_middle_of_its_index(narrowed: dict[str, str], index: str) -> None:
    space = community()
    for number in range(8):
        thread(community=space, title=str(number))
    threads = Thread.objects.filter(community=space, **narrowed)
    cursor = latest(threads, size=5, pinned_first=True).next_cursor
    with CaptureQueriesContext(connection) as asked:
        latest(threads, after=cursor, size=5, pinned_first=True)
    with connection.cursor() as database:
        if connection.vendor == "postgresql":  # a table of eight rows is read whole, unless it must not
            for way in ("seqscan", "bitmapscan", "sort"):
                database.execute(f"SET LOCAL enable_{way} = off")
        database.execute(
            f"{'EXPLAIN' if connection.vendor == 'postgresql' else 'EXPLAIN QUERY PLAN'} {asked[0]['sql']}"
        )
        plan = str(database.fetchall())
    if connection.vendor == "postgresql":  # which of those that begin there is a matter of statistics, with so few rows
        index = r"thread_list\w*"
    assert re.search(rf'{index}\b.*(Index Cond:[^"]*last_post_at <=|last_post_at<\?)', plan), plan
    assert "B-TREE" not in plan
    assert "Sort" not in plan


def test_a_tag_is_followed_from_its_list(client: Client) -> None:
    space = community(titles={"th": "ป่า", "lo": "ປ່າ"})
    thread(community=space, tags="ນ້ຳເຜິ້ງ", title="ຂາຍຢູ່ໃສ")
    reader = member(space)
    client.force_login(reader)
    address = f"/lo/communities/{space.slug}/"
    assert 'name="tag" value="ນ້ຳເຜິ້ງ"' not in client.get(address).content.decode()
    page = client.get(address, {"tag": "ນ້ຳເຜິ້ງ"}).content.decode()
    assert 'name="tag" value="ນ້ຳເຜິ້ງ"' in page
    assert 'value="follow"' in page.partition('name="tag"')[2].partition("</form>")[0]
    client.post(f"{address}follow/", {"tag": "ນ້ຳເຜິ້ງ", "level": "follow"})
    again = client.get(address, {"tag": "ນ້ຳເຜິ້ງ"}).content.decode()
    assert 'name="level" value=""' in again.partition('name="tag"')[2].partition("</form>")[0]
    assert 'name="tag"' not in Client().get(address, {"tag": "ນ້ຳເຜິ້ງ"}).content.decode()
