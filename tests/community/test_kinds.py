"""Questions with an answer, e-discussions between two dates, and what comes out of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client
from django.utils import timezone, translation

from community import accepting, crediting, discussing, events, posting
from community.models import AuditEntry, EDiscussion, NameConsent, Post, Thread
from library.models import Nomination
from library.refusals import NotAllowed
from tests.factories import community, facilitator, member, reply, thread, user

pytestmark = pytest.mark.django_db


def _page(client: Client, of: Thread, person: Any = None, language: str = "en") -> str:
    if person:
        client.force_login(person)
    return client.get(f"/{language}/communities/{of.community.slug}/{of.pk}/").content.decode()


def _question(**fields: Any) -> tuple[Thread, Post]:
    asked = thread(kind="question", title="ຕົ້ນເຜິ້ງ", text="จะนับอย่างไร", **fields)
    return asked, reply(asked, text="Chúng tôi đếm **mỗi tháng**")


def _e_discussion(*, opens: int = -10, closes: int = 10, **fields: Any) -> Thread:
    """From and to so many days from now."""
    now = timezone.now()
    space = fields.pop("community", None) or community()
    return discussing.start_e_discussion(
        community=space,
        author=fields.pop("author", None) or facilitator(space),
        title="Quy ước rừng",
        text="Welcome",
        opens_at=now + timedelta(days=opens),
        closes_at=now + timedelta(days=closes),
        **{"background": "**ป่า**ของเรา", "questions": "ໃຜເປັນສະມາຊິກ?\n\nWho decides?"} | fields,
    )


def test_who_asked_accepts_an_answer_and_it_stands_below_the_question(client: Client) -> None:
    asked, answer = _question()
    told: list[Post] = []
    events.answer_accepted.connect(listener := lambda sender, post, **more: told.append(post))
    client.force_login(asked.author)
    for _twice in range(2):
        response = client.post(f"/th/communities/-/posts/{answer.pk}/accept/")
        assert response.url.endswith(f"?post={answer.pk}#post-{answer.pk}")
    events.answer_accepted.disconnect(listener)
    assert told == [answer]
    client.logout()
    page = _page(client, asked)
    first = page.split("</article>")[0]
    assert "đếm <strong>mỗi tháng" in first
    assert f"?post={answer.pk}#post-{answer.pk}" in first
    assert client.get(f"/en/communities/{asked.community.slug}/").context["rows"][0]["has_answer"]
    client.force_login(asked.author)
    client.post(f"/th/communities/-/posts/{answer.pk}/accept/", {"take_back": "1"})
    asked.refresh_from_db()
    assert asked.accepted_post is None


@pytest.mark.parametrize("who", ["visitor", "member", "asker", "facilitator"])
def test_only_the_asker_and_facilitators_choose_the_answer(client: Client, who: str) -> None:
    space = community()
    asked, answer = _question(community=space)
    people = {"member": member, "facilitator": facilitator, "asker": lambda _space: asked.author}
    if who != "visitor":
        client.force_login(people[who](space))
    page = _page(client, asked)
    may = who in {"asker", "facilitator"}
    assert ("accept it" in page) is may
    assert client.post(f"/en/communities/-/posts/{answer.pk}/accept/").status_code == 302
    asked.refresh_from_db()
    assert (asked.accepted_post == answer) is may
    assert AuditEntry.objects.filter(action="answer_accepted").exists() is (who == "facilitator")


def test_what_cannot_be_an_answer() -> None:
    asked, answer = _question()
    with pytest.raises(ValidationError):
        accepting.accept(post=asked.posts.first(), by=asked.author)
    talk = thread()
    with pytest.raises(NotAllowed):
        accepting.accept(post=reply(talk), by=talk.author)
    Post.objects.filter(pk=answer.pk).update(is_hidden=True)
    with pytest.raises(Http404):
        accepting.accept(post=Post.objects.get(pk=answer.pk), by=asked.author)


def test_another_kind_hides_the_answer_and_drops_nothing(client: Client) -> None:
    asked, answer = _question()
    accepting.accept(post=answer, by=asked.author)
    Thread.objects.update(kind="discussion")
    assert "Accepted answer" not in _page(client, asked)
    Thread.objects.update(kind="e-discussion")  # one without dates
    assert "Accepted answer" not in _page(client, asked)
    assert posting.reply(thread=Thread.objects.get(), author=user(), text="Yes").pk
    Thread.objects.update(kind="question")
    assert "Accepted answer" in _page(client, asked)
    Post.objects.filter(pk=answer.pk).update(is_hidden=True)
    page = _page(client, asked)
    assert "mỗi tháng" not in page
    assert "cannot be shown" in page


def test_kinds_in_the_start_form_are_those_that_the_person_may_start(client: Client) -> None:
    space = community()
    address = f"/lo/communities/{space.slug}/start/"
    client.force_login(member(space))
    assert 'value="announcement"' not in client.get(address).content.decode()
    response = client.post(address, {"title": "ປ່າ", "text": "ສະບາຍດີ", "kind": "announcement", "tags": "น้ำผึ้ง"})
    assert response.status_code == 403
    assert "ສະບາຍດີ" in response.content.decode()
    assert client.post(address, {"title": "ປ່າ", "text": "x", "kind": "nonsense"}).status_code == 422
    assert client.get(f"{address}e-discussion/").status_code == 302
    client.force_login(facilitator(space))
    page = client.get(address).content.decode()
    assert 'value="announcement"' in page
    assert f"{address}e-discussion/" in page


@pytest.mark.parametrize(("opens", "closes", "is_open"), [(1, 9, False), (-1, 9, True), (-9, -1, False)])
def test_between_its_dates_everybody_writes_and_outside_them_only_facilitators(
    client: Client, opens: int, closes: int, is_open: bool
) -> None:
    started = _e_discussion(opens=opens, closes=closes)
    space, person = started.community, member(started.community)
    page = _page(client, started, person, "th")
    assert ("<textarea" in page) is is_open
    assert "<strong>ป่า</strong>" in page
    assert "ໃຜເປັນສະມາຊິກ?" in page
    client.logout()
    assert ("Sign in to reply" in _page(client, started)) is is_open
    if is_open:
        assert posting.reply(thread=started, author=person, text="Có").pk
    else:
        with translation.override("th"), pytest.raises(NotAllowed) as refusal:
            posting.reply(thread=started, author=person, text="Có")
        assert "ค.ศ. 20" in refusal.value.sentence
    assert posting.reply(thread=started, author=facilitator(space), text="Có").pk


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"opens_at": "", "closes_at": "2026-12-01T09:00"}, {"opens_at"}),
        ({"opens_at": "2026-12-05T09:00", "closes_at": "2026-12-01T09:00"}, {"closes_at"}),
        ({"opens_at": "0001-01-01T00:00", "closes_at": "9999-12-31T23:59"}, {"opens_at", "closes_at"}),
        ({"opens_at": "soon", "title": "", "tags": "x" * 100}, {"opens_at", "title", "tags", "closes_at"}),
        ({"questions": "q\n" * 11, "background": "a\0b"}, {"questions", "background"}),
        ({"questions": "ຖ" * 301}, {"questions"}),
    ],
)
def test_all_mistakes_of_an_e_discussion_come_at_once_and_the_text_comes_back(
    client: Client, fields: dict[str, str], named: set[str]
) -> None:
    space = community()
    client.force_login(facilitator(space))
    whole = {"title": "Rừng", "text": "ยินดีต้อนรับ", "opens_at": "2026-12-01T09:00", "closes_at": "2026-12-09T09:00"}
    if "closes_at" in named and "closes_at" not in fields:
        fields = fields | {"closes_at": ""}
    address = f"/vi/communities/{space.slug}/start/e-discussion/"
    response = client.post(address, whole | fields)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == named
    assert "ยินดีต้อนรับ" in response.content.decode()
    assert not Thread.objects.exists()
    assert client.post(address, whole).status_code == 302
    assert EDiscussion.objects.get().thread.kind == "e-discussion"


def test_facilitators_change_it_mark_summaries_and_one_synthesis(client: Client) -> None:
    started = _e_discussion()
    leader, first, second = started.author, reply(started), reply(started)
    client.force_login(leader)
    for post, role in [(first, "summary"), (first, "synthesis"), (second, "synthesis")]:
        client.post(f"/en/communities/-/posts/{post.pk}/role/", {"role": role})
    assert list(started.posts.values_list("role", flat=True)) == ["", "", "synthesis"]
    address = f"/en/communities/{started.community.slug}/{started.pk}/e-discussion/"
    assert "ໃຜເປັນສະມາຊິກ?" in client.get(address).content.decode()
    assert client.post(address, {"opens_at": "2027-01-01T09:00", "closes_at": "2027-02-01T09:00"}).status_code == 302
    client.force_login(member(started.community))
    client.post(f"/en/communities/-/posts/{first.pk}/role/", {"role": "summary"})
    assert client.get(address).status_code == 302
    first.refresh_from_db()
    assert first.role == ""
    page = _page(client, started)
    assert "January 1, 2027 at 9:00" in page or "January 1, 2027, 9:00" in page
    assert f"?post={second.pk}#post-{second.pk}" in page.split('class="posts"')[0]


def test_contributors_are_asked_and_only_those_who_agree_are_named(client: Client) -> None:
    started = _e_discussion()
    leader = started.author
    people = {name: user(name) for name in ("ສົມ", "Bà Hoa", "คุณใจ")}
    for person in people.values():
        posting.reply(thread=started, author=person, text="Chúng tôi")
    nominate = f"/en/communities/{started.community.slug}/{started.pk}/nominate/"
    consent = f"/en/communities/{started.community.slug}/{started.pk}/consent/"
    form = {"title": "Quy ước", "place": "Sangthong", "why": "ทุกคนช่วยกันดูแล"}
    client.force_login(leader)
    client.post(nominate, {"ask": "1"})
    assert not NameConsent.objects.exists()  # there is no synthesis yet
    discussing.mark(post=reply(started, author=leader, text="ทุกคน", language="th"), by=leader, role="synthesis")
    assert client.post(nominate, form).status_code == 403  # nobody was asked
    for _twice in range(2):
        client.post(nominate, {"ask": "1"})
    assert NameConsent.objects.count() == 4
    for name, answer in [("ສົມ", "yes"), ("Bà Hoa", "no")]:
        page = _page(client, started, people[name])
        assert consent in page
        assert "name me" in client.get(consent).content.decode()
        client.post(consent, {"agrees": answer})
        assert consent not in _page(client, started)
    client.force_login(user())
    assert client.get(consent).status_code == 404
    assert client.get(nominate).status_code == 302
    client.force_login(leader)
    assert client.post(nominate, form | {"place": ""}).status_code == 422
    assert client.post(nominate, form).status_code == 302
    nomination = Nomination.objects.get()
    assert nomination.language == "th"
    assert nomination.why.startswith("ทุกคนช่วยกันดูแล")
    assert [name for name in people if name in nomination.why] == ["ສົມ"]
    assert client.post(nominate, form | {"title": "Again"}).status_code == 403
    Nomination.objects.all().delete()
    with pytest.raises(NotAllowed):
        crediting.nominate(thread=started, by=leader, **form)
    with pytest.raises(NotAllowed):
        crediting.answer(thread=started, person=people["คุณใจ"], agrees=True)
    assert "was nominated" in client.get(nominate).content.decode()


def test_after_it_closed_posts_are_not_edited_either() -> None:
    from community import rights

    started = _e_discussion()
    written = reply(started)
    rights.check_can_edit(written.author, written)
    EDiscussion.objects.update(closes_at=timezone.now())
    with pytest.raises(NotAllowed):
        rights.check_can_edit(written.author, Post.objects.get(pk=written.pk))
    rights.check_can_edit(started.author, Post.objects.get(pk=written.pk))
