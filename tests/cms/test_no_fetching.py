"""The site opens no connection to where somebody's link leads (SSRF), neither in a request nor in a task after it."""

from __future__ import annotations

import ast
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException

from community import posting
from search import changes
from tests.factories import PASSWORD, case, community, thread, user

ROOT = Path(settings.BASE_DIR)
ROOMS = ("cms", "community", "library", "people", "privacy", "search")
OPENS_CONNECTIONS = {
    "aiohttp", "asyncio", "ftplib", "http.client", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket", "ssl",
    "urllib.request", "urllib3", "websockets", "xmlrpc.client",
}  # fmt: skip
ALLOWED = {
    ("library/scanning.py", "socket"): "ClamAV, at the address that the settings name",
}
"""Module → why. Others speak for us: Django's mail backend, database and cache drivers, `elasticsearch` (an address of
the settings), allauth (addresses of the configured providers), wagtail-localize's translator (of the settings)."""


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_no_module_of_ours_can_open_a_connection_but_those_with_a_reason() -> None:
    found = {
        (str(path.relative_to(ROOT)), name)
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for name in _imports(path)
        if name in OPENS_CONNECTIONS
    }
    assert found == set(ALLOWED)


class ForbiddenError(AssertionError):
    pass


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whoever looks up a name or connects to anything but the database's own socket fails, and is noted."""
    tried: list[Any] = []
    connect = socket.socket.connect

    def looked_up(host: Any, *_args: Any, **_kwargs: Any) -> Any:
        tried.append(host)
        raise ForbiddenError(f"looked up {host}")

    def connected(self: socket.socket, address: Any) -> Any:
        if self.family == socket.AF_UNIX:
            return connect(self, address)
        tried.append(address)
        raise ForbiddenError(f"connected to {address}")

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket.socket, "connect", connected)
    return tried


LINKS = (
    "http://169.254.169.254/latest/meta-data/", "http://localhost:6379/", "http://127.0.0.1:9200/_cat", "file:///etc/passwd",
    "gopher://127.0.0.1:25/_HELO", "https://intranet.example/admin", "http://[::1]/", "http://0x7f000001/",
    "https://youtu.be/dQw4w9WgXcQ",
)  # fmt: skip
TEXT = "\n\n".join([*LINKS, *(f"[ลิงก์]({link})" for link in LINKS), *(f"![ภาพ]({link})" for link in LINKS)])


@pytest.mark.django_db
@pytest.mark.usefixtures("outline")
def test_no_link_of_a_member_is_opened_by_the_site(
    client: Client, no_network: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    member = user()
    client.login(email=member.email, password=PASSWORD)
    space = community(titles={"th": "ป่า"})
    with django_capture_on_commit_callbacks(execute=True):
        started = thread(community=space, author=member, title="ลิงก์", text=TEXT)
        address = f"/th/communities/{space.slug}/{started.pk}/"
        assert client.post(address, {"text": TEXT, "language": "th"}).status_code in {200, 302}
        posting.reply(thread=started, author=member, text=TEXT, language="th")
    with django_capture_on_commit_callbacks(execute=True):
        case(code="AP-1", language="th", title="กรณี", body=TEXT)
    changes.drain(wait=True)
    assert client.get(address).status_code == 200
    assert client.get("/th/library/ap-1/").status_code == 200
    assert no_network == []


@pytest.mark.django_db
def test_no_page_of_another_house_is_embedded(no_network: list[Any]) -> None:
    assert settings.WAGTAILEMBEDS_FINDERS == []
    for link in LINKS:
        with pytest.raises(EmbedException):
            get_embed(link)
    assert no_network == []


def test_the_test_would_notice(no_network: list[Any]) -> None:
    with pytest.raises(ForbiddenError):
        socket.create_connection(("127.0.0.1", 9))
    with pytest.raises(ForbiddenError):
        socket.socket().connect(("127.0.0.1", 9))
    assert len(no_network) == 2
