"""What an archive has under somebody's name becomes theirs when it is sure that it is, and can be given back."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client

from community import claiming, counting
from community.models import AuditEntry, NameClaim, Post, Thread
from tests.factories import community, facilitator, member, thread, user

pytestmark = pytest.mark.django_db

PAGE = "/th/communities/-/claim/"


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., None]:
    def bring_in(slug: str, *posts: tuple[str, str]) -> None:
        """A thread of posts, each by (name, address)."""
        rows = [
            {
                "id": f"{slug}-{n}",
                "at": f"2012-0{n}-01T00:00:00Z",
                "author": {"name": name, "email": mail},
                "text": "ฝน",
            }
            for n, (name, mail) in enumerate(posts, start=1)
        ]
        file = tmp_path / "x.jsonl"
        file.write_text(json.dumps({"community": slug, "title": "ฝน", "posts": rows}))
        call_command("import_discussions", str(file), stdout=StringIO(), stderr=StringIO())

    return bring_in


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_facilitator_decides_about_a_name_and_it_can_be_undone(archive: Any) -> None:
    space, other = community(slug="rain"), community(slug="other")
    archive("rain", ("สมหญิง", "a@old.example"), ("Kham", ""), (" สมหญิง ", "b@old.example"))
    archive("other", ("สมหญิง", ""))
    person, host, stranger = user("Somying"), facilitator(space), facilitator(other)
    mine = signed_in(person)
    assert mine.post(PAGE, {"name": "nobody"}).status_code == 422
    assert mine.post(PAGE, {"name": "สมหญิง"}).status_code == 302
    assert mine.post(PAGE, {"name": "สมหญิง"}).status_code == 422  # it was asked already
    claim = NameClaim.objects.get(community=space)
    address = f"{PAGE}{claim.pk}/"
    assert mine.post(address, {"answer": "yes"}, follow=True).status_code == 200
    signed_in(stranger).post(address, {"answer": "yes"})
    assert signed_in(member(space)).post(address, {"answer": "yes"}).status_code == 302
    assert not Post.objects.exclude(author=None).exists()

    deciding = signed_in(host)
    assert "2" in deciding.get(PAGE).content.decode()
    kept = deciding.post(address, {"answer": "no", "reason": " "})
    assert kept.status_code == 422
    deciding.post(address, {"answer": "yes", "reason": "เรารู้จักกัน"})
    deciding.post(address, {"answer": "no", "reason": "a second tap"})
    started = Thread.objects.get(community=space)
    assert [post.author for post in started.posts.all()] == [person, None, person]
    assert (started.author, started.last_author, started.participant_count) == (person, person, 2)
    assert not counting.repair()
    assert Post.objects.filter(thread__community=other).get().author is None  # that one's facilitator has a say
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.person, entry.reason) == ("claimed", host, person, "เรารู้จักกัน")

    assert signed_in(stranger).post(f"{address}undo/").status_code == 404
    deciding.post(f"{address}undo/")
    started.refresh_from_db()
    assert [post.author for post in started.posts.all()] == [None] * 3
    assert [post.author_name for post in started.posts.all()] == ["สมหญิง", "Kham", "สมหญิง"]
    assert (started.author, started.author_name) == (None, "สมหญิง")
    entry.refresh_from_db()
    assert entry.undone_by.action == "claim undone"
    assert NameClaim.objects.get(pk=claim.pk).state == NameClaim.State.UNDONE


def test_a_no_needs_a_reason_which_the_person_reads(archive: Any) -> None:
    space = community(slug="rain")
    archive("rain", ("Bounmy", ""))
    person = user()
    [claim] = claiming.ask(user=person, name="BOUNMY")
    signed_in(facilitator(space)).post(f"{PAGE}{claim.pk}/", {"answer": "no", "reason": "He has died."})
    assert "He has died." in signed_in(person).get(PAGE).content.decode()
    assert Post.objects.get().author is None


def test_posts_from_a_confirmed_address_are_theirs_at_once(archive: Any) -> None:
    space = community(slug="rain")
    community(slug="secret", membership="hidden", audience="community")
    archive("rain", ("S.", "Old@Work.example"), ("S.", "else@work.example"))
    archive("secret", ("S.", "old@work.example"))
    person = user()
    address = EmailAddress.objects.create(user=person, email="old@work.example", verified=False)
    client = signed_in(person)
    client.post(PAGE, {"by_address": "yes"})
    assert not Post.objects.exclude(author=None).exists()  # anybody may type an address
    address.verified = True
    address.save()
    assert "by_address" in client.get(PAGE).content.decode()
    client.post(PAGE, {"by_address": "yes"})
    client.post(PAGE, {"by_address": "yes"})
    # Nothing is told, or taken, of what they may not read.
    assert [post.author for post in Post.objects.order_by("pk")] == [person, None, None]
    claim = NameClaim.objects.get()
    assert (claim.state, claim.community, AuditEntry.objects.count()) == ("accepted", space, 1)
    client.post(f"{PAGE}{claim.pk}/undo/")
    assert not Post.objects.exclude(author=None).exists()


def test_what_a_former_member_wrote_here_cannot_be_claimed() -> None:
    person = user("Somchai")
    started = thread(author=person)
    Post.objects.update(author=None, author_name="Somchai")
    assert started.posts.get().author is None
    assert signed_in(user()).post(PAGE, {"name": "Somchai"}).status_code == 422
    assert Client().get(PAGE).status_code == 302
