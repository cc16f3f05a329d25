"""The list of members: names in every script, filters, pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from library.models import Consent
from people.models import Participation, Profile
from people.views.directory import PAGE_SIZE
from tests.factories import profile, user
from tests.factories.directory import champion
from tests.people.showing import reader, teller, things

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

NAMES = ("นางคำ ใจดี", "ນາງ ຄຳ", "Nguyễn Thị Đào", "Kham O’Brien")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("คำ", {"นางคำ ใจดี"}),
        ("ใจดี นาง", {"นางคำ ใจดี"}),
        ("ค\u0e4d\u0e32", {"นางคำ ใจดี"}),  # typed in two strokes
        ("คำ\u200b", {"นางคำ ใจดี"}),
        ("ຄ\u0ecd\u0eb2", {"ນາງ ຄຳ"}),
        ("nguyen dao", {"Nguyễn Thị Đào"}),
        ("ĐÀO", {"Nguyễn Thị Đào"}),
        ("KHAM", {"Kham O’Brien", "ນາງ ຄຳ"}),  # also in the other script
        ("%", set()),
        ("_", set()),
        ("\0", set(NAMES)),
        ("  ", set(NAMES)),
        ("x" * 5000, set()),
    ],
)
def test_people_are_found_by_their_names_however_they_are_typed(asked: str, found: set[str]) -> None:
    for name in NAMES:
        profile(user(name), other_name="Nang Kham" if name == "ນາງ ຄຳ" else "")
    assert reader("member").found(f"q={quote(asked)}") == found


def test_visitors_find_those_who_show_themselves_to_everybody() -> None:
    for level in ("public", "members", "nobody"):
        teller(f"Persona {level}", with_photo=False, me=level)
    assert reader("visitor").found() == {"Persona public"}
    assert reader("visitor").found("q=persona") == {"Persona public"}
    assert reader("staff").found() == {"Persona public", "Persona members"}
    page = Client().get("/en/people/").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert 'href="/en/people/"' in Client().get("/en/communities/").content.decode()


def test_filters_narrow_together_and_count_what_they_find() -> None:
    teller("Both", with_photo=False)
    other = profile(user("Only reads"), languages=("yo",), shows_me="public", shows_languages="public")
    other.languages.update(writes=False)
    writes = profile(user("Only writes"), languages=("yo",), shows_me="public", shows_languages="public")
    writes.languages.update(reads=False)
    asking = reader("visitor")
    assert asking.found("language=yo") == {"Both", "Only reads"}
    assert asking.found("language=yo&theme=bees&country=LA&edition=honey-2015") == {"Both"}
    assert asking.found("language=yo&q=only") == {"Only reads"}
    page = asking.client.get("/en/people/?language=yo&q=only")
    language = next(facet for facet in page.context["facets"] if facet["field"] == "language")
    assert [(value["label"], value["count"], value["url"]) for value in language["values"]] == [
        ("Yoruba", 1, "?q=only")
    ]
    assert "Nobody fits" in asking.client.get("/en/people/?language=yo&q=nobody").content.decode()


def test_only_who_travelled_is_found_by_a_route() -> None:
    shown = teller(with_photo=False)
    asking = reader("visitor")
    assert asking.found("edition=honey-2015") == {shown.user.name}
    Participation.objects.filter(user=shown.user).update(state=Participation.State.SELECTED)
    assert asking.found("edition=honey-2015") == set()
    assert "edition" not in [facet["field"] for facet in asking.client.get("/en/people/").context["facets"]]


def test_champions_are_found_by_those_who_may_know_of_them() -> None:
    for consent in Consent.values:
        champion(account=teller(f"Persona {consent}", with_photo=False).user, consent=consent)
    teller("Persona", with_photo=False)
    assert reader("visitor").found("teaches=champion") == {"Persona public"}
    assert reader("member").found("teaches=champion") == {"Persona public", "Persona members"}


@pytest.mark.parametrize(
    "question",
    [
        "country=XX",
        "country=%00",
        "language=x'y",
        "theme=nothing",
        "edition=99999999999999999999",
        "teaches=user__password",
        "after=-1",
        "after=99999999999999999999999",
        "after=²",
        "q=%FF%FE",
    ],
)
def test_a_question_that_cannot_be_understood_is_left_out(question: str) -> None:
    shown = profile(user("ນາງ ຄຳ"), shows_me="public")
    answer = Client().get(f"/lo/people/?{question}")
    assert answer.status_code == 200
    assert question.startswith("q=") or [card["name"] for card in answer.context["cards"]] == [shown.user.name]


def test_every_member_stands_on_one_page_and_each_costs_the_same(client: Client) -> None:
    client.force_login(user())
    things()

    def seen() -> tuple[list[str], set[int]]:
        names, costs, address = [], set(), "?q=persona"
        while address:
            with CaptureQueriesContext(connection) as queries:
                context: Any = client.get(f"/th/people/{address}").context
            costs.add(len(queries))
            names += [card["name"] for card in context["cards"]]
            address = context["next_url"]
        return names, costs

    teller("Persona", with_photo=False, me="members")
    champion(account=Profile.objects.get().user)
    Profile.objects.update(badges={"alumni": "members", "champion": "public"})
    client.get("/th/people/")
    _one, few = seen()
    for number in range(PAGE_SIZE + 3):
        teller(f"Persona {number}", with_photo=False, me="members")
    champion(account=Profile.objects.get(user__name="Persona 26").user)
    Profile.objects.update(badges={"alumni": "members", "champion": "public"})
    names, many = seen()
    assert len(names) == len(set(names)) == PAGE_SIZE + 4
    assert names[0] == f"Persona {PAGE_SIZE + 2}"
    assert many == few
    assert max(many) <= 16


def test_a_list_with_nobody_in_it_says_so() -> None:
    assert "Nobody here yet" in Client().get("/en/people/").content.decode()
