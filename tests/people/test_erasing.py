"""Deleting an account: asking, changing one's mind, what others see afterwards, and doing it whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from importlib import import_module
from typing import Any
from unittest.mock import patch

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Revision

from cms.models import User
from community import accepting, editing, mailing, notifying, posting, quoting, rights
from community import erasing as community_erasing
from community.anonymous_texts import Leaver, without
from community.feeds import address_of
from community.models import Membership, Notification, OutgoingMail, Post, Thread
from library.refusals import NotAllowed
from people import erasing, leaving
from people.models import DeletionRequest, Profile
from privacy import registry
from tests.factories import PASSWORD, case, community, facilitator, member, profile, reply, thread, user

pytestmark = pytest.mark.django_db

DELETE = "/en/accounts/delete/"


def _signed_in(person: Any) -> Client:
    client = Client()
    client.post("/en/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def _asked(client: Client, posts: str = "anonymise") -> Any:
    """The page after `client` chose and gave the password."""
    response = client.post(DELETE, {"posts": posts})
    if response.status_code == 302 and "reauthenticate" in response.url:
        response = client.post(response.url, {"password": PASSWORD}, follow=True)
    return response


def _erase(person: Any, *, removes_posts: bool = False) -> None:
    leaving.ask(user=person, removes_posts=removes_posts, at_once=True)
    assert erasing.carry_out_due() == 1
    assert not User.objects.filter(pk=person.pk).exists()


def _later(**passed: float) -> Any:
    return patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(**passed))


def _letters_to(person: Any) -> list[str]:
    rows = OutgoingMail.objects.filter(recipients=[person.email]).order_by("pk")
    return [str(message_from_bytes(bytes(row.message), policy=default)["Subject"]) for row in rows]


# Asking, and changing one's mind


def test_whoever_deletes_their_account_gives_their_password_and_gets_a_letter() -> None:
    person = user("Malee", language="en")
    client = _signed_in(person)
    assert "former member" in client.get(DELETE).content.decode()
    response = client.post(DELETE, {"posts": "remove"})
    assert response.url.startswith("/en/accounts/reauthenticate/")
    assert not DeletionRequest.objects.exists()
    response = client.post(response.url, {"password": PASSWORD}, follow=True)
    found = DeletionRequest.objects.get(user=person)
    assert found.removes_posts
    assert found.due_at - found.asked_at == timedelta(days=14)
    assert "will be deleted on" in response.content.decode()
    assert len(_letters_to(person)) == 1
    assert "will be deleted on" in _letters_to(person)[0]


def test_asking_twice_is_asking_once_and_the_later_choice_counts() -> None:
    person = user()
    first = leaving.ask(user=person, removes_posts=True)
    again = leaving.ask(user=person, removes_posts=False)
    assert (again.pk, again.due_at, again.removes_posts) == (first.pk, first.due_at, False)
    assert len(_letters_to(person)) == 1


def test_an_unknown_choice_is_refused_and_nothing_is_deleted() -> None:
    person = user()
    response = _asked(_signed_in(person), "everything")
    assert response.status_code == 200
    assert not DeletionRequest.objects.exists()


def test_other_sessions_end_and_this_one_shows_when_the_account_goes() -> None:
    person = user()
    here, elsewhere = _signed_in(person), _signed_in(person)
    _asked(here)
    assert elsewhere.get(DELETE).status_code == 302
    assert UserSession.objects.filter(user=person).count() == 1
    for client in (here, _signed_in(person)):
        assert "Your account will be deleted on" in client.get("/en/accounts/").content.decode()


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_the_account_is_kept_with_one_button(where: str) -> None:
    person = user()
    here = _signed_in(person)
    _asked(here)
    client = here if where == "here" else _signed_in(person)
    response = client.post("/en/accounts/delete/keep/", follow=True)
    assert "Your account stays" in response.content.decode()
    assert "will be deleted" not in client.get("/en/accounts/").content.decode()
    assert not DeletionRequest.objects.exists()
    with _later(days=20):
        assert erasing.carry_out_due() == 0
    assert len(_letters_to(person)) == 2
    # A session that began in between learns it on the page, and asks nothing before.
    assert "will be deleted on" not in here.get(DELETE).content.decode()


def test_nobody_reads_of_a_deletion_but_who_is_signed_in(client: Client) -> None:
    assert client.get(DELETE).url.startswith("/en/accounts/login/")
    assert client.post("/en/accounts/delete/keep/").url.startswith("/en/accounts/login/")
    assert client.get("/en/accounts/delete/keep/").status_code == 405


def test_the_banner_costs_no_query() -> None:
    person = user()
    client = _signed_in(person)
    client.get("/en/accounts/")
    with CaptureQueriesContext(connection) as before:
        client.get("/en/accounts/")
    _asked(client)
    client.get("/en/accounts/")
    with CaptureQueriesContext(connection) as after:
        client.get("/en/accounts/")
    assert len(after) == len(before)


def test_until_the_day_the_person_is_in_no_directory_and_told_of_nothing() -> None:
    person, reader = user("Malee"), user()
    profile(person, shows_me="public")
    started = thread(author=person)
    leaving.ask(user=person, removes_posts=False)
    reply(started, author=reader)
    notifying.fan_out_due()
    assert not Profile.objects.listed_for(reader).filter(user=person).exists()
    assert not Profile.objects.visible_to(reader).filter(user=person).exists()
    assert Profile.objects.visible_to(person).filter(user=person).exists()
    assert not Notification.objects.filter(user=person).exists()
    leaving.keep(user=person)
    assert Profile.objects.listed_for(reader).filter(user=person).exists()


def test_the_clock() -> None:
    """A letter at once, one two days before, the last one when it is done."""
    person = user("Malee")
    leaving.ask(user=person, removes_posts=False)
    for days, letters in ((11.9, 1), (12.1, 2), (12.2, 2), (13.9, 2)):
        with _later(days=days):
            leaving.remind_due()
            assert erasing.carry_out_due() == 0
        assert len(_letters_to(person)) == letters
    with _later(days=14.1):
        leaving.remind_due()
        assert erasing.carry_out_due() == 1
        mailing.deliver_due()
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == ([person.email], "[Rutero] Your account is deleted")
    assert len(_letters_to(person)) == 1, "the others went with the account"
    with _later(days=22):
        mailing.forget_delivered()
    assert not OutgoingMail.objects.exists()


def test_the_day_is_the_sites_day() -> None:
    assert DeletionRequest(due_at=datetime(2026, 12, 10, 18, tzinfo=UTC)).day == date(2026, 12, 11)  # in Bangkok


# Who may not leave just so


def test_the_last_administrator_stays() -> None:
    last = user(is_superuser=True, is_staff=True)
    user(is_superuser=True, is_active=False)
    with pytest.raises(NotAllowed):
        leaving.ask(user=last, removes_posts=False)
    response = _asked(_signed_in(last))
    assert response.status_code == 403
    assert "only administrator" in response.content.decode()
    other = user(is_superuser=True, is_staff=True)
    leaving.ask(user=last, removes_posts=False)
    with pytest.raises(NotAllowed):
        leaving.ask(user=other, removes_posts=False)


@pytest.mark.usefixtures("outline")
def test_a_community_that_loses_its_only_host_is_told_to_the_person_and_to_administrators() -> None:
    host, admin = user("Malee"), user(is_superuser=True, is_staff=True)
    for title, others in (("Soil", 0), ("Water", 1)):
        space = community(titles={"en": title})
        member(space, user=host, role=Membership.Role.HOST)
        for _other in range(others):
            member(space, role=Membership.Role.HOST)
    page = _signed_in(host).get(DELETE).content.decode()
    assert "only host of “Soil”" in page
    assert "Water" not in page
    leaving.ask(user=host, removes_posts=False)
    letter = message_from_bytes(bytes(OutgoingMail.objects.get(recipients=[admin.email]).message), policy=default)
    assert "Soil" in letter.get_content()
    assert "Malee" not in letter.get_content()


# What others see afterwards


def _page(started: Thread, language: str = "en") -> str:
    with translation.override(language):
        address = reverse("community:thread", kwargs={"slug": started.community.slug, "thread_id": started.pk})
    return Client().get(address).content.decode()


@pytest.mark.usefixtures("outline")
@pytest.mark.parametrize(("removes_posts", "shown"), [(False, True), (True, False)], ids=["anonymised", "removed"])
def test_a_thread_stays_whole(removes_posts: bool, shown: bool) -> None:
    person, other = user("Malee Sooksai"), user("Kham")
    space = community(titles={"en": "Soil"})
    for one in (person, other):
        member(space, user=one)
    started = thread(community=space, author=person, title="Goats", text="Feed them **leaves** of ipil")
    first = started.posts.get()
    answer = reply(started, author=other, text=f"{quoting.quote_of(first)}Thank you, @Malee Sooksai!")
    _erase(person, removes_posts=removes_posts)

    for exit_ in (
        _page(started),
        Client().get(address_of(space, started)).content.decode(),
        Client().get(f"/api/v1/threads/{started.pk}/posts").content.decode(),
    ):
        assert "Malee" not in exit_
        assert ("ipil" in exit_) is shown
        assert "former member" in exit_
        assert "Thank you, @former member!" in exit_
    assert ("Removed at the author" in _page(started)) is removes_posts
    answer.refresh_from_db()
    assert answer.text.startswith(f"> [former member](/communities/-/posts/{first.pk}/):\n>\n> ")
    assert ("ipil" in answer.text) is shown
    started.refresh_from_db()
    assert (started.title, started.reply_count, started.author, started.last_author) == ("Goats", 1, None, other)


def test_a_thread_in_which_nobody_else_wrote_goes_with_its_posts() -> None:
    person = user()
    started = thread(author=person)
    reply(started, author=person)
    follower = user()
    kept = thread(author=follower, text=f"See [this](/communities/-/posts/{started.posts.first().pk}/)")
    _erase(person, removes_posts=True)
    assert not Thread.objects.filter(pk=started.pk).exists()
    assert Thread.objects.filter(pk=kept.pk).exists()


def test_a_text_that_members_wrote_together_stays() -> None:
    person, other = user(), user()
    space = community()
    member(space, user=other)
    started = thread(community=space, author=person, text="One")
    post = started.posts.get()
    editing.edit_post(post=post, by=person, text="One", version=1, is_wiki=True)
    post.refresh_from_db()
    editing.edit_post(post=post, by=other, text="One and two", version=post.version)
    _erase(person, removes_posts=True)
    post.refresh_from_db()
    assert (post.text, post.author, post.is_removed) == ("One and two", None, False)


def test_a_removed_post_is_nobodys_to_edit_or_to_accept() -> None:
    person, asker = user(), user()
    started = thread(author=asker, kind=Thread.Kind.QUESTION)
    answer = reply(started, author=person)
    accepting.accept(post=answer, by=asker)
    leads = facilitator(started.community)
    _erase(person, removes_posts=True)
    answer.refresh_from_db()
    started.refresh_from_db()
    assert started.accepted_post is None
    with pytest.raises(NotAllowed):
        rights.check_can_edit(leads, answer)


def test_what_nobody_has_read_yet_goes_with_its_author() -> None:
    person = user()
    started = thread()
    waits = reply(started, author=person)
    Post.objects.filter(pk=waits.pk).update(is_awaiting=True)
    _erase(person, removes_posts=True)
    assert not Post.objects.filter(pk=waits.pk).exists()


def test_an_editors_notes_go_from_earlier_wordings_of_a_page() -> None:
    editor, other = user(), user()
    page = case()
    by = {"locale": None, "contentpath": "title", "position": "", "replies": []}
    notes = [
        by | {"user": other.pk, "text": "Whose?", "replies": [{"user": editor.pk, "text": "Mine, Malee's"}]},
        by | {"user": editor.pk, "text": "Ask Malee"},
    ]
    revision = page.save_revision(user=editor)
    Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"wagtail_admin_comments": notes})
    _erase(editor)
    revision.refresh_from_db()
    assert revision.content["wagtail_admin_comments"] == [notes[0] | {"replies": []}]
    assert revision.user is None


def test_every_app_says_in_plain_words_what_it_does_with_its_tables() -> None:
    for module in {table.model.split(".")[0] for table in registry.tables()} & {"community", "library", "search"}:
        decided = import_module(f"{module}.personal_data")
        assert {row.erasing for row in decided.IN_WORDS} == {table.erasing for table in decided.TABLES}


# Names in texts

LEAVER = Leaver(
    pk=7, names={"Mali", "มะลิ วงศ์"}, is_somebody=lambda names: "Mali Suk" in names, posts={5}, removes_posts=True
)
QUOTE, UNNAMED = "[Mali](/communities/-/posts/5/):", "[former member](/communities/-/posts/5/):"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Hello @Mali!", "Hello @former member!"),
        ("@Mali, @Mali", "@former member, @former member"),
        ("@มะลิ วงศ์ ขอบคุณ", "@former member ขอบคุณ"),
        ("@[Any name](7) and @[Mali](8)", "@former member and @[Mali](8)"),
        ("@Mali Suk", "@Mali Suk"),  # somebody else
        ("@Malivan and mali@mali.example", "@Malivan and mali@mali.example"),
        ("Mali said", "Mali said"),  # anybody's
        (f"> {QUOTE}\n>\n> my words\n> more\n\nYes", f"> {UNNAMED}\n>\n> GONE\n\nYes"),
        (f"> > {QUOTE}\n> >\n> > words\n>\n> kept", f"> > {UNNAMED}\n> >\n> > GONE\n>\n> kept"),
        (f"> {QUOTE.replace('5', '6')}\n>\n> others", f"> {QUOTE.replace('5', '6')}\n>\n> others"),
        ("[Mali](/th/communities/-/posts/5/)", "[former member](/th/communities/-/posts/5/)"),
        ("[this](/communities/-/posts/5/)", "[this](/communities/-/posts/5/)"),
        ("@@Mali @", "@@Mali @"),
    ],
)  # fmt: skip
def test_what_leads_to_the_person_is_replaced_and_nothing_else(before: str, after: str) -> None:
    assert without(before, LEAVER, language="en") == after.replace("GONE", "Removed at the author’s wish.")
    assert without(without(before, LEAVER, language="en"), LEAVER, language="en") == without(
        before, LEAVER, language="en"
    )


def test_a_name_that_two_people_bear_is_left_where_it_leads_to_the_other() -> None:
    person, namesake = user("Malee"), user("Malee")
    space = community()
    for one in (person, namesake):
        member(space, user=one)
    started = thread(community=space, text=f"@[Malee]({person.pk}) and @[Malee]({namesake.pk})")
    _erase(person)
    assert started.posts.get().text == f"@former member and @[Malee]({namesake.pk})"


# Whatever happens


def test_it_is_taken_up_again_after_a_kill_and_done_once() -> None:
    """Killed after each part in turn: nothing is lost, and the person is gone in the end."""
    person, other = user("Malee"), user()
    space = community()
    for one in (person, other):
        member(space, user=one)
    started = thread(community=space, author=other, text="Hello @Malee")
    for _number in range(5):
        reply(started, author=person, text="mine")
    request = leaving.ask(user=person, removes_posts=True, at_once=True)
    with patch.object(erasing, "AT_ONCE", 1), patch.object(community_erasing, "AT_ONCE", 2):
        for survives in (0, 1, 2, 3, 5, 8, 13, 21, 34, 55):
            DeletionRequest.objects.update(next_attempt_at=timezone.now())
            with patch.object(erasing, "erase", _killed_after(survives)), pytest.raises(KeyboardInterrupt):
                erasing.carry_out(request.pk)
            assert User.objects.filter(pk=person.pk, is_active=False).exists()
        DeletionRequest.objects.update(next_attempt_at=timezone.now())
        assert erasing.carry_out(request.pk)
    assert not erasing.carry_out(request.pk)
    assert Post.objects.filter(thread=started, is_removed=True, text="", author=None).count() == 5
    assert started.posts.first().text == "Hello @former member"
    assert _letters_to(person) == ["[Rutero] Your account is deleted"]


_erase_it = erasing.erase


def _killed_after(parts: int) -> Any:
    """`erasing.erase`, killed in its part of this number, whose transaction is lost."""

    def erase(request: DeletionRequest) -> None:
        left = iter(range(parts))
        begun = erasing._in_parts

        def in_parts(begin: Any, of: DeletionRequest) -> None:
            def until_killed() -> Iterator[None]:
                for _part in begin() or ():
                    if next(left, None) is None:
                        raise KeyboardInterrupt
                    yield

            begun(until_killed, of)
            if next(left, None) is None:
                raise KeyboardInterrupt

        with patch.object(erasing, "_in_parts", in_parts):
            _erase_it(request)

    return erase


def test_a_failure_is_tried_again_later_and_never_given_up() -> None:
    person = user()
    request = leaving.ask(user=person, removes_posts=False, at_once=True)
    for _number in range(9):
        DeletionRequest.objects.update(next_attempt_at=timezone.now())
        with patch.object(erasing, "erase", side_effect=OSError("the storage is away")):
            assert not erasing.carry_out(request.pk)
        request.refresh_from_db()
        assert timezone.now() < request.next_attempt_at < timezone.now() + timedelta(days=1, minutes=1)
    assert not leaving.keep(user=person)
    assert not Client().login(email=person.email, password=PASSWORD)


def test_somebody_who_is_at_it_is_left_alone() -> None:
    person = user()
    request = leaving.ask(user=person, removes_posts=False, at_once=True)
    assert erasing._claimed(request.pk)
    assert erasing.carry_out_due() == 0
    with _later(minutes=16):
        assert erasing.carry_out_due() == 1


def test_ten_thousand_posts_go_in_small_parts() -> None:
    person = user()
    started = thread(author=user())
    first = started.posts.get()
    Post.objects.bulk_create(
        [
            Post(
                thread=started, author=person, text="mine", html="<p>mine</p>", language="en",
                renderer_version=first.renderer_version, created_at=first.created_at,
            )
            for _number in range(10_000)
        ],
        batch_size=500,
    )  # fmt: skip
    left = 10_000
    for _part in community_erasing.leave_posts(person, removes_posts=True):
        before, left = left, Post.objects.filter(author=person).count()
        assert before - left <= community_erasing.AT_ONCE
    assert left == 0
    assert Post.objects.filter(thread=started, is_removed=True).count() == 10_000


# By an administrator


@pytest.mark.parametrize(("when", "days"), [("now", 0), ("later", 14)])
def test_an_administrator_deletes_an_account_as_people_delete_theirs(when: str, days: int, settings: Any) -> None:
    settings.SEARCH_LEARNS = False
    admin, person = user(is_superuser=True, is_staff=True), user("Malee")
    started = thread(author=person, text="mine")
    client = _signed_in(admin)
    address = reverse("wagtailusers_users:delete", args=[person.pk])
    assert "Within minutes" in client.get(address).content.decode()
    assert client.post(address, {"when": when}).status_code == 200  # no choice about the posts
    client.post(address, {"when": when, "posts": "anonymise"})
    found = DeletionRequest.objects.get(user=person)
    assert found.due_at - found.asked_at == timedelta(days=days) or when == "now"
    assert len(_letters_to(person)) == (when == "later")
    if when == "now":
        call_command("run_due", verbosity=0)
    else:
        with _later(days=days, minutes=1):
            assert erasing.carry_out_due() == 1
    assert not User.objects.filter(pk=person.pk).exists()
    assert started.posts.get().text == "mine"


def test_several_accounts_at_once_wait_their_days() -> None:
    admin, people = user(is_superuser=True, is_staff=True), [user(), user()]
    ids = "&".join(f"id={person.pk}" for person in people)
    address = reverse("wagtail_bulk_action", args=["cms", "user", "delete"])
    response = _signed_in(admin).post(f"{address}?next=/admin/users/&{ids}", follow=True)
    assert "2 accounts will be deleted in 14 days." in response.content.decode()
    assert {request.user for request in DeletionRequest.objects.all()} == set(people)
    assert not any(request.removes_posts for request in DeletionRequest.objects.all())


def test_a_user_row_that_is_deleted_in_the_shell_takes_no_post_with_it() -> None:
    person = user()
    started = thread(author=person)
    posting.reply(thread=started, author=person, text="mine")
    person.delete()
    assert Post.objects.filter(thread=started, author=None).count() == 2
