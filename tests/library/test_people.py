"""Champions and organisations as visitors, members and editors meet them: nobody is shown further than they agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction
from wagtail_localize.models import Translation, TranslationSource

from library.models import (
    CasePage,
    CasePerson,
    Champion,
    ChampionText,
    ChampionTraining,
    Organisation,
    OrganisationName,
)
from library.models.consent_level import may_see
from library.tree import locale_of
from search import changes, rebuilding
from search.engines import engine
from tests.factories import case, user
from tests.factories.directory import champion, concept, organisation, person_of
from tests.factories.pictures import picture

pytestmark = pytest.mark.django_db

READERS = ("visitor", "member", "editor")
SEEN = {"public": READERS, "members": ("member", "editor"), "none": ()}
PRIVATE = ("private-honey@secret.example", "account-honey@secret.example")


class Reader(Client):
    """Somebody with a browser."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.person: Any = AnonymousUser()
        if kind != "visitor":
            self.person = user(is_staff=kind == "editor")
            self.force_login(self.person)

    def read(self, path: str, **parameters: str) -> str:
        return self.get(path, parameters).content.decode()


@pytest.fixture
def world(outline: None) -> Iterator[dict[str, Any]]:
    """One champion and one organisation of each consent, with words of their own, in one public case."""
    cache.clear()
    page = case(code="AP-TH-2012-001", title="Forest honey", body="Bees and trees.")
    made: dict[str, Any] = {"case": page}
    for consent in SEEN:
        house = organisation(
            {"en": f"House{consent} cooperative", "th": f"สหกรณ์บ้าน House{consent}"},
            consent=consent,
            code=f"house-{consent}",
            country_id="TH",
            is_host=True,
        )
        person = champion(
            f"Anong Person{consent}",
            consent=consent,
            code=f"person-{consent}",
            organisation=house,
            country_id="TH",
            offers_visits=True,
            account=user(email=f"{consent}-{PRIVATE[1]}"),
            private_email=f"{consent}-{PRIVATE[0]}",
            texts={
                "en": {"headline": f"The head{consent} keeper", "teaches": f"Keeping teach{consent} bees"},
                "lo": {"name": f"ອານົງ Person{consent}", "teaches": "ລ້ຽງເຜິ້ງ"},
            },
            languages=("th", "lo"),
            topics=(concept(en=f"Topic{consent}", th="น้ำผึ้ง"),),
        )
        person_of(page, champion=person, role=CasePerson.Role.CHAMPION)
        person_of(page, organisation=house, role=CasePerson.Role.HOST)
        made[consent] = person
    changes.drain(wait=True)
    yield made
    cache.clear()


EXITS: dict[str, Callable[[Reader, str], str]] = {
    "directory of people": lambda reader, consent: reader.read("/en/library/people/"),
    "directory, narrowed": lambda reader, consent: reader.read(
        "/en/library/people/", country="TH", offers="offers_visits", language="lo"
    ),
    "directory in Lao": lambda reader, consent: reader.read("/lo/library/people/"),
    "directory of organisations": lambda reader, consent: reader.read("/en/library/organisations/"),
    "organisations, narrowed": lambda reader, consent: reader.read(
        "/th/library/organisations/", kind="cooperative", role="is_host"
    ),
    "a champion's page": lambda reader, consent: reader.read(f"/en/library/people/person-{consent}/"),
    "a champion's page in Lao": lambda reader, consent: reader.read(f"/lo/library/people/person-{consent}/"),
    "the form of a letter": lambda reader, consent: reader.read(f"/en/library/people/person-{consent}/write/"),
    "the switch": lambda reader, consent: reader.read(f"/en/library/people/person-{consent}/letters/"),
    "an organisation's page": lambda reader, consent: reader.read(f"/en/library/organisations/house-{consent}/"),
    "the case": lambda reader, consent: reader.read("/en/library/ap-th-2012-001/"),
    "the case in another language": lambda reader, consent: reader.read("/th/library/ap-th-2012-001/"),
    "search API, name": lambda reader, consent: reader.read("/api/v1/search", q=f"Person{consent}", expand="no"),
    "search API, teaching": lambda reader, consent: reader.read("/api/v1/search", q=f"bees teach{consent}"),
    "search API, organisation": lambda reader, consent: reader.read("/api/v1/search", q=f"House{consent}"),
    "search API, topic": lambda reader, consent: reader.read("/api/v1/search", q=f"topic{consent}"),
    "search API, everything": lambda reader, consent: reader.read("/api/v1/search", page_size="100"),
    "search API, by": lambda reader, consent: reader.read("/api/v1/search", q="by:Anong"),
    "search API, kind": lambda reader, consent: reader.read("/api/v1/search", type="champion"),
    "search page, name": lambda reader, consent: reader.read("/en/search/", q="Anong"),
    "search page, kind": lambda reader, consent: reader.read("/en/search/", type="organisation"),
    "search page in Lao": lambda reader, consent: reader.read("/lo/search/", q="ອານົງ"),
    "misspelled": lambda reader, consent: reader.read("/en/search/", q=f"Person{consent[:-1]}x"),
    "suggestions of people": lambda reader, consent: reader.read("/api/v1/suggest", q="anon"),
    "suggestions of titles": lambda reader, consent: reader.read("/api/v1/suggest", q=f"person{consent}"[:10]),
    "suggestions of organisations": lambda reader, consent: reader.read("/api/v1/suggest", q="house"),
}


TYPED = (
    "a champion's page",
    "a champion's page in Lao",
    "the form of a letter",
    "the switch",
    "an organisation's page",
)
"""Their own address is in the language menu of "not found"."""


def _said(text: str, consent: str, leaving: str = "") -> list[str]:
    """What `text` tells of the people and the organisation of this consent, beside the address that was typed."""
    plain = text.replace("<mark>", "").replace("</mark>", "")
    words = ["Anong Person{}", "ອານົງ Person{}", "The head{} keeper", "Keeping teach{}"]
    words += ["House{} cooperative", "สหกรณ์บ้าน House{}"]
    if leaving not in TYPED:
        words += ["/people/person-{}/", "/organisations/house-{}/"]
    return [word.format(consent) for word in words if word.format(consent) in plain]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("consent", SEEN)
def test_no_exit_shows_anybody_further_than_they_agreed(world: dict[str, Any], reader: str, consent: str) -> None:
    client = Reader(reader)
    told = {leaving: _said(ask(client, consent), consent, leaving) for leaving, ask in EXITS.items()}
    if reader in SEEN[consent]:
        silent = {leaving for leaving, words in told.items() if not words}
        # Those two need somebody who is signed in, and the champion themselves.
        assert silent - {"misspelled", "search API, topic"} <= {"the form of a letter", "the switch"}, silent
    else:
        assert not any(told.values()), {leaving: words for leaving, words in told.items() if words}


@pytest.mark.parametrize("reader", READERS)
def test_no_exit_shows_an_address_of_anybody(world: dict[str, Any], reader: str) -> None:
    client = Reader(reader)
    for consent in SEEN:
        for leaving, ask in EXITS.items():
            assert "secret.example" not in ask(client, consent), leaving
    assert engine().fingerprints()
    for kind in ("champion", "organisation", "case"):
        assert "secret.example" not in client.read("/api/v1/search", q="secret.example", type=kind)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("consent", SEEN)
@pytest.mark.parametrize("make", [champion, organisation])
def test_the_queryset_and_the_check_are_one_rule(make: Callable[..., Any], consent: str, reader: str) -> None:
    made = make(consent=consent)
    person = Reader(reader).person
    assert type(made).objects.visible_to(person).exists() == may_see(person, consent) == (reader in SEEN[consent])


def test_counts_of_filters_are_of_what_this_reader_may_see(world: dict[str, Any]) -> None:
    for reader, number in (("visitor", 1), ("member", 2), ("editor", 2)):
        for path in ("/en/library/people/", "/en/library/organisations/"):
            facets = Reader(reader).get(path).context["facets"]
            country = next(facet for facet in facets if facet["field"] == "country")
            assert [value["count"] for value in country["values"]] == [number]
    topics = Reader("visitor").get("/en/library/people/").context["facets"][0]["values"]
    assert [value["label"] for value in topics] == ["Topicpublic"]


def test_a_name_for_members_is_in_no_document_that_visitors_find(world: dict[str, Any]) -> None:
    found = Client().get("/api/v1/search", {"q": "by:Anong", "type": "case"}).json()
    assert found["count"] == 1  # by the public name
    assert Client().get("/api/v1/search", {"q": "by:Personmembers"}).json()["count"] == 0
    PageViewRestriction.objects.create(page=world["case"], restriction_type="login")
    changes.drain(wait=True)
    hits = Reader("member").get("/api/v1/search", {"q": "by:Personmembers", "type": "case"}).json()
    assert hits["count"] == 1
    assert Reader("member").get("/api/v1/search", {"q": "by:Personnone"}).json()["count"] == 0


def test_who_withdraws_consent_is_gone_at_once_also_before_the_index_knows(world: dict[str, Any]) -> None:
    Champion.objects.filter(pk=world["public"].pk).update(consent="none")
    client = Reader("editor")
    assert client.get("/en/library/people/person-public/").status_code == 404
    assert "Personpublic" not in client.read("/en/library/ap-th-2012-001/")
    world["public"].refresh_from_db()
    world["public"].save()
    changes.drain(wait=True)
    assert _said(client.read("/api/v1/search", q="Anong"), "public") == []
    assert client.get("/api/v1/search", {"q": "by:Personpublic"}).json()["count"] == 0


def test_a_reader_finds_one_version_the_one_in_their_language(world: dict[str, Any]) -> None:
    for language, title in (("en", "Anong Personpublic"), ("lo", "ອານົງ Personpublic")):
        hits = (
            Client()
            .get("/api/v1/search", {"q": "Personpublic", "type": "champion"}, headers={"accept-language": language})
            .json()["results"]
        )
        assert [(hit["title"], hit["url"]) for hit in hits] == [
            (title, f"/{language}/library/people/person-public/")
        ], hits


def test_a_page_says_things_in_the_reader_s_language_and_marks_what_is_not(client: Client, outline: None) -> None:
    champion(
        "บุญมี",
        code="bounmy",
        texts={"th": {"teaches": "เลี้ยงผึ้ง"}, "lo": {"name": "ບຸນມີ", "teaches": "ລ້ຽງເຜິ້ງ"}},
        topics=(concept(th="น้ำผึ้ง", lo="ນ້ຳເຜິ້ງ", vi="Mật ong"),),
    )
    lao = client.get("/lo/library/people/bounmy/").content.decode()
    assert "ບຸນມີ" in lao
    assert "ລ້ຽງເຜິ້ງ" in lao
    assert "ນ້ຳເຜິ້ງ" in lao
    vietnamese = client.get("/vi/library/people/bounmy/").content.decode()
    assert "บุญมี" in vietnamese
    assert 'lang="th"' in vietnamese
    assert "language-mark" in vietnamese
    assert "Mật ong" in vietnamese


@pytest.mark.parametrize(("reader", "name"), [("th", "ปกาเกอะญอ"), ("lo", "ກະຫຼ່ຽງ"), ("en", "Karen"), ("vi", "Karen")])
def test_a_language_that_no_standard_table_names_has_its_name(
    client: Client, outline: None, reader: str, name: str
) -> None:
    one = champion(languages=("ksw",))
    assert name in client.get(f"/{reader}/library/people/{one.code}/").content.decode()
    assert [card["name"] for card in client.get(f"/{reader}/library/people/?language=ksw").context["cards"]] == [
        one.name
    ]


def test_a_photo_is_shown_only_with_consent(client: Client, outline: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    shown = champion(code="shown", photo=picture("portrait"), photo_consent=True)
    hidden = champion(code="hidden", photo=picture("secretportrait"), photo_consent=False)
    for one, expected in ((shown, True), (hidden, False)):
        assert ("<img" in client.get(f"/en/library/people/{one.code}/").content.decode()) is expected
    assert "secretportrait" not in client.get("/en/library/people/").content.decode()


def test_filters_narrow_and_unknown_ones_are_named_and_left_out(client: Client, outline: None) -> None:
    bees, rice = concept(en="Bees"), concept(en="Rice")
    champion("One", topics=(bees,), country_id="TH", languages=("th",), offers_calls=True)
    champion("Two", topics=(bees, rice), country_id="LA", languages=("lo", "hmn"))

    def names(query: str) -> set[str]:
        return {card["name"] for card in client.get(f"/en/library/people/?{query}").context["cards"]}

    assert names("") == {"One", "Two"}
    assert names(f"topic={rice.code}") == {"Two"}
    assert names(f"topic={bees.code}&country=TH") == {"One"}
    assert names("language=hmn") == {"Two"}
    assert names("offers=offers_calls") == {"One"}
    assert names("offers=private_email&country=XX&topic=nothing&language=zzzzz") == {"One", "Two"}
    page = client.get("/en/library/people/?offers=private_email&country=XX").content.decode()
    assert "private_email" in page  # named as unknown
    organisation({"en": "Alpha"}, kind="ngo", is_funder=True)
    organisation({"en": "Beta"}, kind="project", country_id="VN")
    for query, expected in (("kind=ngo", {"Alpha"}), ("role=is_funder", {"Alpha"}), ("country=VN", {"Beta"})):
        found = client.get(f"/en/library/organisations/?{query}").context["cards"]
        assert {card["name"] for card in found} == expected


@pytest.mark.parametrize(
    "path", ["people/", "organisations/", "organisations/house/", "people/bee/", "ap-xx-2020-001/"]
)
def test_the_number_of_queries_does_not_grow(
    client: Client, outline: None, django_assert_max_num_queries: Any, path: str
) -> None:
    house = organisation(code="house")
    page = case(code="AP-XX-2020-001")
    bee = champion(code="bee", organisation=house)

    def more(number: int) -> None:
        for _each in range(number):
            part = organisation(parent=house, country_id="LA")
            one = champion(
                organisation=house, country_id="TH", topics=(concept(en="a"), concept(th="ข")), languages=("th", "lo")
            )
            person_of(page, champion=one)
            person_of(page, organisation=part)
            person_of(case(), champion=bee)
            person_of(case(), organisation=house)

    more(2)
    client.get(f"/en/library/{path}")
    with django_assert_max_num_queries(25) as few:
        client.get(f"/en/library/{path}")
    more(8)
    with django_assert_max_num_queries(len(few)):
        client.get(f"/en/library/{path}")


def test_deleting_what_is_in_use_loses_nothing_else(outline: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    portrait, logo = picture("portrait"), picture("logo")
    house = organisation(logo=logo)
    part = organisation(parent=house)
    account = user()
    one = champion("ບຸນມີ", photo=portrait, organisation=house, account=account)
    page = case(title="Honey")
    person_of(page, champion=one)
    person_of(page, organisation=house, role="host")
    changes.drain(wait=True)
    Image.objects.all().delete()
    account.delete()
    house.delete()
    one.refresh_from_db()
    part.refresh_from_db()
    assert (one.photo_id, one.organisation_id, one.account_id, part.parent_id) == (None, None, None, None)
    one.delete()
    changes.drain(wait=True)
    page = CasePage.objects.get(pk=page.pk)
    assert page.live
    assert {(row.role, row.champion_id, row.organisation_id) for row in page.people.all()} == {
        ("champion", None, None),
        ("host", None, None),
    }
    page.people.first().full_clean()  # an editor can save the case as before
    page.save_revision().publish()
    assert Client().get("/en/library/" + page.slug + "/").status_code == 200
    assert Client().get("/api/v1/search", {"q": "ບຸນມີ"}).json()["count"] == 0


def test_a_draft_that_names_somebody_who_was_deleted_meanwhile_can_be_published(outline: None) -> None:
    page = case(title="Honey")
    one = champion("Somebody")
    page.people.add(CasePerson(champion=one, role="champion"))
    revision = page.save_revision()
    one.delete()
    revision.publish()
    page = CasePage.objects.get(pk=page.pk)
    assert [row.champion_id for row in page.people.all()] == [None]


def test_case_people_are_facts_of_all_languages(outline: None) -> None:
    page = case(code="AP-TH-2012-001", title="Honey")
    one = champion("Somebody")
    person_of(page, champion=one)
    page = CasePage.objects.get(pk=page.pk)
    source, _made = TranslationSource.update_or_create_from_instance(page)
    translated = Translation.objects.create(source=source, target_locale=locale_of("th"))
    translated.save_target(publish=True)
    copy = CasePage.objects.get(translation_key=page.translation_key, locale=locale_of("th"))
    assert [row.champion_id for row in copy.people.all()] == [one.pk]
    case(code="AP-TH-2012-001", language="lo", title="ນ້ຳເຜິ້ງ")
    imported = CasePage.objects.get(translation_key=page.translation_key, locale=locale_of("lo"))
    assert [row.champion_id for row in imported.people.all()] == [one.pk]


def test_codes_are_ascii_and_stay(outline: None) -> None:
    with pytest.raises(ValidationError):
        champion(code="ບຸນມີ").full_clean()
    for made in (champion(code="bounmy"), organisation(code="bounmy")):
        made.code = "other"
        with pytest.raises(ValidationError) as refused:
            made.full_clean()
        assert set(refused.value.message_dict) == {"code"}


def test_no_field_that_is_shown_takes_an_address_or_a_number(outline: None) -> None:
    number = "ໂທ ໐໒໐ ໕໕໑໒ ໓໔໕໖"
    one, house = champion(), organisation()
    rows = [
        (one, ("name", "place")),
        (one.texts.get(), ("name", "headline", "teaches", "availability")),
        (house, ("acronym", "place", "source")),
        (house.names.get(), ("name", "description")),
        (CasePerson(page=case(), name="x"), ("name",)),
    ]
    for row, fields in rows:
        for field in fields:
            setattr(row, field, number)
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert set(refused.value.message_dict) >= set(fields)


def test_an_organisation_is_not_a_part_of_itself(outline: None) -> None:
    top, middle = organisation(), organisation()
    middle.parent = top
    middle.full_clean()
    middle.save()
    top.parent = middle
    with pytest.raises(ValidationError):
        top.full_clean()


def test_search_and_database_agree(world: dict[str, Any]) -> None:
    expected = set(ChampionText.objects.exclude(champion__consent="none").values_list("pk", flat=True))
    keys = [key for key, _print in engine().fingerprints()]
    assert {number for kind, number in keys if kind == "champion"} == expected
    assert {number for kind, number in keys if kind == "organisation"} == set(
        OrganisationName.objects.exclude(organisation__consent="none").values_list("pk", flat=True)
    )
    Organisation.objects.get(code="house-public").delete()
    Champion.objects.get(code="person-public").delete()
    changes.drain(wait=True)
    assert rebuilding.compare().differences == []
    keys = [key for key, _print in engine().fingerprints()]
    assert {number for kind, number in keys if kind == "champion"} == set(
        ChampionText.objects.filter(champion__code="person-members").values_list("pk", flat=True)
    )


def test_a_certificate_is_shown_to_whoever_may_open_it(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    person = champion("ບຸນມີ", code="bounmy")
    closed = Collection.get_first_root_node().add_child(name="Closed")
    for name, collection in (("open.pdf", Collection.get_first_root_node()), ("closed.pdf", closed)):
        paper = Document.objects.create(title=name, file=ContentFile(b"x", name=name), collection=collection)
        ChampionTraining.objects.create(champion=person, kind="trainer", certificate=paper)
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    address = "/lo/library/people/bounmy/"

    def offered() -> list[bool]:
        page = client.get(address).content.decode()
        return [f"/{name}" in page for name in ("open.pdf", "closed.pdf")]

    assert offered() == [True, False]
    client.force_login(user())
    assert offered() == [True, True]
    Document.objects.all().delete()
    assert offered() == [False, False]
    assert ChampionTraining.objects.count() == 2, "a training outlives its paper"
