"""Files of closed communities: asked about each time; where there is no session, by a link that is good for an hour."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from community import attaching, posting, signing, tokens
from community.models import Attachment, Community, Membership
from community.models.membership import FOR_EVER
from tests.factories import community, member, thread, user
from tests.factories.files import pdf, photo, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> tuple[Community, Any, Any]:
    """A closed community, somebody who belongs to it, and a reply with a photo and a document."""
    cache.clear()
    space = community(slug="closed", audience=Community.Audience.OWN)
    insider = member(space)
    started = thread(community=space, author=insider)
    files = attaching.keep(uploads=[photo(), upload(pdf(), "ແຜນ.pdf")], by=insider, community=space, shows=["ป่า"])
    return space, insider, posting.reply(thread=started, author=insider, text="ไฟล์", files=files)


def asked(client: Client, person: Any, path: str) -> Any:
    secret = tokens.make(user=person, name="a script", may_write=False)[1]
    return client.get(path, headers={"authorization": f"Bearer {secret}"})


def test_a_program_gets_links_that_open_without_a_session_and_not_for_ever(
    client: Client, there: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _space, insider, post = there
    shown = asked(client, insider, f"/api/v1/posts/{post.pk}").json()
    picture, document = shown["files"]
    assert (picture["kind"], picture["description"]) == ("jpg", "ป่า")
    assert (document["kind"], document["name"]) == ("pdf", "ແຜນ.pdf")
    listed = asked(client, insider, f"/api/v1/threads/{post.thread_id}/posts").json()["results"][-1]["files"]
    assert [one["name"] for one in listed] == [one["name"] for one in shown["files"]]
    for one in (picture, document):
        response = client.get(one["url"])
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-cache"
        assert "sandbox" in response["Content-Security-Policy"]
        assert client.get(one["url"].partition("?")[0]).status_code == 404
    monkeypatch.setattr(signing, "GOOD_FOR", -1)
    assert client.get(picture["url"]).status_code == 404


@pytest.mark.parametrize("what", ["left", "excluded", "inactive", "post hidden", "thread hidden"])
def test_a_link_opens_only_what_its_person_may_read_now(client: Client, there: Any, what: str) -> None:
    space, _insider, post = there
    other = member(space)
    path = signing.signed_path(Attachment.objects.filter(post=post)[0], user=other)
    assert client.get(path).status_code == 200
    if what == "left":
        Membership.objects.filter(user=other).delete()
    elif what == "excluded":
        Membership.objects.filter(user=other).update(banned_until=FOR_EVER)
    elif what == "inactive":
        type(other).objects.filter(pk=other.pk).update(is_active=False)
    elif what == "post hidden":
        type(post).objects.filter(pk=post.pk).update(is_hidden=True)
    else:
        type(post.thread).objects.filter(pk=post.thread_id).update(is_hidden=True)
    assert client.get(path).status_code == 404


def test_a_link_is_for_one_file_and_one_person_and_cannot_be_made_up(client: Client, there: Any) -> None:
    _space, insider, post = there
    one, other = Attachment.objects.filter(post=post)
    path, _question, given = signing.signed_path(one, user=insider).partition("?")
    assert client.get(f"{path.replace(str(one.key), str(other.key))}?{given}").status_code == 404
    outsider = user()
    number, rest = given.removeprefix("for=").split("~", 1)
    assert number == str(insider.pk)
    for wrong in (f"{outsider.pk}~{rest}", f"{number}~{rest[:-1]}", f"{number}~{rest}x", "", "~", "1", "ก~1:2"):
        assert client.get(path, {"for": wrong}).status_code == 404
    assert client.get(signing.signed_path(one, user=outsider)).status_code == 404


def test_a_picture_is_asked_about_each_time_and_sent_once(client: Client, there: Any) -> None:
    _space, insider, post = there
    client.force_login(insider)
    picture = Attachment.objects.filter(post=post)[0]
    for name in ("", "small/"):
        address = f"/en/communities/-/files/{picture.key}/{name}"
        first = client.get(address)
        assert first.status_code == 200
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    client.logout()
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 404


def test_nobody_is_given_plain_addresses(client: Client) -> None:
    cache.clear()
    started = thread(community=community(slug="open"))
    files = attaching.keep(uploads=[photo()], by=started.author, community=started.community)
    post = posting.reply(thread=started, author=started.author, text="ไฟล์", files=files)
    (shown,) = client.get(f"/api/v1/posts/{post.pk}").json()["files"]
    assert "?" not in shown["url"]
    assert client.get(shown["url"]).status_code == 200
