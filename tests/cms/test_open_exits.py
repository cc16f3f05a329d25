"""No exit of open data tells of a case, page or thread that not everybody may read, whoever asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from community.models import Community
from library.models import CasePage, Disclosure
from tests.factories import case, community, thread, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

WORD = "hiddenword"

LISTS = (
    "/api/v1/cases", "/api/v1/cases?lang=th", "/api/v1/cases?tag=hiddenword+tag", "/api/v1/cases?country=LA",
    "/api/v1/cases.csv", "/api/v1/cases.jsonl", "/api/v1/cases.jsonl?theme=natural-resources", "/th/feeds/cases.atom",
    "/en/feeds/cases.atom?country=LA", "/sitemap-cases.xml", "/sitemap-pages.xml", "/sitemap-threads.xml",
    "/sitemap.xml", "/oai?verb=ListRecords&metadataPrefix=oai_dc",
)  # fmt: skip
ONE = (
    "/api/v1/cases/{code}", "/api/v1/cases/{code}.bib", "/api/v1/cases/{code}.ris", "/api/v1/cases/{code}.csl.json",
    "/api/v1/cases/{code}.jsonld", "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:{code}",
)  # fmt: skip


def draft(code: str) -> None:
    hidden(code, published=False)


def unpublished(code: str) -> None:
    hidden(code).unpublish()


def deleted(code: str) -> None:
    Page.objects.get(pk=hidden(code).pk).delete()


def for_members(code: str) -> None:
    restrict(hidden(code), "login")


def behind_a_password(code: str) -> None:
    restrict(hidden(code), "password")


def for_a_group(code: str) -> None:
    restrict(hidden(code), "groups")


def on_a_shelf_for_members(code: str) -> None:
    restrict(hidden(code).get_parent(), "login")


def unpublished_behind_our_back(code: str) -> None:
    """By something that sends no signal."""
    CasePage.objects.filter(pk=hidden(code).pk).update(live=False)


def restrict(page: Page, kind: str) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")


def hidden(code: str, *, published: bool = True) -> CasePage:
    return case(
        code=code, language="th", title=f"{WORD} น้ำผึ้ง", summary=f"{WORD} summary", body=f"{WORD} body",
        tags=[f"{WORD} tag"], themes=["natural-resources"], countries=["LA"], published=published,
    )  # fmt: skip


HIDE = (
    draft, unpublished, deleted, for_members, behind_a_password, for_a_group, on_a_shelf_for_members,
    unpublished_behind_our_back,
)  # fmt: skip


@pytest.mark.parametrize("hide", HIDE, ids=lambda hide: hide.__name__)
@pytest.mark.parametrize("reader", ["visitor", "administrator"])
def test_no_exit_tells_of_a_case_that_is_not_public(client: Client, hide: Any, reader: str) -> None:
    case(code="AP-OPEN", title="Openword rice", language="en")
    hide("AP-HIDDEN")
    if reader == "administrator":
        client.force_login(user(is_staff=True, is_superuser=True))
    was_public = Disclosure.objects.filter(code="AP-HIDDEN").exists()
    assert was_public == (hide is not draft)
    for address in (*LISTS, *(one.format(code="AP-HIDDEN") for one in ONE)):
        response = client.get(address)
        text = (b"".join(response) if response.streaming else response.content).decode()
        # Harvesters are told that the record is gone, and its tag may be asked for.
        told = text.replace("hiddenword+tag", "").replace("ap-hidden</", "")
        assert WORD not in told, address
        if not address.startswith("/oai"):
            assert "ap-hidden" not in told.lower(), address
        elif not was_public:
            assert "AP-HIDDEN</" not in text
    assert "Openword" in client.get("/api/v1/cases").content.decode()


def test_an_open_case_comes_out_of_every_exit(client: Client) -> None:
    """The test above would see a leak."""
    hidden("AP-HIDDEN")
    for address in (*LISTS, *(one.format(code="AP-HIDDEN") for one in ONE)):
        response = client.get(address)
        text = (b"".join(response) if response.streaming else response.content).decode()
        if address not in {"/sitemap-pages.xml", "/sitemap-threads.xml", "/sitemap.xml"}:
            assert "ap-hidden" in text.lower(), address
        assert "ap-hidden" not in client.get("/sitemap-pages.xml").content.decode()


def test_a_restricted_language_is_left_out_and_the_others_stay(client: Client) -> None:
    case(code="AP-1", language="en", title="Openword rice")
    restrict(case(code="AP-1", language="lo", title=f"{WORD} ເຂົ້າ"), "login")
    for address in (*LISTS, *(one.format(code="AP-1") for one in ONE), "/api/v1/cases/AP-1.bib?lang=lo"):
        response = client.get(address)
        text = (b"".join(response) if response.streaming else response.content).decode()
        assert WORD not in text, address
        assert "/lo/library/ap-1/" not in text, address
    found = client.get("/api/v1/cases/AP-1").json()
    assert [version["language"] for version in found["versions"]] == ["en"]
    assert "workTranslation" not in client.get("/en/library/ap-1/").content.decode()


def test_the_sitemap_has_what_a_visitor_may_read_with_its_languages(client: Client) -> None:
    case(code="AP-1", language="th", title="ข้าว")
    case(code="AP-1", language="lo", title="ເຂົ້າ")
    public = community(slug="forests", titles={"en": "Forests", "th": "ป่า"})
    members = community(slug="secret", titles={"en": "Secret"}, audience=Community.Audience.MEMBERS)
    open_thread = thread(community=public, language="th", title="ขายน้ำผึ้ง")
    thread(community=members)
    gone = thread(community=public)
    gone.is_hidden = True
    gone.save()
    index = client.get("/sitemap.xml").content.decode()
    for section in ("cases", "pages", "threads"):
        assert f"<loc>http://testserver/sitemap-{section}.xml</loc>" in index
    cases = client.get("/sitemap-cases.xml").content.decode()
    assert cases.count("<url>") == 2
    for lang, version in (("th", "th"), ("lo", "lo"), ("x-default", "th")):
        link = f'hreflang="{lang}" href="http://testserver/{version}/library/ap-1/"'
        assert cases.count(link) == 2
    pages = client.get("/sitemap-pages.xml").content.decode()
    assert "http://testserver/th/communities/forests/" in pages
    assert "http://testserver/vi/library/" in pages
    assert "secret" not in pages
    threads = client.get("/sitemap-threads.xml").content.decode()
    assert threads.count("<url>") == 1
    assert f"<loc>http://testserver/th/communities/forests/{open_thread.pk}/</loc>" in threads
    assert client.get("/sitemap-secrets.xml").status_code == 404


def test_a_long_sitemap_is_several_files(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from library.sitemaps import CaseSitemap

    monkeypatch.setattr(CaseSitemap, "limit", 2)
    for number in range(3):
        case(code=f"AP-{number}")
    assert "http://testserver/sitemap-cases.xml?p=2" in client.get("/sitemap.xml").content.decode()
    assert client.get("/sitemap-cases.xml?p=2").content.decode().count("<url>") == 1
    assert client.get("/sitemap-cases.xml?p=3").status_code == 404


def test_crawlers_are_led_to_the_sitemap_and_away_from_forms(client: Client, settings: Any) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml\n" in text
    assert "Disallow: /admin/\n" in text
    assert "Disallow: /lo/search/\n" in text
    settings.DEMO_MAIL = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_an_etag_is_of_the_last_change_not_of_the_clock(client: Client) -> None:
    case(code="AP-1")
    stamp = client.get("/api/v1/cases.csv")["ETag"]
    assert client.get("/api/v1/cases.csv")["ETag"] == stamp
    Disclosure.objects.update(changed_at=timezone.now())
    assert client.get("/api/v1/cases.csv")["ETag"] != stamp
