"""What members adapted is found by its words, by whoever may read the practice, once an editor showed it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.roles import ensure_roles
from library import adapting
from library.models import Adaptation, CasePage
from library.views.adapting import A_PAGE
from search import changes
from tests.factories import adaptation, case, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

WORDS = {
    "lo": "ພວກເຮົາລ້ຽງແບ້ໃນຄອກ",
    "th": "เราเลี้ยงแพะในคอก",
    "vi": "Chúng tôi nuôi dê nhốt chuồng",
    "en": "We keep goats in pens",
}


@pytest.fixture
def goats() -> CasePage:
    return case(code="AP-NP-1", title="Forage first", body="Fodder grows.", themes=["value-chains"])


@pytest.fixture
def editor() -> Any:
    ensure_roles()
    person = user(is_staff=True)
    person.groups.add(Group.objects.get(name="Moderators"))
    return person


def found(words: str, who: Any = None) -> list[dict[str, Any]]:
    changes.drain(wait=True)
    client = Client()
    if who is not None:
        client.force_login(who)
    answer = client.get("/api/v1/search", {"q": f'"{words}"', "type": "adaptation"}).json()
    results: list[dict[str, Any]] = answer["results"]
    return results


@pytest.mark.parametrize("language", ["lo", "th", "vi", "en"])
def test_a_shown_one_is_found_in_its_language_and_leads_to_where_it_stands(goats: CasePage, language: str) -> None:
    made = adaptation(goats, user(), changed=WORDS[language], place="Ban Phu", shown=False)
    adapting.decide(adaptation=made, editor=user(is_superuser=True, is_staff=True), state="shown")
    [one] = found(WORDS[language])
    assert one["language"] == language
    assert one["title"].startswith("Ban Phu, ")
    page = Client().get(f"/{language}/search/", {"q": WORDS[language]}).content.decode()
    address = f"/{language}/library/ap-np-1/adapted/?adaptation={made.pk}#adaptation-{made.pk}"
    assert f'href="{address}"' in page
    assert f'id="adaptation-{made.pk}"' in Client().get(address).content.decode()


def test_it_is_found_when_an_editor_showed_it_and_until_it_is_hidden_changed_or_withdrawn(
    goats: CasePage, editor: Any
) -> None:
    author = user()
    made = adaptation(goats, author, changed=WORDS["en"], shown=False)
    assert [found(WORDS["en"], who) for who in (None, author, editor)] == [[], [], []]

    def show() -> None:
        adapting.decide(adaptation=Adaptation.objects.get(), editor=editor, state="shown")
        assert len(found(WORDS["en"])) == 1

    show()
    adapting.decide(adaptation=made, editor=editor, state="hidden", reason="A phone number")
    assert found(WORDS["en"], editor) == []
    show()
    given = {"country": "LA", "place": "X", "changed": f"{WORDS['en']} and feed them"}
    adapting.revise(adaptation=Adaptation.objects.get(), case=goats, author=author, **given)
    assert found(WORDS["en"]) == []
    show()
    adapting.withdraw(adaptation=Adaptation.objects.get(), author=author)
    assert found(WORDS["en"], editor) == []


def test_it_is_for_whoever_may_read_the_practice(goats: CasePage) -> None:
    adaptation(goats, user(), changed=WORDS["en"])
    changes.record("adaptation", [Adaptation.objects.get().pk])
    assert len(found(WORDS["en"])) == 1
    restriction = PageViewRestriction.objects.create(page=goats, restriction_type=PageViewRestriction.LOGIN)
    assert found(WORDS["en"]) == []
    assert len(found(WORDS["en"], user())) == 1
    restriction.delete()
    assert len(found(WORDS["en"])) == 1
    goats.unpublish()
    assert found(WORDS["en"], user()) == []


def test_a_practice_that_is_open_in_one_language_has_adaptations_that_are_open(goats: CasePage) -> None:
    lao = case(code="AP-NP-1", language="lo", title="ຫຍ້າ")
    adaptation(goats, user(), changed=WORDS["en"])
    changes.record("adaptation", [Adaptation.objects.get().pk])
    PageViewRestriction.objects.create(page=goats, restriction_type=PageViewRestriction.LOGIN)
    assert len(found(WORDS["en"])) == 1
    PageViewRestriction.objects.create(page=lao, restriction_type=PageViewRestriction.LOGIN)
    assert found(WORDS["en"]) == []


def test_the_list_opens_where_it_is(goats: CasePage) -> None:
    author = user()
    first = adaptation(goats, author)
    for number in range(A_PAGE):
        adaptation(goats, author, changed=f"{number}", shown=True)
    address = "/en/library/ap-np-1/adapted/"
    assert f'id="adaptation-{first.pk}"' not in Client().get(address).content.decode()
    assert f'id="adaptation-{first.pk}"' in Client().get(f"{address}?adaptation={first.pk}").content.decode()
    for nonsense in ("x", "-1", "9" * 30, "²", "0"):
        assert Client().get(address, {"adaptation": nonsense}).status_code == 200
