"""Champions and organisations as editors work with them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from library.models import Champion, Organisation
from tests.factories import user
from tests.factories.directory import champion, concept, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client, outline: None) -> Client:
    person = user(is_staff=True, language="th")
    person.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(person)
    return client


def _rows(prefix: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": 0,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for at, row in enumerate(rows):
        fields |= {f"{prefix}-{at}-{name}": value for name, value in ({"ORDER": at + 1} | row).items()}
    return fields


def _form(**changes: Any) -> dict[str, Any]:
    text = {"language": "lo", "teaches": "ລ້ຽງເຜິ້ງ"} | changes.pop("text", {})
    return (
        {"code": "bounmy", "name": "ບຸນມີ", "consent": "public", "place": "ສັງທອງ", "accepts_letters": "on"}
        | _rows("texts", [text])
        | _rows("topics", [])
        | _rows("languages", [{"language": "ksw", "speaks": "on"}])
        | _rows("trainings", [])
        | changes
    )


def test_an_editor_adds_a_champion_and_links_an_account_found_by_name(editor: Client) -> None:
    account = user("ບຸນມີ ຈັນທະ", email="bounmy@secret.example")
    found = editor.get(reverse("library_accounts:choose_results"), {"q": "ຈັນທະ"})
    assert found.status_code == 200
    assert "ຈັນທະ" in found.content.decode()
    assert "secret.example" not in found.content.decode()
    page = editor.get(reverse("wagtailsnippets_library_champion:add"))
    assert page.status_code == 200
    saved = editor.post(reverse("wagtailsnippets_library_champion:add"), _form(account=account.pk))
    assert saved.status_code == 302, saved.context["form"].errors
    made = Champion.objects.get(code="bounmy")
    assert (made.account, made.texts.get().teaches) == (account, "ລ້ຽງເຜິ້ງ")
    edit = editor.get(reverse("wagtailsnippets_library_champion:edit", args=[made.pk])).content.decode()
    assert "ບຸນມີ ຈັນທະ" in edit
    assert made.languages.get().speaks


def test_a_number_in_a_text_is_refused_at_its_field_and_nothing_typed_is_lost(editor: Client) -> None:
    number = "ໂທ ໐໒໐ ໕໕໑໒ ໓໔໕໖"
    refused = editor.post(reverse("wagtailsnippets_library_champion:add"), _form(text={"teaches": number}))
    assert refused.status_code == 200
    page = refused.content.decode()
    assert number in page
    assert "020 5512 3456" in page
    assert not Champion.objects.exists()


def test_lists_are_searched_in_every_language_and_filtered(editor: Client) -> None:
    champion("บุญมี", code="one", texts={"lo": {"name": "ບຸນມີ"}}, consent="none")
    champion("Two", code="two", consent="public")
    organisation({"th": "สหกรณ์ผึ้ง"}, code="bees", kind="ngo", acronym="BEE")
    organisation({"en": "Rice"}, code="rice", kind="cooperative")

    def found(model: str, /, **query: str) -> set[str]:
        page = editor.get(reverse(f"wagtailsnippets_library_{model}:list"), query)
        assert page.status_code == 200
        return {row.code for row in page.context["page_obj"].object_list}

    assert found("champion", q="ບຸນ") == found("champion", q="บุญ") == found("champion", consent="none") == {"one"}
    assert found("champion") == {"one", "two"}
    assert found("organisation", q="ผึ้ง") == found("organisation", q="bee") == {"bees"}
    assert found("organisation", kind="cooperative") == {"rice"}
    for kind in ("champion", "organisation"):
        chooser = reverse(f"wagtailsnippetchoosers_library_{kind}:choose_results")
        assert editor.get(chooser, {"q": "x"}).status_code == 200


def test_the_number_of_queries_of_a_list_does_not_grow(editor: Client, django_assert_max_num_queries: Any) -> None:
    for size in (3, 12):
        for _each in range(size):
            champion(organisation=organisation(country_id="LA"), country_id="TH", topics=(concept(en="a"),))
        for kind in ("champion", "organisation"):
            editor.get(reverse(f"wagtailsnippets_library_{kind}:list"))
            with django_assert_max_num_queries(25):
                editor.get(reverse(f"wagtailsnippets_library_{kind}:list"))


def test_an_organisation_s_form_opens_and_its_parent_is_chosen(editor: Client) -> None:
    made = organisation(parent=organisation({"en": "The whole"}))
    page = editor.get(reverse("wagtailsnippets_library_organisation:edit", args=[made.pk]))
    assert page.status_code == 200
    assert "The whole" in page.content.decode()
    assert Organisation.objects.count() == 2
