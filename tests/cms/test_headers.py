"""What every answer says to the browser: whose scripts run, who may frame it, who may load it, how long it is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document

from community import attaching, posting
from search import changes
from tests.factories import PASSWORD, case, community, facilitator, thread, user
from tests.factories.files import pdf, photo, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

SECURE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def there() -> dict[str, Any]:
    """A site with something of everything."""
    page = case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ", themes=["natural-resources"], countries=["LA"])
    space = community(titles={"en": "Forests", "th": "ป่า"})
    host = facilitator(space)
    started = thread(community=space, author=host, title="ขายน้ำผึ้ง")
    files = attaching.keep(uploads=[photo(), upload(pdf(), "a.pdf")], by=host, community=space)
    posting.reply(thread=started, author=host, text="ไฟล์", files=files)
    document = Document.objects.create(title="D", file=ContentFile(b"<script>alert(1)</script>", name="d.txt"))
    changes.drain(wait=True)
    return {"case": page, "space": space, "host": host, "thread": started, "files": files, "document": document}


def _addresses(there: dict[str, Any]) -> list[str]:
    space, started = f"/th/communities/{there['space'].slug}/", there["thread"]
    return [
        # pages
        "/th/", "/th/library/", "/lo/library/ap-la-1/", "/th/search/?q=ป่า", "/th/communities/", space,
        f"{space}{started.pk}/", f"{space}members/", "/th/communities/-/people/1/", "/th/library/nominate/",
        # allauth's and our own account pages
        "/th/accounts/login/", "/th/accounts/signup/", "/th/accounts/password/reset/", "/th/accounts/password/change/",
        "/th/accounts/email/", "/th/accounts/logout/", "/th/accounts/", "/th/accounts/2fa/", "/th/accounts/sessions/",
        "/th/accounts/confirm-email/nothing/", "/th/accounts/inactive/",
        # errors and redirects
        "/th/nothing-here/", "/nothing-here/", "/th", "/", "/api/v1/nothing", "/th/library/%00/",
        # for machines
        "/th/feeds/cases.atom", f"{space}feed.atom", "/sitemap.xml", "/robots.txt", "/api/v1/cases", "/api/v1/search",
        "/api/v1/threads", "/api/v1/openapi.json", "/oai?verb=Identify", "/api/v1/cases/AP-LA-1.bib",
        # files
        there["document"].url, *(f"/th/communities/-/files/{file.key}/" for file in there["files"]),
    ]  # fmt: skip


@pytest.mark.parametrize("reader", ["visitor", "facilitator"])
def test_every_answer_keeps_others_out(client: Client, there: dict[str, Any], reader: str) -> None:
    if reader == "facilitator":
        client.login(email=there["host"].email, password=PASSWORD)
    for address in _addresses(there):
        response = client.get(address)
        assert response.status_code < 500, address
        for name, value in SECURE.items():
            assert response[name] == value, (address, name)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        for unsafe in ("unsafe", "http:", "https:", "*", "blob:"):
            assert unsafe not in policy, address
        if "html" in response.headers.get("Content-Type", ""):
            for needed in ("object-src 'none'", "frame-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
                assert needed in policy, (address, needed)
        is_open = address.startswith(("/api/", "/oai"))
        assert response["Cross-Origin-Resource-Policy"] == ("cross-origin" if is_open else "same-origin"), address
        assert "camera=()" in response["Permissions-Policy"]
        assert ("Access-Control-Allow-Origin" in response) <= (is_open or ".atom" in address or "sitemap" in address)


def test_errors_are_no_weaker_than_pages(client: Client) -> None:
    answers = {
        400: client.post("/th/accounts/login/", {f"x{number}": "" for number in range(1_100)}),
        403: Client(enforce_csrf_checks=True).post("/th/accounts/login/", {}),
        404: client.get("/th/nothing-here/"),
        405: client.get("/preferences/data-saver/"),
    }
    for status, response in answers.items():
        assert response.status_code == status
        assert "default-src 'none'" in response["Content-Security-Policy"], status
        assert response["X-Content-Type-Options"] == "nosniff", status


def test_a_broken_page_tells_nothing_and_has_the_same_policy(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.views.robots._LEAVE", None)
    client.raise_request_exception = False
    response = client.get("/robots.txt")
    assert response.status_code == 500
    assert "default-src 'none'" in response["Content-Security-Policy"]
    for told in (b"Traceback", b"NoneType", b"_LEAVE", b"robots.py"):
        assert told not in response.content


def test_what_depends_on_who_is_signed_in_is_kept_by_no_browser(client: Client, there: dict[str, Any]) -> None:
    """A village shares a phone: after signing out, "back" shows nobody's pages."""
    client.login(email=there["host"].email, password=PASSWORD)
    space = f"/en/communities/{there['space'].slug}/"
    for address in ("/en/", "/en/accounts/", "/en/accounts/email/", space, f"{space}{there['thread'].pk}/",
                    f"{space}facilitating/", "/en/communities/-/tokens/", "/en/library/"):  # fmt: skip
        response = client.get(address)
        assert response.status_code == 200, address
        assert "no-store" in response["Cache-Control"], address
        assert "private" in response["Cache-Control"], address
    # What is the same for everybody may be kept.
    assert "no-store" not in client.get("/api/v1/cases").headers["Cache-Control"]
    client.post("/en/accounts/logout/")
    assert client.get("/en/accounts/").status_code == 302
    assert "Cache-Control" not in Client().get("/en/library/").headers


def test_uploaded_files_open_in_no_page_of_ours(client: Client, there: dict[str, Any]) -> None:
    photo_row, document_row = there["files"]
    answers = [
        client.get(f"/en/communities/-/files/{document_row.key}/"),
        client.get(there["document"].url),
    ]
    for response in answers:
        assert response["Content-Disposition"].startswith("attachment")
        assert "default-src 'none'" in response["Content-Security-Policy"]
    picture = client.get(f"/en/communities/-/files/{photo_row.key}/")
    assert picture["Content-Type"] == "image/jpeg"
    assert "sandbox" in picture["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg onload='alert(1)'/>"),
        ("program.exe", b"MZ"),
        ("page.xhtml", b"<html/>"),
        ("script.js", b"alert(1)"),
    ],
)
def test_an_editor_uploads_no_document_that_a_browser_would_run(client: Client, name: str, content: bytes) -> None:
    client.force_login(user(is_staff=True, is_superuser=True))
    for address in ("/admin/documents/add/", "/admin/documents/multiple/add/", "/admin/images/add/"):
        field = "files[]" if "multiple" in address else "file"
        client.post(address, {"title": "X", "tags": "", field: upload(content, name)})
    assert not Document.objects.exists()


def test_without_a_contact_there_is_no_security_txt(client: Client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
