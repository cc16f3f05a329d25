"""OAI-PMH as a harvester meets it: with the client Sickle (PyPI), over a transport that asks Django's test client."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import sickle
from django.test import Client
from django.utils import timezone
from lxml import etree
from sickle import oaiexceptions
from wagtail.models import Page, PageViewRestriction

from library import harvesting
from library.models import CasePage, Disclosure, Theme, ThemeName
from tests.factories import case, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline", "called")]

OAI = "{http://www.openarchives.org/OAI/2.0/}"
NAME = "oai:rutero.example:{}"


class Harvester(sickle.Sickle):
    """Sickle, whose requests go to Django's test client."""

    def __init__(self, **options: Any) -> None:
        super().__init__("http://testserver/oai", **options)
        self.client = Client()

    def _request(self, arguments: dict[str, Any]) -> requests.Response:
        ask = self.client.get if self.http_method == "GET" else self.client.post
        told = ask("/oai", arguments)
        response = requests.Response()
        response.status_code = told.status_code
        response._content = told.content
        response.headers["Content-Type"] = told["Content-Type"]
        response.encoding = "utf-8"
        return response


@pytest.fixture
def called(settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://rutero.example"
    settings.DEFAULT_FROM_EMAIL = "Rutero <library@rutero.example>"


@pytest.fixture(params=["GET", "POST"])
def harvester(request: Any) -> Harvester:
    return Harvester(http_method=request.param)


def honey(**fields: Any) -> CasePage:
    return case(
        code="AP-TH-2012-001", language="th", title="น้ำผึ้งป่า", summary="เก็บโดยไม่ทำลายรัง",
        themes=["natural-resources"], countries=["TH"], published_on="2012-11-20", **fields,
    )  # fmt: skip


def listed(**arguments: str) -> dict[str, Any]:
    """Identifier → header."""
    arguments = {"metadataPrefix": "oai_dc"} | arguments
    headers = Harvester().ListIdentifiers(**arguments)
    return {header.identifier: header for header in headers}


def answer(**arguments: Any) -> Any:
    return etree.fromstring(Client().get("/oai", arguments).content)


def error_of(document: Any) -> str | None:
    found = document.find(f"{OAI}error")
    return None if found is None else found.get("code")


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harvesting, "PAGE_SIZE", 2)


def test_the_repository_says_what_it_is(harvester: Harvester) -> None:
    honey()
    said = harvester.Identify()
    assert (said.repositoryName, said.protocolVersion, said.adminEmail) == ("Rutero", "2.0", "library@rutero.example")
    assert (said.deletedRecord, said.granularity) == ("persistent", "YYYY-MM-DDThh:mm:ssZ")
    assert said.earliestDatestamp == Disclosure.objects.get().changed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [one.metadataPrefix for one in harvester.ListMetadataFormats()] == ["oai_dc"]
    assert [one.metadataPrefix for one in harvester.ListMetadataFormats(identifier=NAME.format("AP-TH-2012-001"))]


def test_a_record_is_a_practice_in_all_its_languages(harvester: Harvester) -> None:
    honey()
    case(code="AP-TH-2012-001", language="lo", title="ນ້ຳເຜິ້ງປ່າ", tags=["ນ້ຳເຜິ້ງ"])
    record = harvester.GetRecord(identifier=NAME.format("AP-TH-2012-001"), metadataPrefix="oai_dc")
    assert record.metadata["title"] == ["น้ำผึ้งป่า", "ນ້ຳເຜິ້ງປ່າ"]
    assert record.metadata["language"] == ["th", "lo"]
    assert "ນ້ຳເຜິ້ງ" in record.metadata["subject"]
    assert record.metadata["date"] == ["2012-11-20"]
    assert "https://creativecommons.org/licenses/by/4.0/" in record.metadata["rights"]
    assert "http://testserver/lo/library/ap-th-2012-001/" in record.metadata["identifier"]
    assert {"TH", "ไทย", "ໄທ"} <= set(record.metadata["coverage"])
    assert record.header.setSpecs == ["country:TH", "theme:natural-resources"]
    assert 'xml:lang="lo">ນ້ຳເຜິ້ງປ່າ<' in record.raw


def test_sets_are_themes_and_countries_and_a_set_holds_what_its_subsets_hold(harvester: Harvester) -> None:
    honey()
    case(code="AP-VN-1", language="vi", themes=["finance-ict"], countries=["VN", "LA"])
    assert {one.setSpec for one in harvester.ListSets()} == {
        "theme", "country", "theme:natural-resources", "theme:finance-ict", "country:TH", "country:VN", "country:LA",
    }  # fmt: skip
    assert set(listed(set="country:LA")) == {NAME.format("AP-VN-1")}
    assert set(listed(set="theme:natural-resources")) == {NAME.format("AP-TH-2012-001")}
    assert len(listed(set="country")) == 2
    page = CasePage.objects.get(code="AP-VN-1")
    page.countries.set([])
    page.save_revision().publish()
    assert set(listed(set="country")) == {NAME.format("AP-TH-2012-001")}


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_long_list_comes_in_parts_and_its_tokens_survive(harvester: Harvester, small_pages: None, verb: str) -> None:
    for number in range(5):
        case(code=f"AP-{number}", countries=["TH"])
    case(code="AP-X", countries=["VN"])
    ask = getattr(harvester, verb)
    found = ask(metadataPrefix="oai_dc", set="country:TH")
    first = next(found)
    token = found.resumption_token
    assert (token.cursor, token.complete_list_size) == ("0", "5")
    assert [header_of(first), *(header_of(one) for one in found)] == [NAME.format(f"AP-{n}") for n in range(5)]
    # Somebody else, much later, after a change: nothing is missing, what changed comes (again) at the end.
    page = CasePage.objects.get(code="AP-3")
    page.title = "New"
    page.save_revision().publish()
    resumed = [header_of(one) for one in ask(resumptionToken=token.token)]
    assert resumed == [NAME.format(code) for code in ("AP-2", "AP-4", "AP-3")]


def header_of(one: Any) -> str:
    return getattr(one, "header", one).identifier


def test_the_last_part_has_an_empty_token_and_a_list_in_one_has_none(small_pages: None) -> None:
    case(code="AP-1")
    assert answer(verb="ListRecords", metadataPrefix="oai_dc").find(f".//{OAI}resumptionToken") is None
    for number in (2, 3):
        case(code=f"AP-{number}")
    token = answer(verb="ListRecords", metadataPrefix="oai_dc").findtext(f".//{OAI}resumptionToken")
    last = answer(verb="ListRecords", resumptionToken=token).find(f".//{OAI}resumptionToken")
    assert (last.text, last.get("cursor"), last.get("completeListSize")) == (None, "2", "3")


def unpublish(page: CasePage) -> None:
    page.unpublish()


def delete(page: CasePage) -> None:
    Page.objects.get(pk=page.pk).delete()


def delete_the_shelf(page: CasePage) -> None:
    page.get_parent().delete()


def for_members(page: CasePage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def shelf_behind_a_password(page: CasePage) -> None:
    PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type=PageViewRestriction.PASSWORD, password="x"
    )


@pytest.mark.parametrize("take_away", [unpublish, delete, delete_the_shelf, for_members, shelf_behind_a_password])
def test_what_is_public_no_more_is_a_deleted_record(take_away: Any) -> None:
    page = honey()
    Disclosure.objects.update(changed_at=timezone.now() - timedelta(days=3))
    take_away(page)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    header = listed(**{"from": yesterday})[NAME.format("AP-TH-2012-001")]
    assert header.deleted
    assert header.setSpecs == ["country:TH", "theme:natural-resources"]
    (record,) = Harvester().ListRecords(metadataPrefix="oai_dc", set="country:TH")
    assert record.deleted
    assert "น้ำผึ้ง" not in record.raw
    assert list(Harvester().ListRecords(metadataPrefix="oai_dc", ignore_deleted=True)) == []


def test_a_practice_whose_original_is_gone_lives_on_in_its_translation() -> None:
    page = honey()
    case(code="AP-TH-2012-001", language="lo", title="ນ້ຳເຜິ້ງປ່າ")
    page.unpublish()
    record = Harvester().GetRecord(identifier=NAME.format("AP-TH-2012-001"), metadataPrefix="oai_dc")
    assert record.metadata["title"] == ["ນ້ຳເຜິ້ງປ່າ"]


def test_what_comes_back_is_a_record_again() -> None:
    page = honey()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert listed()[NAME.format("AP-TH-2012-001")].deleted
    restriction.delete()
    assert not listed()[NAME.format("AP-TH-2012-001")].deleted


def test_what_never_was_public_is_not_even_deleted() -> None:
    honey(published=False)
    case(code="AP-2", published=False).delete()
    with pytest.raises(oaiexceptions.NoRecordsMatch):
        listed()
    with pytest.raises(oaiexceptions.IdDoesNotExist):
        Harvester().GetRecord(identifier=NAME.format("AP-TH-2012-001"), metadataPrefix="oai_dc")


def test_a_draft_of_a_public_case_changes_no_datestamp_and_a_renamed_theme_does() -> None:
    page = honey()
    long_ago = timezone.now() - timedelta(days=30)
    Disclosure.objects.update(changed_at=long_ago)
    page.title = "ร่าง"
    page.save_revision(user=user())
    assert Disclosure.objects.get().changed_at == long_ago
    assert "ร่าง" not in Client().get("/oai?verb=ListRecords&metadataPrefix=oai_dc").content.decode()
    name = ThemeName.objects.get(theme__code="natural-resources", language="th")
    name.name = "ป่าและน้ำ"
    name.save()
    assert Disclosure.objects.get().changed_at > long_ago
    Theme.objects.get(code="natural-resources").delete()
    assert listed()[NAME.format("AP-TH-2012-001")].setSpecs == ["country:TH"]


def test_a_harvest_of_a_span_of_time_has_its_ends_in_it() -> None:
    for code, moment in (("AP-1", "2020-01-01T00:00:00"), ("AP-2", "2020-06-30T12:00:00.9"), ("AP-3", "2021-01-01")):
        case(code=code)
        Disclosure.objects.filter(code=code).update(changed_at=datetime.fromisoformat(moment).replace(tzinfo=UTC))

    def codes(**arguments: str) -> list[str]:
        return [name.rpartition(":")[2] for name in listed(**arguments)]

    assert codes(**{"from": "2020-01-01", "until": "2020-06-30"}) == ["AP-1", "AP-2"]
    assert codes(**{"from": "2020-06-30T12:00:00Z", "until": "2020-06-30T12:00:00Z"}) == ["AP-2"]
    assert codes(**{"from": "2020-06-30T12:00:01Z"}) == ["AP-3"]
    assert codes(until="2020-01-01") == ["AP-1"]
    assert listed()[NAME.format("AP-2")].datestamp == "2020-06-30T12:00:00Z"


PREFIX = {"metadataPrefix": "oai_dc"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Bogus"}, "badVerb"),
        ({"verb": ["Identify", "Identify"]}, "badVerb"),
        ({"verb": "Identify", "set": "x"}, "badArgument"),
        ({"verb": "GetRecord", **PREFIX}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
        ({"verb": "ListRecords", **PREFIX, "from": "2020"}, "badArgument"),
        ({"verb": "ListRecords", **PREFIX, "from": "2020-02-30"}, "badArgument"),
        ({"verb": "ListRecords", **PREFIX, "from": "2020-1-1"}, "badArgument"),
        ({"verb": "ListRecords", **PREFIX, "from": ""}, "badArgument"),
        ({"verb": "ListRecords", **PREFIX, "from": "2020-01-01", "until": "2020-01-01T00:00:00Z"}, "badArgument"),
        ({"verb": "ListRecords", **PREFIX, "from": "2020-01-02", "until": "2020-01-01"}, "badArgument"),
        ({"verb": "ListRecords", **PREFIX, "until": "9999-12-31"}, None),
        ({"verb": "ListRecords", **PREFIX, "set": "a set"}, "badArgument"),
        ({"verb": "ListRecords", **PREFIX, "resumptionToken": "x"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        ({"verb": "GetRecord", "identifier": NAME.format("AP-TH-2012-001"), "metadataPrefix": "mods"},
         "cannotDisseminateFormat"),
        ({"verb": "ListRecords", **PREFIX, "set": "country:ZZ"}, "noRecordsMatch"),
        ({"verb": "ListRecords", **PREFIX, "until": "1999-01-01"}, "noRecordsMatch"),
        ({"verb": "GetRecord", "identifier": NAME.format("AP-2"), **PREFIX}, "idDoesNotExist"),
        ({"verb": "GetRecord", "identifier": "oai:elsewhere.example:AP-TH-2012-001", **PREFIX}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": "ap-th-2012-001\x01"}, "idDoesNotExist"),
        ({"verb": "ListRecords", "resumptionToken": "!"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "bnVsbA"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "WyIxIixudWxsLG51bGwsIiIsIngiLDEsMSwxXQ"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "ผึ้ง"}, "badResumptionToken"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListMetadataFormats", "identifier": NAME.format("ap-th-2012-001")}, None),
    ],
)  # fmt: skip
def test_every_error_has_its_code(arguments: dict[str, Any], code: str | None) -> None:
    honey()
    document = answer(**arguments)
    assert error_of(document) == code
    attributes = document.find(f"{OAI}request").attrib
    assert bool(attributes) == (code not in {"badVerb", "badArgument"})
    assert document.findtext(f"{OAI}request") == "http://testserver/oai"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document.findtext(f"{OAI}responseDate"))
    told = Client().post("/oai", arguments)
    assert (told.status_code, error_of(etree.fromstring(told.content))) == (200, code)


def test_a_host_that_is_no_domain_gives_identifiers_without_the_scheme_s_promise(settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
    honey()
    assert list(listed()) == ["oai:127.0.0.1:AP-TH-2012-001"]
    assert b"oai-identifier" not in Client().get("/oai?verb=Identify").content
