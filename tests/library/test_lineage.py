"""Lineage: what a case grew out of and what grew out of it, both ways, for those who may see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import PageViewRestriction

from library import lineage
from library.models import Adaptation, CaseOrigin, CasePage
from tests.factories import adaptation, case, grew_out_of, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(outline: None) -> dict[str, Any]:
    """Vietnamese case → adaptation in Cambodia → Khmer farmers' case → case in Laos; the third also from a fourth."""
    rice = case(code="AP-VN-1", language="vi", title="Hợp tác xã lúa gạo")
    goats = case(code="AP-NP-1", title="Goats and forage")
    tried = adaptation(rice, user(), country="KH", place="Takeo")
    takeo = case(code="AP-KH-1", title="Vegetables every week")
    lao = case(code="AP-LA-1", language="lo", title="ຜັກປອດໄພ")
    grew_out_of(takeo, tried, goats)
    grew_out_of(lao, takeo)
    return {"rice": rice, "goats": goats, "tried": tried, "takeo": takeo, "lao": lao}


def _titles(client: Client, slug: str, language: str = "en") -> list[str]:
    tree = client.get(f"/{language}/library/{slug}/lineage/").context["tree"]
    return [node["title"] for node in tree["nodes"]]


def test_it_is_followed_both_ways_from_wherever_one_stands(client: Client, line: dict[str, Any]) -> None:
    everything = {"Hợp tác xã lúa gạo", "Goats and forage", "Takeo, Cambodia", "Vegetables every week", "ຜັກປອດໄພ"}
    assert set(_titles(client, "ap-kh-1")) == everything
    assert _titles(client, "ap-vn-1")[0] == "Hợp tác xã lúa gạo"
    assert set(_titles(client, "ap-vn-1")) == everything - {"Goats and forage"}
    assert set(_titles(client, "ap-la-1", "lo")) == (everything - {"Takeo, Cambodia"}) | {"Takeo, ກຳປູເຈຍ"}


def test_everything_stands_after_what_it_grew_out_of_and_says_so(client: Client, line: dict[str, Any]) -> None:
    nodes = client.get("/en/library/ap-kh-1/lineage/").context["tree"]["nodes"]
    place = {node["title"]: node for node in nodes}
    for node in nodes:
        assert all(source < node["number"] for source in node["sources"]), node["title"]
    assert len(place["Vegetables every week"]["sources"]) == 2
    assert place["Vegetables every week"]["is_here"]
    assert place["Takeo, Cambodia"]["url"].endswith(f"/library/ap-vn-1/adapted/#adaptation-{line['tried'].pk}")
    assert place["ຜັກປອດໄພ"]["language"] == "lo"


def test_it_is_drawn_and_listed(client: Client, line: dict[str, Any]) -> None:
    page = client.get("/en/library/ap-kh-1/lineage/").content.decode()
    assert page.count("lineage__branch") == 4
    assert page.count('class="lineage__item') == 5
    assert 'aria-hidden="true"' in page


def test_a_step_that_a_reader_may_not_see_ends_the_line(client: Client, line: dict[str, Any]) -> None:
    PageViewRestriction.objects.create(page=line["takeo"], restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/en/library/ap-kh-1/lineage/").status_code == 404
    assert set(_titles(client, "ap-vn-1")) == {"Hợp tác xã lúa gạo", "Takeo, Cambodia"}
    assert _titles(client, "ap-la-1") == ["ຜັກປອດໄພ"]
    Adaptation.objects.update(state="waiting")
    assert _titles(client, "ap-vn-1") == ["Hợp tác xã lúa gạo"]


def test_an_origin_is_the_same_in_every_language_and_comes_once(client: Client, line: dict[str, Any]) -> None:
    thai = case(code="AP-KH-1", language="th", title="ผักทุกสัปดาห์")
    grew_out_of(thai, line["tried"], line["goats"])
    thai_titles = _titles(client, "ap-kh-1", "th")
    assert thai_titles.count("ผักทุกสัปดาห์") == 1
    assert "Vegetables every week" not in thai_titles
    assert len(thai_titles) == 5


@pytest.mark.parametrize("source", ["takeo", "lao", "itself", "own adaptation"])
def test_a_circle_is_refused(line: dict[str, Any], source: str) -> None:
    rice = line["rice"]
    origin = {
        "takeo": CaseOrigin(page=rice, case=line["takeo"]),
        "lao": CaseOrigin(page=rice, case=line["lao"]),
        "itself": CaseOrigin(page=rice, case=rice),
        "own adaptation": CaseOrigin(page=rice, adaptation=line["tried"]),
    }[source]
    with pytest.raises(ValidationError):
        origin.clean()


def test_one_source_a_row(line: dict[str, Any]) -> None:
    for origin in (
        CaseOrigin(page=line["lao"]),
        CaseOrigin(page=line["lao"], case=line["goats"], adaptation=line["tried"]),
    ):
        with pytest.raises(ValidationError, match="one of them"):
            origin.clean()
    CaseOrigin(page=line["lao"], case=line["goats"]).clean()


def test_a_circle_that_got_in_all_the_same_does_not_run_for_ever(client: Client, line: dict[str, Any]) -> None:
    CaseOrigin.objects.create(page=line["rice"], case=line["lao"])
    assert client.get("/en/library/ap-kh-1/lineage/").status_code == 200


@pytest.fixture
def plans(line: dict[str, Any]) -> Iterator[UUID]:
    """An app that knows plans: one grew out of the goats and became the Lao case."""
    goats, lao = line["goats"].translation_key, line["lao"].translation_key
    step = lineage.Step(("plan", "7"), "ແຜນຂາຍຊາປ່າຮ່ວມກັນ", "/lo/plans/7/", "lo", (goats,), (lao,))

    def provider(practices: set[UUID], user: Any) -> list[lineage.Step]:
        return [step] if practices & {goats, lao} else []

    lineage.register(provider)
    yield goats
    lineage._providers.remove(provider)


def test_plans_join_through_the_app_that_knows_them(client: Client, line: dict[str, Any], plans: UUID) -> None:
    nodes = client.get("/en/library/ap-np-1/lineage/").context["tree"]["nodes"]
    plan = next(node for node in nodes if node["kind"] == "plan")
    assert (plan["title"], plan["url"]) == ("ແຜນຂາຍຊາປ່າຮ່ວມກັນ", "/lo/plans/7/")
    assert "ແຜນຂາຍຊາປ່າຮ່ວມກັນ" in _titles(client, "ap-la-1")
    assert lineage.has_line(plans, AnonymousUser())


def test_a_case_without_a_line_says_what_to_do(client: Client, outline: None) -> None:
    lonely = case(code="AP-MN-1", title="Pasture")
    page = client.get("/en/library/ap-mn-1/lineage/").content.decode()
    assert "/en/library/ap-mn-1/adapted/new/" in page
    assert '<svg class="lineage__tree' not in page
    assert not lineage.has_line(lonely.translation_key, AnonymousUser())


def test_the_number_of_queries_grows_with_generations_not_with_cases(
    client: Client, outline: None, django_assert_max_num_queries: Any
) -> None:
    root = case(code="AP-VN-1", title="Root")

    def grow(number: int) -> None:
        for _number in range(number):
            child: CasePage = case()
            grew_out_of(child, root)
            adaptation(root, user())

    grow(2)
    client.get("/en/library/ap-vn-1/lineage/")
    with django_assert_max_num_queries(80) as few:
        client.get("/en/library/ap-vn-1/lineage/")
    grow(5)
    with django_assert_max_num_queries(len(few)):
        client.get("/en/library/ap-vn-1/lineage/")
