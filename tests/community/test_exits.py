"""Nothing of a community comes out of any exit for whoever may not see it, and what they may see does come out.

Every kind of community has three words that stand nowhere else: in its own title (`door`), in its thread (`talk`), and
in the name of who wrote there (`name`). A new exit is one line in `EXITS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from community.models import Community, Post, Thread
from community.models.membership import FOR_EVER
from search import changes
from search.related import related
from tests.factories import community, member, thread, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

KINDS: dict[str, dict[str, Any]] = {
    "open": {},
    "request": {"membership": "request", "audience": "community"},
    "invitation": {"membership": "invitation", "audience": "community"},
    "hidden": {"membership": "hidden", "audience": "community"},
    "archived": {"state": "archived"},
}
ROLES: dict[str, dict[str, Any]] = {
    "member": {},
    "muted": {"muted_until": FOR_EVER},
    "banned": {"banned_until": timezone.now() + timedelta(days=3)},
    "facilitator": {"role": "facilitator"},
}
READERS = ("visitor", "outsider", *ROLES, "staff")
INSIDE = {"member", "muted", "facilitator", "staff"}


def reads(kind: str, who: str) -> bool:
    return kind in {"open", "archived"} or who in INSIDE


def knows(kind: str, who: str) -> bool:
    return kind != "hidden" or who in INSIDE


@dataclass(frozen=True)
class Space:
    """A community of a kind with what was said there."""

    kind: str
    community: Community
    thread: Thread

    @property
    def post(self) -> Post:
        return self.thread.posts.get()

    @property
    def address(self) -> str:
        return f"/en/communities/{self.community.slug}/"

    def word(self, of: str) -> str:
        """`door`, `talk` or `name`."""
        return f"{of}zq{self.kind}"


World = dict[str, Space]


class Reader(Client):
    def __init__(self, who: str, world: World) -> None:
        super().__init__()
        self.person: Any = AnonymousUser()
        if who == "visitor":
            return
        self.person = user(is_staff=who == "staff")
        for space in world.values():
            if who in ROLES:
                member(space.community, user=self.person, **ROLES[who])
        self.force_login(self.person)

    def text(self, address: str, **question: str) -> str:
        answer = self.get(address, question)
        return answer.content.decode() if answer.status_code == 200 else ""


@pytest.fixture
def world() -> World:
    cache.clear()
    made = {}
    for kind, fields in KINDS.items():
        slug = f"space-{len(made)}"
        bare = Space(kind, Community(), Thread())
        space = community(slug=slug, titles={"en": f"{bare.word('door')} bees"}, **fields | {"state": "open"})
        author = member(space, role="host", user=user(f"{bare.word('name')} Persona"))
        title, text = f"{bare.word('talk')} honey", f"The {bare.word('talk')} bees make honey in the forest"
        started = thread(community=space, author=author, title=title, text=text)
        Community.objects.filter(pk=space.pk).update(state=fields.get("state", "open"))
        made[kind] = Space(kind, space, started)
    changes.drain(wait=True)
    return made


def _in_sitemap(client: Reader, world: World) -> str:
    """The words of what the sitemap names by its address."""
    named = client.text("/sitemap-threads.xml") + client.text("/sitemap-pages.xml")
    words = []
    for space in world.values():
        words += [space.word("door")] if f"{space.address}<" in named else []
        words += [space.word("talk")] if f"{space.address}{space.thread.pk}/" in named else []
    return " ".join(words)


def _alike(client: Reader, world: World) -> str:
    number = world["open"].thread.pk
    found = related("thread", number, user=client.person, language="en", kinds=("thread", "page"), limit=30)
    return " ".join(f"{one.title} {one.excerpt_html} {one.quoted}" for one in found)


Ask = Callable[[Reader, World], str]


def each(page: Callable[[Reader, Space], str]) -> Ask:
    """An exit that every community has of its own."""
    return lambda client, world: " ".join(page(client, space) for space in world.values())


def hidden(page: Callable[[Reader, Space], str]) -> Ask:
    """The same, where the hidden one is the one to keep quiet about."""
    return lambda client, world: page(client, world["hidden"])


ALL, SIGNED_IN = READERS, tuple(who for who in READERS if who != "visitor")

# What is asked; which words it has to show whoever may see them; to whom; whose rights count, when not the reader's.
EXITS: dict[str, tuple[Ask, tuple[str, ...], tuple[str, ...], str]] = {
    "list of communities": (lambda c, w: c.text("/en/communities/"), ("door", "talk", "name"), ALL, ""),
    "front page": (lambda c, w: c.text("/en/"), ("talk",), ALL, ""),
    "community page": (each(lambda c, s: c.text(s.address)), ("door", "talk", "name"), ALL, ""),
    "thread page": (each(lambda c, s: c.text(f"{s.address}{s.thread.pk}/")), ("talk", "name"), ALL, ""),
    "start page": (hidden(lambda c, s: c.text(f"{s.address}start/")), (), ALL, ""),
    "members page": (each(lambda c, s: c.text(f"{s.address}members/")), ("name",), SIGNED_IN, ""),
    "join page": (hidden(lambda c, s: c.text(f"{s.address}join/")), (), ALL, ""),
    "leave page": (hidden(lambda c, s: c.text(f"{s.address}leave/")), (), ALL, ""),
    "requests": (hidden(lambda c, s: c.text(f"{s.address}requests/")), (), ALL, ""),
    "invitations": (hidden(lambda c, s: c.text(f"{s.address}invitations/")), (), ALL, ""),
    "search page": (lambda c, w: c.text("/en/search/", q="bees"), ("door", "talk"), ALL, ""),
    "API search": (lambda c, w: c.text("/api/v1/search", q="bees", page_size="100"), ("door", "talk"), ALL, ""),
    "API, everything": (lambda c, w: c.text("/api/v1/search", page_size="100"), ("door", "talk"), ALL, ""),
    "suggestions": (lambda c, w: c.text("/api/v1/suggest", q="talkz"), (), ALL, ""),
    "suggestions of people": (lambda c, w: c.text("/api/v1/suggest", q="namez"), (), ALL, ""),
    "suggestions of doors": (lambda c, w: c.text("/api/v1/suggest", q="doorz"), (), ALL, ""),
    "sitemap": (_in_sitemap, ("door", "talk"), ALL, "visitor"),
    "related lists": (_alike, (), ALL, ""),
    "feed": (each(lambda c, s: c.text(f"{s.address}feed.atom")), ("talk", "name"), ALL, "visitor"),
    "feed of a thread": (
        each(lambda c, s: c.text(f"{s.address}{s.thread.pk}/feed.atom")),
        ("talk", "name"),
        ALL,
        "visitor",
    ),
    "what somebody wrote": (
        each(lambda c, s: c.text(f"/en/people/{s.thread.author_id}/")),
        ("talk", "name"),
        ALL,
        "",
    ),
    "list of members": (lambda c, w: c.text("/en/people/", q="persona"), (), ALL, ""),
    "profile of somebody": (lambda c, w: c.text("/en/accounts/profile/"), (), ALL, ""),
    "link to a post": (
        each(lambda c, s: c.get(f"/en/communities/-/posts/{s.post.pk}/", follow=True).content.decode()),
        ("talk", "name"),
        ALL,
        "",
    ),
    "history of a post": (each(lambda c, s: c.text(f"/en/communities/-/posts/{s.post.pk}/history/")), (), ALL, ""),
    "my communities": (lambda c, w: c.text("/en/communities/-/threads/"), (), ALL, ""),
    "unread": (lambda c, w: c.text("/en/communities/-/threads/?list=unread"), (), ALL, ""),
    "notifications": (lambda c, w: c.text("/en/communities/-/notifications/"), (), ALL, ""),
    "names to mention": (hidden(lambda c, s: c.text(f"{s.address}mentionable/", q="name")), (), ALL, ""),
    "moderation": (each(lambda c, s: c.text(f"{s.address}moderation/")), (), ALL, ""),
    "facilitating": (each(lambda c, s: c.text(f"{s.address}facilitating/")), (), ALL, ""),
    "log": (each(lambda c, s: c.text(f"{s.address}log/")), (), ALL, ""),
    "API, communities": (lambda c, w: c.text("/api/v1/communities"), (), ALL, "visitor"),
    "API, threads": (lambda c, w: c.text("/api/v1/threads"), ("talk", "name"), ALL, "visitor"),
    "API, posts": (each(lambda c, s: c.text(f"/api/v1/threads/{s.thread.pk}/posts")), ("talk",), ALL, "visitor"),
}


def test_every_exit_tells_each_reader_what_they_may_see_and_nothing_else(world: World) -> None:
    wrong = []
    for who in READERS:
        client = Reader(who, world)
        for leaving, (ask, shown, readers, rights_of) in EXITS.items():
            text = ask(client, world).lower()
            for space in world.values():
                for of in ("door", "talk", "name"):
                    may = (knows if of == "door" else reads)(space.kind, rights_of or who)
                    is_told = space.word(of) in text
                    if is_told and not may:
                        wrong.append(f"{leaving} tells a {who} the {of} of the {space.kind} community")
                    if may and not is_told and of in shown and who in readers:
                        wrong.append(f"{leaving} does not tell a {who} the {of} of the {space.kind} community")
    assert not wrong, "\n".join(wrong)


def test_a_door_shows_purpose_and_way_in_and_counts_nothing(world: World) -> None:
    client = Reader("outsider", world)
    doors = {kind: client.text(world[kind].address) for kind in ("request", "invitation")}
    assert "Ask to join" in doors["request"]
    assert "by invitation" in doors["invitation"]
    for page in doors.values():
        assert "start/" not in page
        assert "members/" not in page
    listed = client.text("/en/communities/")
    assert listed.count("1 thread") == 2  # the open one and the archived one
    assert "On request" in listed
    assert "You are a member" in Reader("member", world).text("/en/communities/")
