"""After the deletion of an account, nothing anywhere says who it was.

Somebody who has a row in every table is deleted, and then every column of every table, every file and everything that
search keeps is read.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log

from community import attaching, auditing, crediting, drafting, editing, marking, notifying, polling, quoting
from community.models import (
    Attachment,
    EDiscussion,
    ImportedPost,
    Invitation,
    Membership,
    NameClaim,
    Notification,
    NotificationEvent,
    OutgoingMail,
    Post,
    Thread,
)
from community.models.imported import address_key, name_key
from library import letters
from library.models import Champion
from library.models.private import private_storage
from people import erasing, leaving
from people.models import DeletionRequest
from privacy import registry
from privacy.decisions import Erasing
from search import changes
from search.engines import engine
from search.engines.base import Request
from tests.factories import community, member, reply, thread, user
from tests.factories.everything_about import everything_about

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

NAME = "สมใจ ใจดียิ่ง"
OTHER_NAME = "Somjai Testperson"
ARCHIVED = "Somjai of the Archive"
ADDRESS, SECOND = "somjai-first@test.example", "somjai-second@test.example"
SECRETS = (NAME, OTHER_NAME, ARCHIVED, name_key(ARCHIVED), ADDRESS, SECOND, address_key(ADDRESS), address_key(SECOND))
WORDS = SAID, ASKED, FILED = "ข้าวไร่หมุนเวียน", "Which seed keeps longest?", "a-list-of-seeds"
"""What only this person's posts say: their texts, a poll, a file and its name."""


def _leaver() -> Any:
    person = user(NAME, email=ADDRESS)
    EmailAddress.objects.create(user=person, email=SECOND, verified=True, primary=False)
    return person


def _file(by: Any, space: Any) -> Attachment:
    return attaching.keep(uploads=[SimpleUploadedFile(f"{FILED}.txt", FILED.encode())], by=by, community=space)[0]


def _talk(person: Any, other: Any) -> Thread:
    """A thread in which both wrote, with everything that a post can have."""
    space = community(titles={"en": "Soil"})
    for one in (person, other):
        member(space, user=one)
    poll = polling.Draft(ASKED, [f"{SAID} one", f"{SAID} two"])
    started = thread(community=space, author=person, title="Seeds", text=f"{SAID} first", poll=poll)
    first = started.posts.get()
    written = reply(started, author=person, text=f"{SAID} with a file", files=[_file(person, space)])
    editing.edit_post(post=written, by=person, text=f"{SAID} edited", version=1)
    answer = reply(started, author=other, text=f"{quoting.quote_of(first)}I agree, @{NAME} and @[{NAME}]({person.pk})!")
    editing.edit_post(post=answer, by=other, text=f"{quoting.quote_of(written)}So do I, @{NAME}.", version=1)
    marking.mark(post=answer, kind="thanks", by=person)
    leads = member(space, role=Membership.Role.FACILITATOR)
    editing.edit_post(post=answer, by=leads, text=f"So do I, @{NAME}", version=2, reason="Shorter")
    editing.edit_post(post=written, by=leads, text=f"{SAID} shorter", version=2, reason="Shorter")
    drafting.save_draft(user=other, place=f"reply:{started.pk}", text=quoting.quote_of(first))
    drafting.save_draft(user=leads, place=f"edit:{written.pk}", text=f"{SAID} longer")
    thread(community=space, author=person, title=f"{SAID}?", text=SAID)  # nobody answered
    _e_discussion(space, person, other, leads)
    return started


def _e_discussion(space: Any, person: Any, other: Any, leads: Any) -> None:
    held = thread(community=space, author=leads, kind=Thread.Kind.E_DISCUSSION, title="Dry years", text="What helps?")
    now = timezone.now()
    EDiscussion.objects.create(
        thread=held, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1),
        background=f"As @{NAME} said", background_html=f"<p>As @{NAME} said</p>",
    )  # fmt: skip
    for one in (person, other):
        reply(held, author=one, text="Trees" if one is other else SAID)
    synthesis = reply(held, author=leads, text="Trees and terraces")
    Post.objects.filter(pk=synthesis.pk).update(role=Post.Role.SYNTHESIS)
    crediting.ask_contributors(thread=held, by=leads)
    for one in (person, other):
        crediting.answer(thread=held, person=one, agrees=True)
    crediting.nominate(thread=held, by=leads, title="Terraces", place="Bokeo", why="They hold water.")


def _archive(person: Any) -> None:
    """A post they claimed by name, and one that was sent from their address."""
    for number, (key, author) in enumerate(((name_key(ARCHIVED), person), ("", None))):
        post = reply(thread(), text=SAID)
        Post.objects.filter(pk=post.pk).update(author=author, author_name=ARCHIVED)
        ImportedPost.objects.create(
            source="archive", external_id=str(number), post=post, name_key=key,
            address_key=address_key(ADDRESS if author else SECOND),
        )  # fmt: skip
        claim = NameClaim.objects.create(user=person, community=post.thread.community, name=ARCHIVED)
        NameClaim.objects.filter(pk=claim.pk).update(state=NameClaim.State.ASKED)
    auditing.record("claimed", actor=person, person=person, name=ARCHIVED, posts=[post.pk])


def _traces(person: Any, other: Any) -> None:
    """Where an address or a name stands without pointing to the person."""
    profile_of = person.profile
    profile_of.other_name = OTHER_NAME
    profile_of.save()
    Invitation.objects.create(
        community=community(), token_hash="0" * 64, email=ADDRESS, expires_at=timezone.now(), submission=uuid.uuid4(),
        created_by=other,
    )  # fmt: skip
    Champion.objects.create(code="somebody", name="Somebody else", private_email=SECOND)
    letters.write(person, "staying", app="people")
    log(instance=person, action="wagtail.edit", user=other)
    client = Client()
    client.force_login(person)
    client.get("/en/accounts/delete/")
    UserSession.objects.create(user=person, ip="192.0.2.1", session_key=client.session.session_key, user_agent=NAME)
    notifying.fan_out_due()


def _told_of(person: Any) -> list[Any]:
    """Acts of `person` in others' notifications, and events that are for them."""
    acts = [act for row in Notification.objects.exclude(user=person) for act in row.told() if act.actor_id == person.pk]
    return acts + [event for event in NotificationEvent.objects.all() if person.pk in event.people]


def _readable(table: str, column: str, value: Any) -> Iterator[str]:
    """A value as somebody would read it who has the database."""
    if isinstance(value, (bytes, memoryview)):
        letter = message_from_bytes(bytes(value), policy=default)
        yield bytes(value).decode("utf-8", "replace")
        yield " ".join(map(str, letter.values()))
        yield str(letter.get_content() if letter.get_content_maintype() == "text" else "")
    elif isinstance(value, str):
        yield value
        if "\\u" in value:
            yield json.loads(f'"{value}"') if not value.startswith(("{", "[", '"')) else str(json.loads(value))
        if column == "session_data":
            yield str(SessionStore().decode(value))
    elif value is not None:
        yield str(value)


def _database() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 the database's own names
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    for text in _readable(table, column, value):
                        yield f"{table}.{column}", text


def _paths() -> set[Path]:
    folders = [Path(storage.location) for storage in (default_storage, private_storage())]
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}


def _files(others: set[Path]) -> Iterator[tuple[str, str]]:
    for path in _paths() - others:
        yield str(path), f"{path} {path.read_bytes().decode('utf-8', 'replace')}"


def _index() -> Iterator[tuple[str, str]]:
    changes.drain(wait=True)
    spaces = {f"community:{pk}" for pk in apps.get_model("community.Community").objects.values_list("pk", flat=True)}
    answer = engine().search(Request(audiences=frozenset({"public", "members", "staff", *spaces}), limit=10_000))
    assert answer.hits
    for hit in answer.hits:
        yield f"index {hit.key}", repr(hit)


def _found(secrets: tuple[str, ...], *, others: set[Path]) -> list[tuple[str, str]]:
    """:param others: files of other tests"""
    everywhere = [*_database(), *_files(others), *_index()]
    assert len(everywhere) > 10_000
    return sorted({(where, secret) for where, text in everywhere for secret in secrets if secret in text})


def _state_of(rows: dict[tuple[str, str], Any]) -> dict[Any, Any]:
    return {key: type(row)._base_manager.filter(pk=row.pk).values().first() for key, row in rows.items()}


@pytest.mark.parametrize("removes_posts", [False, True], ids=["anonymised", "removed"])
def test_nothing_anywhere_tells_who_left(removes_posts: bool) -> None:
    files = _paths()
    person, other = _leaver(), user("มาลี อีกคน")
    rows, others = everything_about(person), everything_about(other)
    Attachment.objects.filter(uploaded_by=person).update(post=reply(thread()))  # was sent
    started = _talk(person, other)
    _archive(person)
    _traces(person, other)
    found = _found((*SECRETS, *WORDS), others=files)
    assert {secret for _where, secret in found} == {*SECRETS, *WORDS}
    assert _told_of(person)
    before = _state_of(others)
    DeletionRequest.objects.filter(user__in=[person, other]).delete()

    leaving.ask(user=person, removes_posts=removes_posts)
    DeletionRequest.objects.update(due_at=timezone.now())
    assert erasing.carry_out_due() == 1

    gone = _state_of(rows)
    for table in registry.tables():
        row = gone[table.model, table.person]
        if table.erasing is Erasing.DELETE:
            assert row is None, table
        elif not (removes_posts and table.model == "community.Thread" and table.person == "author"):
            assert row is not None, table
            assert row[apps.get_model(table.model)._meta.get_field(table.person).attname] is None, table
    after = _state_of(others)
    for key in before:
        if key != ("people.DeletionRequest", "user"):
            assert after[key] == before[key], key
    assert not _told_of(person)

    last = OutgoingMail.objects.get(recipients=[ADDRESS])
    assert "Your account is deleted" in str(message_from_bytes(bytes(last.message), policy=default)["Subject"])
    last.delete()  # as `mailing.forget_delivered` does within a week
    found = _found((*SECRETS, *WORDS), others=files)
    assert [one for one in found if one[1] in SECRETS] == []
    assert {secret for _where, secret in found} == (set() if removes_posts else set(WORDS))
    started.refresh_from_db()
    assert (started.title, started.author, started.last_author) == ("Seeds", None, other)
