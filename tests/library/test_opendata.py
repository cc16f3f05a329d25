"""Cases as open data: API, files, citations, feed. What is hidden stays hidden: tests/cms/test_open_exits.py."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from lxml import etree

from library.exporting import export_cases
from library.lines import write_line
from library.models import CasePage, CaseReference, CaseSDG, CaseTopic, Disclosure
from search.models import Concept, ConceptLabel
from tests.factories import case, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

ATOM = "{http://www.w3.org/2005/Atom}"


def body(response: Any) -> str:
    content = b"".join(response) if response.streaming else response.content
    return content.decode()


@pytest.fixture
def honey() -> CasePage:
    """In Thai and Lao, the Thai first."""
    page = case(
        code="AP-TH-2012-001", language="th", title="น้ำผึ้งป่าห้วยหินลาดใน", summary="เก็บโดยไม่ทำลายรัง",
        sections=[{"name": "practice", "text": "ชาวบ้านเก็บน้ำผึ้ง"}], tags=["น้ำผึ้ง"], evidence="promising",
        themes=["natural-resources"], countries=["TH"], published_on="2012-11-20",
    )  # fmt: skip
    case(code="AP-TH-2012-001", language="lo", title="ນ້ຳເຜິ້ງປ່າ", summary="ເກັບໂດຍບໍ່ທຳລາຍຮັງ", tags=["ນ້ຳເຜິ້ງ"])
    return page


def with_template(page: CasePage, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(page, name, value)
    page.save_revision().publish()


# API


def test_a_practice_is_one_thing_with_all_its_languages(client: Client, honey: CasePage) -> None:
    found = client.get("/api/v1/cases/ap-th-2012-001").json()
    assert (found["code"], found["original_language"]) == ("AP-TH-2012-001", "th")
    assert (found["themes"], found["countries"], found["evidence"]) == (["natural-resources"], ["TH"], "promising")
    assert found["published_on"] == "2012-11-20"
    assert found["licence"] == {
        "code": "CC-BY-4.0",
        "name": "CC BY 4.0",
        "url": "https://creativecommons.org/licenses/by/4.0/",
    }
    thai, lao = found["versions"]
    assert (thai["language"], thai["title"]) == ("th", "น้ำผึ้งป่าห้วยหินลาดใน")
    assert thai["sections"] == [{"name": "practice", "text": "ชาวบ้านเก็บน้ำผึ้ง"}]
    assert (lao["language"], lao["title"], lao["tags"]) == ("lo", "ນ້ຳເຜິ້ງປ່າ", ["ນ້ຳເຜິ້ງ"])
    assert lao["url"] == "http://testserver/lo/library/ap-th-2012-001/"
    for address in found["formats"].values():
        assert client.get(address).status_code == 200


def test_the_facts_of_the_template_are_told_and_the_place_no_finer_than_it_may_be(
    client: Client, honey: CasePage
) -> None:
    concept = Concept.objects.create(code="honey", uri="http://aims.fao.org/aos/agrovoc/c_3654")
    ConceptLabel.objects.create(concept=concept, language="th", text="น้ำผึ้ง")
    honey.topics = [CaseTopic(concept=concept)]
    honey.sdgs = [CaseSDG(number=15)]
    honey.references = [CaseReference(title="Honey of the Karen", url="https://example.org/honey", year=2014)]
    with_template(
        honey, doi="10.1234/honey", local_name="Xoj", local_name_language="ksw", province="เชียงราย",
        village="ห้วยหินลาดใน", latitude="19.5", longitude="99.5", place_precision="district", since_year=1993,
        consent_note="secret of the editors", funding_project="IFAD 1234",
    )  # fmt: skip
    answer = client.get("/api/v1/cases/AP-TH-2012-001").content.decode()
    found = json.loads(answer)
    assert found["place"]["province"] == "เชียงราย"
    assert found["place"]["village"] is found["place"]["latitude"] is None
    assert (found["doi"], found["local_name"], found["since_year"]) == ("10.1234/honey", "Xoj", 1993)
    assert found["topics"] == [{"code": "honey", "uri": concept.uri, "labels": {"th": "น้ำผึ้ง"}}]
    assert (found["sdgs"], found["references"][0]["year"]) == ([15], 2014)
    described = client.get("/api/v1/cases/AP-TH-2012-001.jsonld").json()
    assert [term["termCode"] for term in described["about"]] == ["natural-resources", "c_3654", "15"]
    assert described["sameAs"] == "https://doi.org/10.1234/honey"
    assert described["temporalCoverage"] == "1993/.."
    assert described["alternateName"] == ["Xoj"]
    assert [place["name"] for place in described["spatialCoverage"]] == ["ไทย", "เชียงราย"]
    assert described["citation"][0]["url"] == "https://example.org/honey"
    page = client.get("/th/library/ap-th-2012-001/")
    assert '<https://doi.org/10.1234/honey>; rel="cite-as"' in page["Link"]
    harvested = client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").content.decode()
    everything = answer + json.dumps(described, ensure_ascii=False) + page.content.decode() + harvested
    for hidden in ("secret of the editors", "99.5"):
        assert hidden not in everything
    assert "<dc:identifier>https://doi.org/10.1234/honey</dc:identifier>" in harvested
    assert '<dc:title xml:lang="ksw">Xoj</dc:title>' in harvested
    for exit_ in ("", ".jsonld"):
        assert "ห้วยหินลาดใน" not in client.get(f"/api/v1/cases/AP-TH-2012-001{exit_}").content.decode().replace(
            honey.title, ""
        )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["AP-TH-2012-001", "AP-VN-1"]),
        ("theme=finance-ict", ["AP-VN-1"]),
        ("theme=finance-ict&theme=natural-resources", ["AP-TH-2012-001", "AP-VN-1"]),
        ("country=th", ["AP-TH-2012-001"]),
        ("lang=lo", ["AP-TH-2012-001"]),
        ("tag=ນ້ຳເຜິ້ງ", ["AP-TH-2012-001"]),
        ("lang=th&tag=ນ້ຳເຜິ້ງ", []),
        ("evidence=promising", ["AP-TH-2012-001"]),
        ("country=VN&theme=natural-resources", []),
        ("after=ap-th-2012-001", ["AP-VN-1"]),
        ("theme=", ["AP-TH-2012-001", "AP-VN-1"]),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(
    client: Client, honey: CasePage, query: str, expected: list[str]
) -> None:
    case(code="AP-VN-1", language="vi", title="Tiết kiệm", themes=["finance-ict"], countries=["VN"])
    assert [row["code"] for row in client.get(f"/api/v1/cases?{query}").json()["results"]] == expected


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("theme=x", "theme"), ("country=ZZ", "country"), ("lang=xx", "lang"), ("evidence=sure", "evidence"),
     ("changed_since=yesterday", "changed_since"), ("changed_since=2026-02-30", "changed_since"),
     ("page_size=0", "page_size"), ("page_size=101", "page_size"), ("page_size=many", "page_size"),
     (f"tag={'x' * 101}", "tag")],
)  # fmt: skip
def test_what_makes_no_sense_is_named(client: Client, query: str, parameter: str) -> None:
    response = client.get(f"/api/v1/cases?{query}", headers={"accept-language": "th"})
    assert response.status_code == 422
    assert [problem["loc"] for problem in response.json()["detail"]] == [["query", parameter]]


def test_pages_follow_one_another_while_cases_come_and_go(client: Client) -> None:
    for number in range(5):
        case(code=f"AP-{number}", countries=["TH"])
    first = client.get("/api/v1/cases?page_size=2&country=TH").json()
    CasePage.objects.get(code="AP-0").unpublish()
    case(code="AP-00", countries=["TH"])
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    codes = [row["code"] for page in (first, second, third) for row in page["results"]]
    assert codes == ["AP-0", "AP-1", "AP-2", "AP-3", "AP-4"]
    assert third["next"] is None


def test_what_changed_since_can_be_asked(client: Client, honey: CasePage) -> None:
    changed = client.get("/api/v1/cases/AP-TH-2012-001").json()["changed_at"]
    assert len(client.get(f"/api/v1/cases?changed_since={changed}").json()["results"]) == 1
    later = (datetime.now(UTC) + timedelta(days=2)).date()
    assert client.get(f"/api/v1/cases?changed_since={later}").json()["results"] == []


def test_a_practice_that_is_gone_is_said_to_be_gone(client: Client, honey: CasePage) -> None:
    for page in CasePage.objects.filter(code="AP-TH-2012-001"):
        page.unpublish()
    assert client.get("/api/v1/cases/AP-TH-2012-001").status_code == 410
    assert client.get("/api/v1/cases/AP-TH-2012-002").status_code == 404
    assert client.get("/api/v1/cases/AP-TH-2012-001.bib").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/api/v1/cases", "/api/v1/cases.csv", "/api/v1/cases.jsonl", "/sitemap-cases.xml", "/en/feeds/cases.atom",
     "/oai?verb=ListRecords&metadataPrefix=oai_dc"],
)  # fmt: skip
def test_the_number_of_queries_does_not_grow_with_the_cases(
    client: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(2):
        case(code=f"AP-{number}", themes=["finance-ict"], countries=["VN"], tags=["loan"])
    body(client.get(address))
    with django_assert_max_num_queries(22) as few:  # lines of the whole template: a query each of its sixteen rows
        body(client.get(address))
    for number in range(2, 8):
        case(code=f"AP-{number}", language="th", themes=["natural-resources"], countries=["TH", "LA"], tags=["ป่า"])
        case(code=f"AP-{number}", language="lo")
    with django_assert_max_num_queries(len(few)):
        body(client.get(address))


# Any open address


ADDRESSES = (
    "/api/v1/cases", "/api/v1/cases/AP-TH-2012-001", "/api/v1/cases.csv", "/api/v1/cases.jsonl",
    "/api/v1/cases/AP-TH-2012-001.bib", "/api/v1/cases/AP-TH-2012-001.jsonld", "/th/feeds/cases.atom",
    "/sitemap.xml", "/sitemap-cases.xml",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_answer_is_not_sent_again_and_a_changed_one_is(
    client: Client, honey: CasePage, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, no-cache"
    body(response)
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    honey.title = "น้ำผึ้งใหม่"
    honey.save_revision().publish()
    if not address.startswith("/sitemap"):  # days, not seconds
        assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 200


@pytest.mark.parametrize("address", [*ADDRESSES, "/oai?verb=Identify", "/robots.txt"])
def test_head_says_what_get_says(client: Client, honey: CasePage, address: str) -> None:
    asked, told = client.get(address), client.head(address)
    assert (told.status_code, told["Content-Type"]) == (asked.status_code, asked["Content-Type"])
    if "oai" not in address and "robots" not in address:
        assert told["ETag"] == asked["ETag"]
    assert not body(told)


@pytest.mark.parametrize("address", [*ADDRESSES, "/oai?verb=Identify"])
def test_pages_of_other_sites_may_read_it_and_a_session_changes_nothing(
    client: Client, honey: CasePage, address: str
) -> None:
    stranger = client.get(address)
    assert stranger["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in stranger
    client.force_login(user(is_staff=True, is_superuser=True))
    known = client.get(address)
    assert "sessionid" not in known.cookies
    if "oai" not in address:
        assert body(known) == body(stranger)


def test_search_answers_head_and_is_open_to_other_sites_for_nobody_in_particular(client: Client) -> None:
    response = client.head("/api/v1/search", {"q": "honey"})
    assert response.status_code == 200
    assert not response.content
    assert client.get("/api/v1/search")["Access-Control-Allow-Origin"] == "*"
    asked = client.options("/api/v1/cases", headers={"access-control-request-method": "GET", "origin": "https://x.org"})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")
    client.force_login(user())
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/search")


# Files


def test_the_json_lines_are_those_of_the_export(client: Client, honey: CasePage) -> None:
    case(code="AP-VN-1", language="vi", title="Tiết kiệm", countries=["VN"])
    lines = [write_line(line) for line in export_cases(user=AnonymousUser())]
    assert body(client.get("/api/v1/cases.jsonl")) == "".join(f"{line}\n" for line in lines)
    assert body(client.get("/api/v1/cases.jsonl?lang=vi")) == f"{lines[-1]}\n"


def test_the_table_opens_in_excel_and_runs_no_formula(client: Client, honey: CasePage) -> None:
    nasty = ['=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(A1)", "\t=1", "＝1"]
    for number, title in enumerate(nasty):
        case(code=f"X-{number}", title=title.strip(), summary='say "hi",\nsecond line')
    response = client.get("/api/v1/cases.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    raw = b"".join(response)
    assert raw.startswith(b"\xef\xbb\xbfcode,language,")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows[0] | {"body": ""} == {
        "code": "AP-TH-2012-001", "language": "th", "title": "น้ำผึ้งป่าห้วยหินลาดใน", "summary": "เก็บโดยไม่ทำลายรัง",
        "body": "",
        "themes": "natural-resources", "countries": "TH", "tags": "น้ำผึ้ง", "evidence": "promising",
        "published_on": "2012-11-20", "licence": "CC-BY-4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "url": "http://testserver/th/library/ap-th-2012-001/",
    }  # fmt: skip
    for row in rows[2:]:
        assert row["title"].startswith("'")
        assert row["summary"] == 'say "hi",\nsecond line'
    assert client.get("/api/v1/cases.csv?theme=nonsense").status_code == 422


def test_files_are_written_while_they_are_sent(client: Client, honey: CasePage) -> None:
    for address in ("/api/v1/cases.csv", "/api/v1/cases.jsonl"):
        response = client.get(address)
        assert response.streaming
        assert "Content-Length" not in response


# Citations


def test_a_bibtex_title_keeps_its_letters_and_its_signs_do_no_harm(client: Client) -> None:
    case(code="AP_1", language="lo", title="ນ້ຳ {ໃນ} 100% & #1_a\\b ~^$", published_on="2012-11-20")
    text = client.get("/api/v1/cases/AP_1.bib").content.decode()
    assert text.startswith("@misc{AP_1,\n")
    assert (
        r"title = {{ນ້ຳ \textbraceleft{}ໃນ\textbraceright{} 100\% \& \#1\_a\textbackslash{}b "
        r"\textasciitilde{}\textasciicircum{}\$}}"
    ) in text
    assert text.count("{") == text.count("}")
    assert "  year = {2012},\n" in text
    assert "  month = nov,\n" in text
    assert "CC BY 4.0" in text


def test_a_citation_is_of_the_language_that_is_asked_for(client: Client, honey: CasePage) -> None:
    ris = client.get("/api/v1/cases/AP-TH-2012-001.ris?lang=lo").content.decode()
    assert "TI  - ນ້ຳເຜິ້ງປ່າ\r\n" in ris
    assert "LA  - lo\r\n" in ris
    assert ris.startswith("TY  - ELEC\r\n")
    assert ris.endswith("ER  - \r\n")
    assert "TI  - น้ำผึ้งป่าห้วยหินลาดใน\r\n" in client.get("/api/v1/cases/AP-TH-2012-001.ris?lang=vi").content.decode()


def test_a_line_break_in_a_summary_breaks_no_ris_line(client: Client) -> None:
    case(code="AP-1", title="Rice", summary="one\ntwo\nER  - \nTY  - BOOK")
    lines = client.get("/api/v1/cases/AP-1.ris").content.decode().split("\r\n")
    assert "AB  - one two ER - TY - BOOK" in lines
    assert sum(line.startswith("TY  -") for line in lines) == 1


def test_csl_json_is_one_item_with_its_date_in_parts(client: Client, honey: CasePage) -> None:
    response = client.get("/api/v1/cases/AP-TH-2012-001.csl.json")
    assert "น้ำผึ้ง" in response.content.decode()
    (item,) = response.json()
    assert item["issued"] == {"date-parts": [[2012, 11, 20]]}
    assert (item["type"], item["language"], item["title"]) == ("webpage", "th", "น้ำผึ้งป่าห้วยหินลาดใน")


# The case's page and the shelf


def test_a_page_describes_itself_and_no_title_can_end_the_description(client: Client) -> None:
    title = "</script><script>alert(1)</script>&lt;"
    case(code="AP-1", language="en", title=title)
    html = client.get("/en/library/ap-1/").content.decode()
    assert "<script>alert" not in html
    (inside,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert json.loads(inside)["name"] == title
    assert json.loads(inside) == client.get("/api/v1/cases/AP-1.jsonld").json()


def test_a_translation_points_at_its_original_and_the_original_at_its_translations(
    client: Client, honey: CasePage
) -> None:
    lao = client.get("/api/v1/cases/AP-TH-2012-001.jsonld?lang=lo").json()
    assert lao["translationOfWork"]["@id"] == "http://testserver/th/library/ap-th-2012-001/"
    assert lao["name"] == "ນ້ຳເຜິ້ງປ່າ"
    thai = client.get("/api/v1/cases/AP-TH-2012-001.jsonld").json()
    assert [one["inLanguage"] for one in thai["workTranslation"]] == ["lo"]


def test_signposts_lead_to_addresses_that_answer_with_what_they_promise(client: Client, honey: CasePage) -> None:
    response = client.get("/lo/library/ap-th-2012-001/")
    links = re.findall(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?', response["Link"])
    by_relation: dict[str, list[str]] = {}
    for address, relation, kind in links:
        by_relation.setdefault(relation, []).append(address)
        if relation == "describedby":
            assert client.get(address)["Content-Type"].startswith(kind)
    assert by_relation["cite-as"] == ["http://testserver/th/library/ap-th-2012-001/"]
    assert by_relation["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert len(by_relation["describedby"]) == 5
    assert '<meta name="DC.title" lang="lo" content="ນ້ຳເຜິ້ງປ່າ">' in response.content.decode()


def test_a_page_for_members_offers_nothing_to_machines(client: Client, honey: CasePage) -> None:
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=honey, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(user())
    response = client.get("/th/library/ap-th-2012-001/")
    assert response.status_code == 200
    assert "Link" not in response
    assert "ld+json" not in response.content.decode()


def test_the_shelf_leads_to_its_feed_and_files_with_its_filters(client: Client, honey: CasePage) -> None:
    html = client.get("/th/library/?theme=natural-resources&country=TH").content.decode()
    question = "?theme=natural-resources&amp;country=TH"
    assert f'type="application/atom+xml" href="/th/feeds/cases.atom{question}"' in html
    assert f'href="/api/v1/cases.csv{question}"' in html


# The feed


def test_the_feed_has_each_practice_once_in_the_reader_s_language(client: Client, honey: CasePage) -> None:
    case(code="AP-VN-1", language="vi", title="Lúa & <tôm>", summary="a < b", countries=["VN"])
    response = client.get("/lo/feeds/cases.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not response.cookies
    feed = etree.fromstring(response.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Lúa & <tôm>", "ນ້ຳເຜິ້ງປ່າ"]
    assert entries[1].get("{http://www.w3.org/XML/1998/namespace}lang") == "lo"
    assert entries[0].find(f"{ATOM}link").get("href") == "http://testserver/lo/library/ap-vn-1/"
    assert entries[0].findtext(f"{ATOM}summary") == "a &lt; b"
    assert "CC BY 4.0" in entries[0].findtext(f"{ATOM}rights")
    narrowed = etree.fromstring(client.get("/en/feeds/cases.atom?lang=th").content)
    assert [one.findtext(f"{ATOM}title") for one in narrowed.findall(f"{ATOM}entry")] == [honey.title]
    assert narrowed.findtext(f"{ATOM}id") != feed.findtext(f"{ATOM}id")
    assert client.get("/en/feeds/cases.atom?theme=nonsense").status_code == 404


def test_an_empty_feed_is_a_feed(client: Client) -> None:
    assert etree.fromstring(client.get("/en/feeds/cases.atom").content).findall(f"{ATOM}entry") == []


def test_a_control_character_in_a_title_breaks_no_exit(client: Client, honey: CasePage) -> None:
    CasePage.objects.filter(pk=honey.pk).update(title="น้ำ\x0bผึ้ง\ufffe")
    for address in ("/th/feeds/cases.atom", "/oai?verb=ListRecords&metadataPrefix=oai_dc"):
        assert "น้ำ ผึ้ง" in "".join(etree.fromstring(client.get(address).content).itertext())


def test_a_new_installation_has_nothing_to_tell(client: Client) -> None:
    assert not Disclosure.objects.exists()
    assert client.get("/api/v1/cases").json() == {"results": [], "next": None}
    assert body(client.get("/api/v1/cases.jsonl")) == ""
    assert body(client.get("/api/v1/cases.csv")).count("\n") == 1
