"""The map: small, for keyboards and taps, and never more exact than a case's editor allowed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from wagtail.models import PageViewRestriction

from library import points
from library.atlas import ASIA, COUNTRIES, PACIFIC, SHAPES, panel_of, places
from library.models import CasePage
from library.points import Point
from search.languages import country_name
from tests.factories import case

BUDGET = 40_000  # bytes, compressed: the shapes and the page around them
pytestmark = pytest.mark.django_db
PROGRAMME = ["BD", "BT", "CN", "ID", "IN", "KH", "LA", "LK", "MM", "MN", "NP", "PH", "PK", "TH", "VN"]
ISLANDS = ["AS", "CK", "FJ", "FM", "KI", "MH", "MV", "NR", "NU", "PW", "SB", "TO", "TV", "VU", "WS"]


def placed(page: CasePage, latitude: str, longitude: str, precision: str) -> None:
    page.latitude, page.longitude, page.place_precision = Decimal(latitude), Decimal(longitude), precision
    page.save()


def links(page: str) -> dict[str, str]:
    """Name for screen readers → address of each link of the map."""
    found = re.findall(r'<a class="map__country[^"]*" href="([^"]+)" aria-label="([^"]+)"', page)
    return {label: address for address, label in found}


def test_shapes_and_page_fit_the_budget_with_every_country_and_hundreds_of_places(
    client: Client, outline: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in places():
        case(countries=[code])
    many = [Point(number % 60 - 20, 65 + number % 130, "village") for number in range(5000)]
    monkeypatch.setattr(points, "_sources", [lambda found, *, user: many])
    page = client.get("/lo/library/map/").content
    assert len(links(page.decode())) == len(places())
    shapes = SHAPES.read_bytes()
    assert len(gzip.compress(shapes)) < 16_000
    assert len(gzip.compress(shapes)) + len(gzip.compress(page)) < BUDGET


def test_each_country_is_drawn_and_stands_inside_its_panel() -> None:
    drawn = set(re.findall(r'<path id="([^"]+)" d="M', SHAPES.read_text(encoding="utf-8")))
    wanted = {code for panel in COUNTRIES.values() for code in panel}
    assert drawn == wanted | {"asia", "pacific"}
    assert set(places()) == wanted
    assert all(place.panel.holds((place.x, place.y)) for place in places().values())
    assert set(PROGRAMME) <= wanted


def test_a_small_island_has_a_dot_to_see_and_tap(client: Client, outline: None) -> None:
    assert [code for code in ISLANDS if not places()[code].is_dot] == []
    case(countries=["TO"])
    page = client.get("/vi/library/map/").content.decode()
    assert re.search(r'<use href="[^"]*#TO"></use><circle class="map__dot"', page)


def test_the_antimeridian_is_a_line_like_any_other() -> None:
    west, east = PACIFIC.project(-179.5, -17), PACIFIC.project(179.5, -17)
    assert 0 < west[0] - east[0] < 6
    for longitude, latitude in ((178.4, -18.1), (-175.2, -21.1), (-171.8, -13.8), (173, 1.4)):
        found = panel_of(longitude, latitude)
        assert found is not None
        assert found[0] is PACIFIC
    assert panel_of(102.6, 18)[0] is ASIA  # type: ignore[index]
    assert panel_of(-0.1, 51.5) is None
    assert all(abs(step) < 60 for step in _steps())


def _steps() -> Iterator[float]:
    """How far each stroke of a country goes, in units: none crosses the map."""
    for name, path in re.findall(r'id="([A-Z]{2})" d="([^"]+)"', SHAPES.read_text(encoding="utf-8")):
        if name not in {"AU", "IR", "KZ"}:  # cut at the edge of their panel
            for strokes in re.findall(r"l([^z]+)z", path):
                yield from (float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", strokes))


def test_each_country_leads_to_its_shelf_by_its_name_in_the_reader_s_language(client: Client, outline: None) -> None:
    case(countries=["LA"], themes=["finance-ict"])
    case(countries=["LA", "TH"])
    for language, label in (("en", "Laos: 2 practices"), ("vi", "Lào"), ("th", "ลาว"), ("lo", "ລາວ")):
        page = client.get(f"/{language}/library/map/").content.decode()
        found = links(page)
        name = next(name for name in found if name.startswith(label))
        assert found[name] == f"/{language}/library/?country=LA"
        assert client.get(found[name]).context["page_of_cases"].paginator.count == 2
        # The same as a list.
        listed = page[page.index('class="countries"') :]
        assert f'href="{found[name]}"' in listed
        assert country_name("LA", language) in listed
        assert country_name("TH", language) in listed


def test_numbers_say_what_shades_show(client: Client, outline: None) -> None:
    for _number in range(9):
        case(countries=["VN"])
    case(countries=["NP"])
    page = client.get("/en/library/map/").content.decode()
    assert re.search(r'map__country--4" href="/en/library/\?country=VN"', page)
    assert re.search(r'map__country--2" href="/en/library/\?country=NP"', page)
    assert re.findall(r'<text class="map__number"[^>]*>([^<]+)<', page) == ["9", "1"]  # the smaller country above


def test_the_map_is_narrowed_like_the_shelf_and_leads_back_to_it(client: Client, outline: None) -> None:
    case(countries=["LA"], themes=["finance-ict"], evidence="good")
    case(countries=["TH"], themes=["natural-resources"])
    page = client.get("/en/library/map/?theme=finance-ict&evidence=good").content.decode()
    assert links(page) == {"Laos: 1 practice": "/en/library/?theme=finance-ict&amp;country=LA&amp;evidence=good"}
    assert 'href="/en/library/?theme=finance-ict&amp;evidence=good"' in page
    assert 'href="/en/library/map/?theme=finance-ict"' in client.get("/en/library/?theme=finance-ict").content.decode()
    assert "nonsense" in client.get("/en/library/map/?theme=nonsense").content.decode()


@pytest.mark.parametrize("language", ["en", "th", "vi", "lo"])
def test_what_is_drawn_stands_at_the_same_place_in_every_language(client: Client, outline: None, language: str) -> None:
    placed(case(countries=["VN"]), "10.03451", "105.78123", "village")
    page = client.get(f"/{language}/library/map/").content.decode()
    lengths = re.findall(r' (?:cx|cy|r|x|y)="([^"]*)"', page)
    assert lengths
    assert all(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", length) for length in lengths)


def test_a_country_off_the_map_is_in_the_list(client: Client, outline: None) -> None:
    case(countries=["PE"])
    page = client.get("/en/library/map/").content.decode()
    assert links(page) == {}
    assert 'href="/en/library/?country=PE"' in page


def test_who_saves_data_gets_the_list_only(client: Client, outline: None) -> None:
    case(countries=["LA"])
    for address in ("/lo/", "/lo/library/map/"):
        page = client.get(address, headers={"save-data": "on"}).content.decode()
        assert "map__panel" not in page
        assert 'href="/lo/library/?country=LA"' in page
        assert "map__panel" in client.get(address).content.decode()


def test_nothing_is_inline(client: Client, outline: None) -> None:
    case(countries=["LA"])
    page = client.get("/en/library/map/").content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)


def test_a_place_is_marked_as_exactly_as_its_editor_allowed(outline: None) -> None:
    from library.shelf import Shelf

    placed(case(code="V"), "19.12345", "99.54321", "village")
    placed(case(code="D"), "18.34567", "102.45678", "district")
    placed(case(code="C"), "21.02849", "105.85420", "country")
    case(code="N")
    shelf = Shelf(user=AnonymousUser())
    assert sorted(practice.place for practice in shelf.found) == ["", "", "18.3 102.5 district", "19.12 99.54 village"]
    marks = {mark["precision"]: mark["r"] for mark in points.marks(shelf.found, user=AnonymousUser())}
    assert set(marks) == {"village", "district"}
    assert marks["district"] > marks["village"]


def test_a_place_of_a_case_that_is_not_for_everybody_is_not_marked(client: Client, outline: None) -> None:
    page = case(code="V", countries=["TH"])
    placed(page, "19.1", "99.5", "village")
    assert "map__mark--village" in client.get("/th/library/map/").content.decode()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert "map__mark--village" not in client.get("/th/library/map/").content.decode()


def test_another_app_adds_its_points(client: Client, outline: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "_sources", [])
    points.register(lambda found, *, user: [Point(18.3, 102.5, "district", "adaptation")] * len(found))
    case(countries=["LA"])
    assert "map__mark--adaptation" in client.get("/en/library/map/").content.decode()


def test_the_map_has_a_fixed_number_of_queries(
    client: Client, outline: None, django_assert_max_num_queries: Any
) -> None:
    case(countries=["LA"])
    client.get("/en/library/map/")
    with django_assert_max_num_queries(8) as few:
        client.get("/en/library/map/")
    for code in ("TH", "VN", "NP", "TO"):
        placed(case(countries=[code]), "10", "100", "village")
    with django_assert_max_num_queries(len(few)):
        client.get("/en/library/map/")
