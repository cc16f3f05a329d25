"""The thesaurus asked: labels in a question, names of a concept, how a word goes on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from search.label_keys import folded, keys_of
from search.models import Concept, ConceptLabel, ConceptRelation
from search.thesaurus import Label, found_in, labels_of, neighbours, starting_with

SITE = ["en", "th", "lo", "vi"]


def concept(code: str, *labels: tuple[str, str] | tuple[str, str, str]) -> Concept:
    made = Concept.objects.create(code=code)
    for language, text, *kind in labels:
        ConceptLabel.objects.create(concept=made, language=language, text=text, kind=kind[0] if kind else "preferred")
    return made


@pytest.fixture
def honey(db: None) -> Concept:
    return concept(
        "honey",
        ("en", "honey"),
        ("en", "bee honey", "alternative"),
        ("en", "hunny", "hidden"),
        ("en", "blossom syrup", "refused"),
        ("th", "น้ำผึ้ง"),
        ("lo", "ນ້ຳເຜິ້ງ"),
        ("vi", "mật ong"),
    )


@pytest.fixture
def keeping(db: None) -> Concept:
    return concept("beekeeping", ("en", "beekeeping"), ("vi", "nuôi ong"), ("th", "การเลี้ยงผึ้ง"), ("lo", "ການລ້ຽງເຜິ້ງ"))


def _found(text: str, languages: list[str] = SITE) -> list[tuple[str, int, str]]:
    matches = found_in(text, languages)
    assert all(text[match.start : match.end] == match.of for match in matches)
    return [(match.of, match.concept_id, match.language) for match in matches]


@pytest.mark.parametrize(
    ("question", "of", "language"),
    [
        ("How do I sell Honey?", "Honey", "en"),
        ("many honeys", "honeys", "en"),
        ("good hunny", "hunny", "en"),
        ("ขายน้ำผึ้งได้ที่ไหน", "น้ำผึ้ง", "th"),
        ("ขายนํ้าผึ้งป่า", "นํ้าผึ้ง", "th"),
        ("ຂາຍນ້ຳເຜິ້ງຢູ່ໃສ", "ນ້ຳເຜິ້ງ", "lo"),
        ("bán mật ong ở đâu", "mật ong", "vi"),
        ("ban mat ong o dau", "mat ong", "vi"),
        ("MẬT ONG rừng", "MẬT ONG", "vi"),
    ],
)
def test_a_label_is_found_in_a_question(honey: Concept, question: str, of: str, language: str) -> None:
    assert _found(question) == [(of, honey.pk, language)]


def test_the_longest_label_wins_and_none_lies_over_another(honey: Concept, keeping: Concept) -> None:
    bee = concept("bee", ("en", "bee"), ("vi", "ong"))
    assert _found("bee honey and bees") == [("bee honey", honey.pk, "en"), ("bees", bee.pk, "en")]
    assert _found("nuôi ong lấy mật ong") == [("nuôi ong", keeping.pk, "vi"), ("mật ong", honey.pk, "vi")]


def test_a_word_for_two_things_is_two_matches(honey: Concept) -> None:
    term = concept("darling", ("en", "honey"))
    assert {number for _, number, _ in _found("honey")} == {honey.pk, term.pk}


def test_marks_that_are_typed_are_meant(db: None) -> None:
    cow = concept("cow", ("vi", "bò"))
    butter = concept("butter", ("vi", "bơ"))
    assert _found("bò sữa", ["vi", "en"]) == [("bò", cow.pk, "vi")]
    assert _found("bơ", ["vi", "en"]) == [("bơ", butter.pk, "vi")]
    assert {number for _, number, _ in _found("bo sua", ["vi", "en"])} == {cow.pk, butter.pk}
    assert _found("bọ", ["vi", "en"]) == []


def test_one_syllable_without_marks_is_vietnamese_only_where_vietnamese_is_typed(db: None) -> None:
    silk = concept("silk", ("vi", "tơ"))
    assert _found("how to do it", ["en", "vi"]) == []
    assert _found("to tam", ["vi", "en"]) == [("to", silk.pk, "vi")]


def test_an_inflected_word_with_its_marks_is_found(db: None) -> None:
    forest = concept("forest", ("fr", "forêt"))
    assert _found("les forêts", ["fr"]) == [("forêts", forest.pk, "fr")]
    assert _found("les forets", ["fr"]) == [("forets", forest.pk, "fr")]


def test_letters_numbers_and_refused_labels_are_not_found(honey: Concept) -> None:
    concept("vitamin", ("en", "C"), ("en", "2030", "alternative"), ("th", "๒๐๓๐"), ("vi", "1,5"))
    tea = concept("tea", ("zh", "茶"))
    assert _found("vitamin C 2030 ๒๐๓๐ 1,5 blossom syrup") == []
    assert _found("茶的种植", ["zh"]) == [("茶", tea.pk, "zh")]


def test_labels_in_other_languages_are_not_looked_for(honey: Concept) -> None:
    assert _found("honey", ["th", "lo"]) == []
    assert found_in("honey", []) == []
    assert found_in("", SITE) == []
    assert found_in("?! 12", SITE) == []


def test_a_question_costs_one_query_however_long_it_is(honey: Concept, django_assert_num_queries: Any) -> None:
    for question in ("honey", "where is the honey of the village " * 400, "น้ำผึ้งจากป่า" * 300):
        with django_assert_num_queries(1):
            assert found_in(question, SITE)
    with django_assert_num_queries(0):
        found_in("7", SITE)


def test_saving_a_label_keeps_its_keys(honey: Concept) -> None:
    label = ConceptLabel.objects.get(text="mật ong")
    assert (label.key, label.loose_key, label.folded) == ("mật ong", "mat ong", "mat ong")
    label.text = "  Mật   ong rừng "
    label.save(update_fields=["text"])
    label.refresh_from_db()
    assert (label.text, label.key, label.folded) == ("Mật ong rừng", "mật ong rừng", "mat ong rung")
    assert found_in("mat ong rung", ["vi"])[0].end == 12


def test_names_of_a_concept_come_preferred_first_and_without_hidden_ones(
    honey: Concept, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        found = labels_of([honey.pk], ["vi", "en"])
    assert found == {
        honey.pk: [
            Label("mật ong", "vi", "preferred"),
            Label("honey", "en", "preferred"),
            Label("bee honey", "en", "alternative"),
        ]
    }
    assert labels_of([], ["en"]) == {}
    assert labels_of([honey.pk], []) == {}


def test_neighbours_are_the_concepts_directly_below(
    honey: Concept, keeping: Concept, django_assert_num_queries: Any
) -> None:
    products, wild = concept("animal-products"), concept("wild-honey")
    for lower, upper in ((honey, products), (wild, honey)):
        ConceptRelation.objects.create(concept=lower, kind="broader", other=upper)
    ConceptRelation.objects.create(concept=keeping, kind="related", other=honey)
    with django_assert_num_queries(1):
        assert neighbours([products.pk]) == [honey.pk]
    assert neighbours([products.pk, honey.pk]) == [wild.pk]
    assert neighbours([]) == []


@pytest.mark.parametrize(
    ("prefix", "language", "texts"),
    [
        ("Hon", "en", ["honey", "hòn"]),
        ("Hon", "vi", ["hòn", "honey"]),
        ("HÒN", "lo", ["hòn", "honey"]),
        ("bee", "en", ["beekeeping", "bee honey"]),
        ("mat o", "en", ["mật ong"]),
        ("น้ำ", "th", ["น้ำผึ้ง"]),
        ("นำ", "th", []),
        ("ການ", "lo", ["ການລ້ຽງເຜິ້ງ"]),
        ("hun", "en", []),
        ("blossom", "en", []),
        ("100%", "en", ["100% cotton"]),
        ("_", "en", []),
        ("  ", "en", []),
    ],
)
def test_a_word_goes_on_as_labels_do(
    honey: Concept, keeping: Concept, prefix: str, language: str, texts: list[str]
) -> None:
    concept("cotton", ("en", "100% cotton"))
    concept("islet", ("vi", "hòn"))
    assert [label.text for label in starting_with(prefix, language, 10)] == texts


def test_suggestions_are_the_readers_language_first_then_preferred_ones_and_each_once(db: None) -> None:
    concept("rice", ("en", "rice"), ("en", "rice plant", "alternative"), ("vi", "rice-vi", "preferred"))
    concept("bee", ("en", "Apis", "alternative"), ("vi", "Apis", "alternative"), ("lo", "Apis"))
    assert [(label.text, label.language) for label in starting_with("ri", "en", 5)] == [
        ("rice", "en"),
        ("rice plant", "en"),
        ("rice-vi", "vi"),
    ]
    assert starting_with("ri", "en", 1) == [Label("rice", "en", "preferred")]
    assert starting_with("apis", "vi", 5) == [Label("Apis", "vi", "alternative")]
    assert starting_with("ri", "en", 0) == []


def test_suggestions_are_read_off_an_index(db: None, django_assert_max_num_queries: Any) -> None:
    concept("rice", ("en", "rice"))
    with django_assert_max_num_queries(4) as asked:
        starting_with("ri", "en", 5)
    if connection.vendor != "sqlite":
        return  # with so few rows PostgreSQL rightly reads them all
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = " ".join(row[3] for row in cursor.fetchall())
            assert "INDEX concept_label_" in plan
            assert "folded>" in plan
            assert "TEMP B-TREE" not in plan
        for ask, index in (
            (lambda: found_in("rice", SITE), "INDEX concept_label_loose_key (loose_key=?)"),
            (lambda: labels_of([1, 2], SITE), "(concept_id=?)"),
        ):
            with CaptureQueriesContext(connection) as asked:
                ask()
            cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[0]['sql']}")
            assert index in cursor.fetchall()[0][3]


@given(st.text(max_size=40), st.sampled_from(["en", "th", "vi", "zh-hans", "ko", "hi", "xx"]))
def test_keys_are_made_of_any_text_and_stay_within_their_columns(text: str, language: str) -> None:
    keys = keys_of(text, language)
    assert keys == keys_of(text, language)
    assert folded(keys.folded) == keys.folded
    assert "  " not in keys.key + keys.loose_key


_texts = st.text(alphabet="aeéốđ ทน้ำຜຶ້ງ国1-", min_size=1, max_size=20)


@given(_texts, _texts)
def test_a_prefix_of_a_text_is_a_prefix_of_what_is_compared(text: str, more: str) -> None:
    assert folded(f"{text} {more}").startswith(folded(text))


@pytest.mark.django_db
@trying(deadline=None, max_examples=30)
@given(st.sampled_from(["mật ong", "น้ำผึ้ง", "ນ້ຳເຜິ້ງ", "bee honey"]), st.text(alphabet="xyz ,.!?\n()", max_size=10))
def test_a_label_alone_between_spaces_is_found_in_any_text(label: str, around: str) -> None:
    Concept.objects.all().delete()
    language = {"m": "vi", "น": "th", "ນ": "lo", "b": "en"}[label[0]]
    made = concept("it", (language, label))
    text = f"{around} {label} {around[::-1]}"
    assert (label, made.pk, language) in _found(text, [language])
