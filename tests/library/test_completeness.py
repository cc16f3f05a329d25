"""What a case still lacks, for editors and checks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from library.completeness import ITEMS, completeness, missing
from library.models import CaseResult
from library.panels import anchor
from tests.factories import PASSWORD, case, user
from tests.factories.templates import full_case, in_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]


def _missing(page: Any) -> list[str]:
    return [item.key for item in completeness(page).missing]


def test_a_case_of_four_fields_lacks_what_publishing_needs() -> None:
    page = case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")
    assert _missing(page) == ["summary", "themes", "place", "result", "consent"]
    assert not completeness(page).is_publishable


def test_a_case_with_consent_place_and_a_known_result_is_publishable() -> None:
    page = full_case(summary="Nông dân bán gạo cùng nhau", themes=["value-chains"], countries=["VN"])
    assert _missing(page) == []
    assert completeness(page).is_publishable
    assert 0 < completeness(page).percent < 100


def test_a_result_counts_when_it_says_how_it_is_known() -> None:
    page = full_case(summary="x", themes=["value-chains"], countries=["VN"])
    page.case_results = in_order(CaseResult(claim="Bán được giá hơn"))
    assert _missing(page) == ["result"]


@pytest.mark.parametrize(
    ("precision", "village", "complete"),
    [("country", "", True), ("village", "", False), ("village", "Dân Tiến", True), ("district", "Dân Tiến", True)],
)
def test_a_place_is_needed_as_finely_as_it_is_shown(precision: str, village: str, complete: bool) -> None:
    page = full_case(countries=["VN"])
    page.place_precision, page.village = precision, village
    assert ("place" in _missing(page)) is not complete


@pytest.mark.parametrize("consent", ["not_asked", "asked", "refused"])
def test_without_consent_nothing_is_publishable(consent: str) -> None:
    page = full_case()
    page.consent = consent
    assert "consent" in _missing(page)


def test_a_site_may_ask_for_a_choice_of_items() -> None:
    page = case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")
    assert [item.key for item in missing(page, ["title", "licence", "consent"])] == ["consent"]
    with pytest.raises(KeyError):
        missing(page, ["nonsense"])


def test_the_editor_s_form_says_what_is_missing_and_links_to_the_field(client: Client) -> None:
    person = user(is_staff=True)
    person.groups.add(Group.objects.get(name="Moderators"))
    client.login(email=person.email, password=PASSWORD)
    page = case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'href="#id_consent"' in shown
    assert '<progress id="case-completeness"' in shown
    ids = set(re.findall(r'id="([^"]+)"', shown))
    for item in ITEMS.values():
        assert anchor(item.field) in ids, item.key


def test_an_editor_of_a_translation_changes_words_and_not_facts(client: Client) -> None:
    person = user(is_staff=True)
    person.groups.add(Group.objects.get(name="Moderators"))
    client.login(email=person.email, password=PASSWORD)
    full_case()
    lao = case(code="AP-VN-1", language="lo", title="ສະຫະກອນເຂົ້າ")
    response = client.get(reverse("wagtailadmin_pages:edit", args=[lao.pk]))
    form = response.context["form"]
    assert form.fields["since_year"].disabled
    assert not form.fields["title"].disabled
    block = form.formsets["building_blocks"].forms[0]
    assert block.fields["cost_amount"].disabled
    assert not block.fields["title"].disabled
    assert "Hợp tác xã lúa gạo</a>" in response.content.decode()
