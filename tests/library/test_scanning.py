"""Uploaded files are looked into before anybody is given them."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from wagtail.documents.models import Document

from community import attaching, attachment_scans, posting
from community.models import Attachment
from library import document_scans
from library.scanning import Clamd, ScannerAwayError, Verdict
from tests.factories import thread
from tests.factories.files import pdf, photo, upload

# The file that every scanner finds (EICAR), in two parts: a scanner on a developer's machine would take this one away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class FakeScanner:
    """Finds EICAR's file; can be away."""

    is_away = False

    def scan(self, file: IO[bytes]) -> Verdict:
        if self.is_away:
            raise ScannerAwayError("no answer")
        return Verdict("Eicar-Test-Signature" if EICAR in file.read() else "")


@pytest.fixture
def scanner(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[FakeScanner]:
    settings.UPLOAD_SCANNER = f"{__name__}.FakeScanner"
    monkeypatch.setattr(FakeScanner, "is_away", False)
    return FakeScanner


def sent(content: bytes, name: str = "กติกา.txt") -> Attachment:
    """A file on a post that everybody may read."""
    started = thread(title="ขายน้ำผึ้ง")
    kept = attaching.keep(uploads=[upload(content, name)], by=started.author, community=started.community)
    posting.reply(thread=started, author=started.author, text="ไฟล์", files=kept)
    return Attachment.objects.get()


def document(content: bytes, name: str = "doc.txt") -> Document:
    return Document.objects.create(title="ເອກະສານ", file=ContentFile(content, name=name))


@pytest.mark.django_db
@pytest.mark.usefixtures("outline")
def test_a_file_of_a_post_waits_is_shown_as_being_checked_and_then_given(
    client: Client, scanner: type[FakeScanner], django_capture_on_commit_callbacks: Any
) -> None:
    row = sent("กติกาป่า".encode())
    page = f"/en/communities/{row.post.thread.community.slug}/{row.post.thread_id}/"
    address = f"/en/communities/-/files/{row.key}/"
    for reader in (None, row.uploaded_by):
        if reader:
            client.force_login(reader)
        assert client.get(address).status_code == 404
        html = client.get(page).content.decode()
        assert "Being checked" in html
        assert address not in html
    scanner.is_away = True
    assert attachment_scans.scan_due() == 0
    assert client.get(address).status_code == 404
    scanner.is_away = False
    with django_capture_on_commit_callbacks(execute=True):
        assert attachment_scans.scan_due() == 1
    assert client.get(address).status_code == 200
    assert "Being checked" not in client.get(page).content.decode()
    row.refresh_from_db()
    assert row.is_read
    assert "กติกาป่า" in row.text


@pytest.mark.django_db
@pytest.mark.usefixtures("outline", "scanner")
def test_a_file_with_a_virus_is_deleted_and_its_place_says_so(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = sent(EICAR)
    row.refresh_from_db()
    assert row.scan_state == "refused"
    assert not list(Path(Attachment._meta.get_field("file").storage.location).rglob(f"{row.key.hex}*"))
    assert client.get(f"/en/communities/-/files/{row.key}/").status_code == 404
    html = client.get(f"/en/communities/{row.post.thread.community.slug}/{row.post.thread_id}/").content.decode()
    assert "Taken away: it may do harm" in html
    attachment_scans.scan_attachment.call(row.pk)  # once more does nothing
    row.post.delete()


@pytest.mark.django_db
def test_a_picture_is_drawn_anew_and_needs_no_scanner(scanner: type[FakeScanner]) -> None:
    scanner.is_away = True
    started = thread()
    hiding = SimpleUploadedFile("รูป.jpg", photo().read() + EICAR, content_type="image/jpeg")
    (row,) = attaching.keep(uploads=[hiding], by=started.author, community=started.community)
    assert row.scan_state == ""
    with row.file.open("rb") as file:
        assert EICAR not in file.read()


@pytest.mark.django_db
@pytest.mark.usefixtures("outline")
def test_a_document_of_an_editor_waits_and_is_refused_with_a_virus(
    client: Client, scanner: type[FakeScanner], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.lexicon.learning.learn_if_due", lambda: None)  # takes a minute, and is not looked at
    good, bad = document("ສະອາດ".encode()), document(EICAR, "bad.txt")
    response = client.get(good.url)
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "being checked" in response.content.decode()
    scanner.is_away = True
    call_command("run_due", verbosity=0)
    assert client.get(good.url).status_code == 503
    scanner.is_away = False
    call_command("run_due", verbosity=0)
    assert client.get(good.url).status_code == 200
    assert client.get(bad.url).status_code == 404
    settings.UPLOAD_SCANNER = ""  # what was found stays found
    assert client.get(bad.url).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("scanner")
def test_another_file_in_the_same_document_is_looked_into_again() -> None:
    row = document(b"one", "one.txt")
    document_scans.scan_due()
    row.title = "Another name"
    row.save()
    row.scan.refresh_from_db()
    assert row.scan.state == "clean"
    row.file = ContentFile(EICAR, name="two.txt")
    row.save()
    row.scan.refresh_from_db()
    assert row.scan.state == "waiting"
    document_scans.scan_due()
    row.scan.refresh_from_db()
    assert (row.scan.state, row.scan.found) == ("refused", "Eicar-Test-Signature")


@pytest.mark.django_db
@pytest.mark.usefixtures("outline")
def test_what_came_in_before_there_was_a_scanner_is_looked_into(client: Client, settings: Any) -> None:
    row = document(b"old", "old.txt")
    assert client.get(row.url).status_code == 200
    settings.UPLOAD_SCANNER = f"{__name__}.FakeScanner"
    assert client.get(row.url).status_code == 503
    assert document_scans.scan_due() == 1
    assert client.get(row.url).status_code == 200


@pytest.mark.django_db
def test_nothing_waits_where_there_is_no_scanner() -> None:
    assert sent(pdf(), "a.pdf").scan_state == ""
    assert attachment_scans.scan_due() == document_scans.scan_due() == 0


class _Clamd(socketserver.StreamRequestHandler):
    """As much of ClamAV's daemon as speaks INSTREAM."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        got = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            got += self.rfile.read(length)
        if got == b"too long":
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in got else b"stream: OK\0")


@pytest.fixture(params=["unix", "tcp"])
def clamd(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[None]:
    if request.param == "unix":
        settings.CLAMD_ADDRESS = str(tmp_path / "clamd")
        server: Any = socketserver.UnixStreamServer(settings.CLAMD_ADDRESS, _Clamd)
    else:
        server = socketserver.TCPServer(("127.0.0.1", 0), _Clamd)
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
    waiting = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    waiting.start()
    yield
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("clamd")
def test_clamav_is_asked_in_its_own_words() -> None:
    assert Clamd().scan(BytesIO(b"")).is_clean
    assert Clamd().scan(BytesIO(b"x" * 300_000)).is_clean
    assert Clamd().scan(BytesIO(b"x" * 100_000 + EICAR)).found == "Eicar-Test-Signature"
    with pytest.raises(ScannerAwayError, match="size limit"):
        Clamd().scan(BytesIO(b"too long"))


def test_a_scanner_that_is_not_there_is_away_and_no_error(settings: Any, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        free = taken.getsockname()[1]
    for address in (str(tmp_path / "nothing"), f"127.0.0.1:{free}"):
        settings.CLAMD_ADDRESS = address
        with pytest.raises(ScannerAwayError):
            Clamd().scan(BytesIO(b"x"))
