"""Communities as visitors and members use them, through pages."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from community.cards import anchor_of
from community.models import Community, Post, Thread
from search import registry
from tests.factories import PASSWORD, community, thread, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

TEXT = "ข้อความที่ยาวและมีค่า ແລະ ພາສາລາວ"


def _address(started: Thread, language: str = "en") -> str:
    return f"/{language}/communities/{started.community.slug}/{started.pk}/"


def _sign_in(client: Client, **fields: Any) -> Any:
    person = user(**fields)
    assert client.login(email=person.email, password=PASSWORD)
    return person


def test_a_visitor_reads_a_thread_with_the_language_of_every_post(client: Client) -> None:
    started = thread(title="ขายน้ำผึ้ง", text="ขายที่ไหน", language="th")
    page = client.get(_address(started)).content.decode()
    assert '<h1 lang="th"' in page
    assert 'class="prose" lang="th"' in page
    assert '<html lang="en"' in page


def test_a_member_starts_a_thread_and_replies(client: Client) -> None:
    space = community(titles={"th": "ป่าของเรา"})
    _sign_in(client)
    response = client.post(
        f"/th/communities/{space.slug}/start/", {"title": "น้ำผึ้ง", "text": TEXT, "language": ""}, follow=True
    )
    assert response.status_code == 200
    started = Thread.objects.get()
    assert (started.title, started.language) == ("น้ำผึ้ง", "th")
    response = client.post(_address(started, "th"), {"text": "ตอบ **แล้ว**"})
    assert response.status_code == 302
    assert response.url.endswith(f"#post-{Post.objects.last().pk}")
    assert "<strong>แล้ว</strong>" in client.get(_address(started, "th")).content.decode()


@pytest.mark.parametrize("language", ["en", "th", "vi", "lo"])
def test_a_refused_text_comes_back_with_a_sentence_in_the_reader_s_language(client: Client, language: str) -> None:
    started = thread()
    _sign_in(client)
    response = client.post(_address(started, language), {"text": TEXT * 3000})
    page = response.content.decode()
    assert response.status_code == 422
    assert TEXT in page
    assert "aria-invalid" in page
    with translation.override(language):
        assert (
            translation.gettext("Please write something.")
            in client.post(_address(started, language), {"text": ""}).content.decode()
        )


def test_a_text_written_in_a_lost_session_survives_the_sign_in(client: Client) -> None:
    started = thread()
    person = user()
    response = client.post(_address(started, "th"), {"text": TEXT, "language": "th", "submission": str(uuid.uuid4())})
    assert response.status_code == 302
    assert response.url.startswith("/th/accounts/login/?next=")
    response = client.post(response.url, {"login": person.email, "password": PASSWORD}, follow=True)
    page = response.content.decode()
    assert response.redirect_chain[-1][0] == _address(started, "th") + "#reply"
    assert TEXT in page
    client.post(_address(started, "th"), {"text": TEXT})
    assert Post.objects.filter(text=TEXT).count() == 1
    assert TEXT not in client.get(_address(started, "th")).content.decode().split('id="reply"')[1]


def test_a_new_thread_written_in_a_lost_session_survives_the_sign_in(client: Client) -> None:
    space = community()
    person = user()
    address = f"/lo/communities/{space.slug}/start/"
    response = client.post(address, {"title": "ຫົວຂໍ້", "text": TEXT, "language": "lo"})
    page = client.post(response.url, {"login": person.email, "password": PASSWORD}, follow=True).content.decode()
    assert TEXT in page
    assert "ຫົວຂໍ້" in page


def test_a_form_without_its_token_gives_the_text_back(settings: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    started = thread()
    response = strict.post(_address(started, "th"), {"text": TEXT})
    page = response.content.decode()
    assert response.status_code == 403
    assert TEXT in page
    assert "csrfmiddlewaretoken" in page


def test_a_locked_thread_says_so_and_gives_the_text_back(client: Client) -> None:
    started = thread()
    Thread.objects.update(is_locked=True)
    _sign_in(client)
    assert "<form" not in client.get(_address(started)).content.decode().split('id="reply"')[1].split("</section>")[0]
    response = client.post(_address(started), {"text": TEXT})
    assert response.status_code == 403
    assert TEXT in response.content.decode()
    assert Post.objects.count() == 1


def test_a_thread_that_went_away_while_somebody_wrote_gives_the_text_back(client: Client) -> None:
    started = thread()
    Thread.objects.update(is_hidden=True)
    _sign_in(client)
    assert client.get(_address(started)).status_code == 404
    response = client.post(_address(started), {"text": TEXT})
    assert response.status_code == 410
    assert TEXT in response.content.decode()


@pytest.mark.parametrize("number", ["0", "999999", str(2**63), "9" * 40])
def test_a_thread_that_is_not_there_is_not_found(client: Client, number: str) -> None:
    assert client.get(f"/en/communities/{community().slug}/{number}/").status_code == 404


def test_a_members_community_is_not_found_by_visitors_anywhere(client: Client) -> None:
    space = community(titles={"en": "Secret garden"}, audience=Community.Audience.MEMBERS)
    started = thread(community=space, title="A secret harvest")
    for address in (f"/en/communities/{space.slug}/", _address(started)):
        assert client.get(address).status_code == 404
    for address in ("/en/", "/en/communities/", "/en/search/?q=secret", "/api/v1/search?q=secret"):
        page = client.get(address).content.decode()
        assert "Secret garden" not in page
        assert "secret harvest" not in page
    _sign_in(client)
    assert client.get(_address(started)).status_code == 200


def test_a_long_list_is_read_to_its_end_with_nothing_lost_or_doubled(client: Client) -> None:
    space = community()
    author = user()
    now = timezone.now()
    for number in range(45):
        thread(community=space, author=author, title=f"Thread {number}", at=now)
    address, seen = f"/en/communities/{space.slug}/", []
    query: dict[str, str] = {}
    while True:
        context = client.get(address, query).context
        seen += [row["title"] for row in context["rows"]]
        if not context["next_cursor"]:
            break
        query = {"after": context["next_cursor"]}
    assert sorted(seen) == sorted(f"Thread {number}" for number in range(45))


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "2026-01-01T00:00:00~1",
        "2026-13-01T00:00:00+00:00~1",
        "~",
        "2026~" + "9" * 30,
        "0001-01-01T00:00:00+14:00~5",
        "9999-12-31T23:59:59-14:00~5",
    ],
)
def test_an_unreadable_cursor_starts_over(client: Client, cursor: str) -> None:
    space = community()
    thread(community=space)
    assert len(client.get(f"/en/communities/{space.slug}/", {"after": cursor}).context["rows"]) == 1


@pytest.mark.parametrize("page", ["list", "thread"])
def test_the_number_of_queries_does_not_grow(client: Client, page: str, django_assert_max_num_queries: Any) -> None:
    from community import posting

    space = community(titles={"en": "Forests", "th": "ป่า"})
    started = thread(community=space)
    address = f"/en/communities/{space.slug}/" if page == "list" else _address(started)
    client.get(address)
    with django_assert_max_num_queries(9 if page == "list" else 12) as few:
        client.get(address)
    for _number in range(6):
        thread(community=space)
        posting.reply(thread=started, author=user(), text="Yes")
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_every_form_works_without_scripts_and_has_its_token(client: Client) -> None:
    started = thread()
    _sign_in(client)
    page = client.get(_address(started)).content.decode()
    form = page.split('id="reply"')[1]
    assert 'method="post"' in form
    assert "csrfmiddlewaretoken" in form
    assert reverse("community:thread", kwargs={"slug": started.community.slug, "thread_id": started.pk}) in form


@pytest.mark.parametrize("address", ["start/", "{pk}/"])
def test_a_text_for_a_members_community_survives_a_lost_session(client: Client, address: str) -> None:
    space = community(audience=Community.Audience.MEMBERS)
    started = thread(community=space)
    person = user()
    url = f"/th/communities/{space.slug}/" + address.format(pk=started.pk)
    response = client.post(url, {"title": "น้ำผึ้ง", "text": TEXT})
    assert (response.status_code, response.url[:20]) == (302, "/th/accounts/login/?")
    page = client.post(response.url, {"login": person.email, "password": PASSWORD}, follow=True)
    assert TEXT in page.content.decode()


@pytest.mark.parametrize("closed", ["locked", "archived", "hidden"])
def test_a_kept_text_is_given_back_when_the_thread_was_closed_meanwhile(client: Client, closed: str) -> None:
    started = thread()
    person = user()
    response = client.post(_address(started), {"text": TEXT})
    if closed == "archived":
        Community.objects.update(state=Community.State.ARCHIVED)
    else:
        Thread.objects.update(**{f"is_{closed}": True})
    page = client.post(response.url, {"login": person.email, "password": PASSWORD}, follow=True)
    assert TEXT in page.content.decode()


def test_a_long_thread_comes_in_pages_and_a_reply_leads_to_the_last(client: Client) -> None:
    started = thread()
    author = _sign_in(client)
    Post.objects.bulk_create(
        Post(thread=started, author=author, language="en", text="x", html="<p>x</p>", renderer_version=1,
             created_at=timezone.now())
        for _number in range(60)
    )  # fmt: skip
    assert len(client.get(_address(started)).context["posts"]) == 50
    response = client.post(_address(started), {"text": "The newest"})
    assert "?page=2#post-" in response.url
    assert "The newest" in client.get(response.url).content.decode()


def test_a_post_of_a_long_thread_that_search_found_is_on_the_page_it_leads_to(client: Client) -> None:
    started = thread()
    author = _sign_in(client)
    posts = [
        Post.objects.create(
            thread=started,
            author=author,
            language="th",
            text="ข้อความ",
            html="<p>ข้อความ</p>",
            renderer_version=1,
            created_at=timezone.now(),
        )
        for _number in range(60)
    ]
    address = registry.source("thread").address_of_text(_address(started), anchor_of(posts[-1]))
    assert address.endswith(f"#post-{posts[-1].pk}")
    assert posts[-1].pk in [card["id"] for card in client.get(address).context["posts"]]
    for unknown in ("0", "x", "9" * 30, "²"):
        assert client.get(_address(started), {"post": unknown}).context["page_of_posts"].number == 1


def test_more_than_we_read_at_once_is_answered_in_the_reader_s_language(client: Client) -> None:
    started = thread()
    _sign_in(client)
    response = client.post(_address(started, "th"), {"text": "ก" * 1_200_000})
    assert response.status_code == 400
    assert '<html lang="th"' in response.content.decode()
