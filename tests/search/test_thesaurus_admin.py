"""Editors and the thesaurus: a list that is usable with all of AGROVOC, a form that keeps labels right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from search.importing_terms import import_terms
from search.models import Concept, ConceptLabel, ConceptRelation
from tests.factories.people import PASSWORD, user

pytestmark = pytest.mark.django_db

LIST = "/admin/snippets/search/concept/"


@pytest.fixture
def editor(client: Client) -> Any:
    person = user(is_superuser=True, is_staff=True)
    person.groups.add(Group.objects.get(name="Moderators"))
    client.login(email=person.email, password=PASSWORD)
    return person


@pytest.fixture
def words(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text(
        "en\tagrovoc\tth\tvi\nhoney\tc_3654\tน้ำผึ้ง\tmật ong\nrice\tc_6599\tข้าว\t\nvillage bank\t\t\tngân hàng làng\n",
        encoding="utf-8",
    )
    import_terms(path)


def _listed(client: Client, **asked: str) -> set[str]:
    found = client.get(LIST, asked)
    assert found.status_code == 200
    return {concept.code for concept in found.context["object_list"]}


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("น้ำผึ้ง", {"honey"}),
        ("MAT ONG", {"honey"}),
        ("ngân hàng", {"village-bank"}),
        ("c_6599", {"rice"}),
        ("ic", {"rice"}),
        ("quinoa", set()),
    ],
)
def test_the_list_is_searched_by_any_label_in_any_language(
    client: Client, editor: Any, words: None, query: str, codes: set[str]
) -> None:
    assert _listed(client, q=query) == codes
    chosen = client.get("/admin/snippets/choose/search/concept/results/", {"q": query})
    assert {concept.code for concept in chosen.context["results"]} == codes


def test_the_list_shows_what_is_still_to_do(client: Client, editor: Any, words: None) -> None:
    assert _listed(client, without="th") == {"village-bank"}
    assert _listed(client, without="vi") == {"rice"}
    assert _listed(client, unreviewed="th") == {"honey", "rice"}
    label = ConceptLabel.objects.get(text="ข้าว")
    label.is_reviewed = True
    label.save()
    assert _listed(client, unreviewed="th") == {"honey"}


def test_a_long_list_comes_in_pages_with_as_many_queries_as_a_short_one(
    client: Client, editor: Any, words: None, django_assert_max_num_queries: Any
) -> None:
    client.get(LIST)
    with django_assert_max_num_queries(40) as few:
        client.get(LIST)
    for number in range(120):
        concept = Concept.objects.create(code=f"concept-{number}")
        for language in ("en", "th", "vi", "lo"):
            ConceptLabel.objects.create(concept=concept, language=language, text=f"{language} {number}")
    with django_assert_max_num_queries(len(few)):
        page = client.get(LIST)
    assert len(page.context["object_list"]) == 50
    assert "en 0" in page.content.decode()


def _posted(client: Client, concept: Concept, **changed: Any) -> Any:
    """Send the form of a concept as it is, with some fields changed."""
    data: dict[str, Any] = {"code": concept.code, "uri": concept.uri, "relations-TOTAL_FORMS": 0}
    labels = list(concept.labels.order_by("sort_order", "pk"))
    relations = list(concept.relations.all())
    for name, rows in (("labels", labels), ("relations", relations)):
        data |= {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": len(rows)}
        data |= {f"{name}-MIN_NUM_FORMS": 0, f"{name}-MAX_NUM_FORMS": 1000}
        for number, row in enumerate(rows):
            fields = ("language", "text", "kind") if name == "labels" else ("kind", "other_id")
            data |= {f"{name}-{number}-{field.removesuffix('_id')}": getattr(row, field) for field in fields}
            data |= {f"{name}-{number}-id": row.pk, f"{name}-{number}-ORDER": number + 1, f"{name}-{number}-DELETE": ""}
            if getattr(row, "is_reviewed", False):
                data[f"{name}-{number}-is_reviewed"] = "on"
    for key, value in changed.items():
        data[key.replace("__", "-")] = value
    return client.post(f"{LIST}edit/{concept.pk}/", data)


def _texts(concept: Concept, language: str) -> list[tuple[str, str, bool]]:
    return list(concept.labels.filter(language=language).order_by("pk").values_list("text", "kind", "is_reviewed"))


def test_an_editor_adds_a_label_and_a_broader_concept(client: Client, editor: Any, words: None) -> None:
    honey, rice = Concept.objects.get(code="honey"), Concept.objects.get(code="rice")
    added = {"labels__TOTAL_FORMS": 4, "labels__3__language": "LO", "labels__3__text": " ນ້ຳເຜິ້ງ "}
    added |= {"labels__3__kind": "preferred", "labels__3__ORDER": 4}
    added |= {"relations__TOTAL_FORMS": 1, "relations__0__kind": "broader", "relations__0__other": rice.pk}
    assert _posted(client, honey, **added).status_code == 302
    assert _texts(honey, "lo") == [("ນ້ຳເຜິ້ງ", "preferred", False)]
    assert honey.labels.get(language="lo").loose_key
    assert ConceptRelation.objects.get().other == rice
    # What was not touched was not reviewed by that.
    assert _texts(honey, "vi") == [("mật ong", "preferred", False)]


def test_a_label_changed_in_the_form_is_an_editors_from_then_on(
    client: Client, editor: Any, words: None, tmp_path: Path
) -> None:
    honey = Concept.objects.get(code="honey")
    place = [label.language for label in honey.labels.order_by("sort_order", "pk")].index("vi")
    assert _posted(client, honey, **{f"labels__{place}__text": "mật ong rừng"}).status_code == 302
    assert _texts(honey, "vi") == [("mật ong rừng", "preferred", True)]
    assert import_terms(tmp_path / "words.tsv").is_unchanged
    assert _texts(honey, "vi") == [("mật ong rừng", "preferred", True)]


def test_two_labels_change_places_and_two_preferred_ones_do_not_pass(client: Client, editor: Any, words: None) -> None:
    honey = Concept.objects.get(code="honey")
    ConceptLabel.objects.create(concept=honey, language="en", text="bee honey", kind="alternative", sort_order=9)
    order = [label.text for label in honey.labels.order_by("sort_order", "pk")]
    old, new = order.index("honey"), order.index("bee honey")
    refused = _posted(client, honey, **{f"labels__{new}__kind": "preferred"})
    assert refused.status_code == 200
    assert "There is another preferred label in this language." in refused.content.decode()
    swapped = {f"labels__{new}__kind": "preferred", f"labels__{old}__kind": "alternative"}
    assert _posted(client, honey, **swapped).status_code == 302
    assert {text: kind for text, kind, _ in _texts(honey, "en")} == {"honey": "alternative", "bee honey": "preferred"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"labels__1__language": "qqq"}, "No such language code."),
        ({"labels__3__text": "honey", "labels__3__language": "en"}, "duplicate data"),
        ({"labels__3__text": "ho\u200bney", "labels__3__language": "EN"}, "This label is there already."),
        ({"uri": "http://aims.fao.org/aos/agrovoc/c_6599"}, "Another concept has this URI."),
    ],
)
def test_mistakes_are_said_at_their_field(
    client: Client, editor: Any, words: None, changed: dict[str, str], said: str
) -> None:
    honey = Concept.objects.get(code="honey")
    if "labels__3__text" in changed:
        changed = changed | {"labels__TOTAL_FORMS": "4", "labels__3__kind": "preferred", "labels__3__ORDER": "4"}
    answer = _posted(client, honey, **changed)
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_a_concept_is_not_its_own_broader_one_and_texts_do_not_move_up(
    client: Client, editor: Any, words: None
) -> None:
    honey = Concept.objects.get(code="honey")
    itself = {"relations__TOTAL_FORMS": 1, "relations__0__kind": "broader", "relations__0__other": honey.pk}
    assert "cannot be related to itself" in _posted(client, honey, **itself).content.decode()
    ConceptLabel.objects.create(concept=honey, language="vi", text="mật", kind="alternative", sort_order=9)
    order = [label.text for label in honey.labels.order_by("sort_order", "pk")]
    first, second = order.index("mật ong"), order.index("mật")
    moved = {f"labels__{second}__text": "mật ong", f"labels__{first}__text": "mật ong rừng"}
    answer = _posted(client, honey, **moved)
    assert answer.status_code == 200
    assert "has had this text until now" in answer.content.decode()


def test_the_form_of_a_concept_shows_its_labels_and_relations(client: Client, editor: Any, words: None) -> None:
    honey, rice = Concept.objects.get(code="honey"), Concept.objects.get(code="rice")
    ConceptRelation.objects.create(concept=honey, kind="related", other=rice)
    page = client.get(f"{LIST}edit/{honey.pk}/").content.decode()
    for text in ("น้ำผึ้ง", "mật ong", "is related to", "rice"):
        assert text in page
    assert client.get(f"{LIST}add/").status_code == 200
