"""From a question to results: signs, versions, sorting, correcting, suggesting, more like this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client

from search import expanding, parameters, querying, registry
from search.analysis import question
from search.documents import MEMBERS, Document, grouped
from search.expansion import LEXICON, Expansion
from search.querying import Results
from search.related import related
from search.suggestions import suggestions
from tests.factories.people import user

from .notes import MULTILINGUAL, Notes, note

pytestmark = pytest.mark.django_db
Put = Callable[..., Notes]

LANGUAGES = ["en", "th", "vi", "lo"]


def versions(*documents: Document) -> list[Document]:
    return list(grouped(documents, LANGUAGES))


def find(q: str, *, language: str = "en", user: Any = None, **fields: Any) -> Results:
    query = QueryDict(mutable=True)
    for name, value in {"q": q, **fields}.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    asked, problems = parameters.read(query, user=user)
    assert not problems
    return querying.find(asked, user=user or AnonymousUser(), language=language)


def ids(found: Results) -> list[int]:
    return [result.id for result in found.results]


def test_a_phrase_must_be_there_as_it_was_typed(indexed: Put) -> None:
    indexed(
        note(1, "honey from wild bees"),
        note(2, "they sell wild honey"),
        note(3, "ชุมชนดูแลป่าชุมชนเก็บน้ำผึ้งป่า", language="th"),
        note(4, "ป่าของชุมชน", language="th"),
    )
    assert set(ids(find("wild honey"))) == {1, 2}
    assert ids(find('"wild honey"')) == [2]
    assert set(ids(find('"honey"'))) == {1, 2}
    assert ids(find('"ป่าชุมชน"', language="th")) == [3]


def test_a_word_with_a_minus_is_not_wanted_in_any_of_its_forms(indexed: Put) -> None:
    indexed(note(1, "honey and a palm"), note(2, "honey and palms"), note(3, "honey and rice"))
    assert ids(find("honey -palm")) == [3]
    assert ids(find("-palm")) == [3]
    assert set(ids(find('honey -"and rice"'))) == {1, 2}


def test_signs_narrow_like_parameters(indexed: Put) -> None:
    indexed(
        *MULTILINGUAL,
        note(20, "honey", authors=("Keo Many", "Somchai ใจดี")),
        note(21, "honey", authors=("Nguyễn Thị Mai",)),
    )
    assert ids(find("honey by:keo")) == [20]
    assert ids(find('honey by:"ใจดี"')) == [20]
    assert ids(find("honey by:nguyen")) == [21]
    assert set(ids(find("honey", by=["Keo", "Mai"]))) == {20, 21}
    assert ids(find("honey by:Keo by:nobody")) == [20]
    assert ids(find("lang:th")) == [1]
    assert ids(find("lang:ไทย")) == [1]
    assert ids(find("lang:thai")) == [1]
    assert ids(find("honey country:laos")) == [4]
    assert ids(find("type:notes lang:lo")) == [2]
    assert ids(find("lang:klingon honey"))[0] in (4, 20, 21)


def test_newest_first_when_asked(indexed: Put) -> None:
    indexed(note(1, "honey honey honey"), note(2, "honey"), note(3, "rice"))
    assert ids(find("honey")) == [1, 2]
    assert ids(find("honey", sort="date")) == [2, 1]


def test_recent_talk_comes_before_old_talk_and_proven_practice_before_unproven(indexed: Put) -> None:
    now = datetime.now(UTC)
    indexed(
        note(1, "the same honey", is_talk=True, date=now - timedelta(days=900)),
        note(2, "the same honey", is_talk=True, date=now - timedelta(days=200)),
        note(3, "the same honey", is_talk=True, date=now - timedelta(days=1)),
        note(4, "the same rice", merit=0),
        note(5, "the same rice", merit=3),
        note(6, "the same rice", merit=1),
    )
    assert ids(find("honey")) == [3, 2, 1]
    assert ids(find("rice")) == [5, 6, 4]


def test_one_thing_in_several_languages_is_found_once_in_the_readers_own(indexed: Put) -> None:
    """Found by a word of the Thai text, shown in the reader's language, the excerpt says where the word stands."""
    indexed(
        *versions(
            note(1, "The village keeps bees", title="Forest honey"),
            note(2, "ชุมชนเก็บน้ำผึ้งป่า", title="น้ำผึ้งป่า", language="th"),
            note(3, "Người dân nuôi ong", title="Mật ong rừng", language="vi"),
        ),
        note(9, "เก็บน้ำผึ้ง", title="อื่น", language="th"),
    )
    for language, shown, title in [("en", 1, "Forest honey"), ("th", 2, "น้ำผึ้งป่า"), ("vi", 3, "Mật ong rừng")]:
        found = find("น้ำผึ้ง", language=language)
        assert found.count == 2
        assert set(ids(found)) == {shown, 9}
        result = next(one for one in found.results if one.id == shown)
        assert (result.title, result.language) == (title, language)
        assert result.url == f"/{language}/notes/{shown}/"
        assert {other.language for other in result.also_in} == {"en", "th", "vi"} - {language}
        assert "<mark>น้ำผึ้ง</mark>" in result.excerpt_html
        assert result.excerpt_language == "th"
    lao = find("น้ำผึ้ง", language="lo")
    assert set(ids(lao)) == {2, 9}, "no Lao version: the one that was found"


def test_a_program_that_names_no_language_gets_the_version_that_has_the_words(client: Client, indexed: Put) -> None:
    indexed(
        *versions(
            note(1, "The village keeps bees", title="Forest honey"),
            note(2, "ชุมชนเก็บน้ำผึ้งป่า", title="น้ำผึ้งป่า", language="th"),
            note(3, "Người dân nuôi ong", title="Mật ong rừng", language="vi"),
        ),
    )
    for q, language in [("น้ำผึ้ง", "th"), ("nguoi dan", "vi"), ("bees", "en")]:
        assert [one["language"] for one in client.get("/api/v1/search", {"q": q}).json()["results"]] == [language]
        asked = client.get("/api/v1/search", {"q": q}, headers={"accept-language": "vi"}).json()["results"]
        assert [one["language"] for one in asked] == ["vi"]


def test_who_chooses_a_language_gets_that_version_also_when_another_one_has_the_word(indexed: Put) -> None:
    indexed(
        *versions(
            note(1, "The village keeps bees", title="Forest honey"),
            note(2, "ชุมชนเก็บน้ำผึ้งป่า", title="น้ำผึ้งป่า", language="th"),
        )
    )
    assert [(one.id, one.language) for one in find("bees", lang="th").results] == [(2, "th")]
    assert set(ids(find("bees", lang=["th", "en"]))) == {1, 2}
    languages = next(facet for facet in find("bees").facets if facet.field == "language")
    counted = {value.value: value.count for value in languages.values}
    assert counted == {"en": 1, "th": 1}
    narrowed = next(facet for facet in find("bees", lang="th").facets if facet.field == "language")
    assert {value.value: value.count for value in narrowed.values} == counted


def test_every_reader_finds_exactly_one_version(indexed: Put) -> None:
    indexed(
        *versions(note(1, "honey", language="vi", title="ong"), note(2, "honey", language="lo", title="ເຜິ້ງ")),
        *versions(note(3, "honey"), note(4, "honey", language="th", title="ผึ้ง"), note(5, "honey", language="vi")),
    )
    for language in LANGUAGES:
        found = find("honey", language=language)
        assert found.count == 2
        assert len(set(ids(found)) & {1, 2}) == 1
        assert len(set(ids(found)) & {3, 4, 5}) == 1


def test_a_version_that_is_not_for_everybody_is_not_mentioned_in_one_that_is(indexed: Put) -> None:
    indexed(
        *versions(
            note(1, "open bees", title="Open"),
            note(2, "ความลับน้ำผึ้ง", title="ปิด", language="th", audiences=(MEMBERS,)),
        )
    )
    assert ids(find("น้ำผึ้ง")) == []
    assert [(one.id, one.also_in) for one in find("bees").results] == [(1, ())]
    member = user()
    assert ids(find("น้ำผึ้ง", user=member)) == [2]


def test_a_post_is_quoted_with_its_author_and_linked(indexed: Put) -> None:
    texts = [("en", "Who keeps bees?"), ("th", "เราขายน้ำผึ้งทุกเดือน"), ("en", "We sell rice.")]
    thread = note(1, texts=texts, title="A question")
    body = tuple(
        replace(text, anchor=f"post-{at}", author=name)
        for at, (text, name) in enumerate(zip(thread.body, ("Mai", "สมชาย", "Keo"), strict=True))
    )
    indexed(replace(thread, body=body))
    result = find("น้ำผึ้ง").results[0]
    assert (result.url, result.quoted, result.excerpt_language) == ("/en/notes/1/#post-1", "สมชาย", "th")
    assert find("question").results[0].url == "/en/notes/1/"


@pytest.mark.parametrize(
    ("typed", "meant", "language"),
    [
        ("coperative", "cooperative", "en"),
        ("Coperative saving", "Cooperative saving", "en"),
        ("micro fianance", "micro finance", "en"),
        ("น้ำผิ้ง", "น้ำผึ้ง", "th"),
        ("สหกรน์", "สหกรณ์", "th"),
        ("ນ້ຳເຜີ້ງ", "ນ້ຳເຜິ້ງ", "lo"),
        ("nuooi ong", "nuôi ong", "vi"),
    ],
)
def test_a_word_nobody_wrote_is_mended_from_what_was_written(
    indexed: Put, typed: str, meant: str, language: str
) -> None:
    indexed(
        note(1, "The cooperative gives micro finance for saving"),
        note(2, "สหกรณ์ขายน้ำผึ้ง", language="th"),
        note(3, "ສະຫະກອນຂາຍນ້ຳເຜິ້ງ", language="lo"),
        note(4, "Một hợp tác xã nuôi ong", language="vi"),
    )
    assert find(typed, language=language).did_you_mean == meant
    assert find(meant, language=language).did_you_mean is None


def test_nothing_is_mended_with_a_word_the_reader_may_not_see(indexed: Put) -> None:
    indexed(note(1, "the cooperative", audiences=(MEMBERS,)), note(2, "an operation"))
    assert find("coperative").did_you_mean is None
    assert find("coperative", user=user()).did_you_mean == "cooperative"


def test_half_a_word_is_not_mended(indexed: Put) -> None:
    indexed(note(1, "เด็กโตไปเดินป่า", language="th"), note(2, "ປ່າຢູ່ໄກ", language="lo"))
    assert find("กาแฟโรบัสต้า", language="th").did_you_mean is None, "โต is a word, กาแฟโตบัสต้า is none"


def test_a_short_word_is_not_mended_into_another_one(indexed: Put) -> None:
    indexed(note(1, "คนอยู่กับป่า", language="th"), note(2, "ຄົນຢູ່ກັບປ່າ", language="lo"))
    assert find("ปลา", language="th").did_you_mean is None, "fish is no forest"
    assert find("ປາ", language="lo").did_you_mean == "ປ່າ"
    assert find("ปา", language="th").did_you_mean == "ป่า"


def test_nothing_is_mended_that_was_found_or_cannot_be(indexed: Put) -> None:
    indexed(note(1, "bees in 2014"), note(2, "rice"))
    for q in ("bees", "bee", "2015", "zzzzzzz", "b", "-bes", ""):
        assert find(q).did_you_mean is None, q


def expand(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(q: str, *, language: str, into: Any, without: Any = ()) -> tuple[Expansion, ...]:
        one = Expansion("น้ำผึ้ง", "th", LEXICON, "honey", question("น้ำผึ้ง", ["th"]), 0.5)
        return (one,) if "honey" in q and one.text not in without and "th" in into else ()

    monkeypatch.setattr(expanding, "expansions", made)


def test_what_a_question_is_expanded_with_finds_and_is_shown_and_can_be_taken_away(
    indexed: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    expand(monkeypatch)
    indexed(note(1, "ชุมชนเก็บน้ำผึ้งป่า", language="th", title="ป่า"), note(2, "honey of the forest"), note(3, "rice"))
    found = find("honey")
    assert ids(found) == [2, 1]
    assert found.expanded_with == ("น้ำผึ้ง",)
    assert "<mark>น้ำผึ้ง</mark>" in found.results[1].excerpt_html
    assert ids(find("honey", lang="th")) == [1]
    for fields in ({"without": "น้ำผึ้ง"}, {"expand": "no"}):
        plain = find("honey", **fields)
        assert ids(plain) == [2]
        assert plain.expanded_with == ()


def suggested(typed: str, *, language: str = "en", user: Any = None) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in suggestions(typed, user=user or AnonymousUser(), language=language)]


def test_titles_tags_and_people_are_suggested_from_their_first_letters(indexed: Put) -> None:
    indexed(
        note(1, title="Community forests of Nan", tags=("Fair trade",), authors=("Fern Many",)),
        note(2, title="Forest honey", tags=("forestry",)),
        note(3, title="น้ำผึ้งป่าห้วยหินลาดใน", language="th", tags=("ป่าชุมชน",)),
        note(4, title="ນ້ຳເຜິ້ງປ່າ", language="lo"),
        note(5, title="Đổi mới nông nghiệp", language="vi"),
    )
    assert suggested("for") == [
        ("title", "Forest honey"),
        ("title", "Community forests of Nan"),
        ("tag", "forestry"),
    ]
    assert ("title", "น้ำผึ้งป่าห้วยหินลาดใน") in suggested("น้ำผ")
    assert ("title", "น้ำผึ้งป่าห้วยหินลาดใน") in suggested("ผึ้ง")
    assert ("tag", "ป่าชุมชน") in suggested("ป่าช")
    assert suggested("ນ້ຳ") == [("title", "ນ້ຳເຜິ້ງປ່າ")]
    assert suggested("doi m", language="vi") == [("title", "Đổi mới nông nghiệp")]
    assert suggested("many") == [("person", "Fern Many")]
    assert suggested("trade") == [("tag", "Fair trade")]
    assert suggested("forest honey and so on") == []
    for nothing in ("", " ", "f", "?!", "zz"):
        assert suggested(nothing) == []


def test_a_tone_or_vowel_makes_another_beginning(indexed: Put) -> None:
    indexed(
        note(1, title="ปลูกผักด้วยกัน", language="th", tags=("ปลา",)),
        note(2, title="ป่าชุมชน", language="th", tags=("ปา",)),
        note(3, title="ຂາຍນຳກັນ", language="lo"),
        note(4, title="ນ້ຳທຸກມື້", language="lo"),
        note(5, title="คุณภาพชา", language="th"),
        note(6, title="คณะกรรมการ", language="th"),
    )
    assert suggested("ป่า", language="th") == [("title", "ป่าชุมชน")]
    assert suggested("ນ້ຳ", language="lo") == [("title", "ນ້ຳທຸກມື້")]
    assert suggested("คุณ", language="th") == [("title", "คุณภาพชา")]
    assert suggested("ป", language="th")[0][0] == "title"


def test_nothing_is_suggested_that_the_reader_may_not_see(indexed: Put) -> None:
    notes = indexed(
        note(1, title="Secret honey", tags=("secrecy",), authors=("Secundus",), audiences=(MEMBERS,)),
        note(2, title="Secure honey", tags=("security",)),
        note(3, title="Second honey", tags=("secondary",)),
    )
    notes.secret.add(3)
    assert suggested("sec") == [("title", "Secure honey"), ("tag", "secondary"), ("tag", "security")]
    kinds = suggested("sec", user=user())
    assert ("title", "Secret honey") in kinds
    assert ("person", "Secundus") in kinds


def test_a_short_question_without_spaces_is_marked_whole(indexed: Put) -> None:
    """`น้ำ` is in most texts, and the reader sees one word."""
    indexed(
        note(1, "ขายชา", title="น้ำผึ้ง ชา และหน่อไม้จากป่าชุมชน", language="th"),
        *(note(n, "น้ำในลำห้วย", language="th") for n in range(2, 40)),
    )
    found = find("น้ำผึ้ง ป่าชุมชน", language="th")
    assert "<mark>น้ำผึ้ง</mark>" in found.results[0].title_html
    assert "<mark>ป่าชุมชน</mark>" in found.results[0].title_html


def test_more_like_this_shares_words_and_is_never_itself(indexed: Put, only_notes: Notes) -> None:
    indexed(
        *versions(
            note(1, "bees and honey of the forest, bees in hives", title="Wild honey"),
            note(2, "ผึ้งและน้ำผึ้งของป่า ผึ้งในรัง", title="น้ำผึ้งป่า", language="th"),
        ),
        note(3, "honey bees in hives", title="Keeping bees"),
        note(4, "rice in the field", title="Rice"),
        note(5, "honey bees of members", title="Members' bees", audiences=(MEMBERS,)),
    )
    nobody = AnonymousUser()
    assert related("note", 1, user=nobody, language="en")[0].id == 3
    assert not {1, 2} & {one.id for one in related("note", 1, user=nobody, language="en")}
    assert 5 not in {one.id for one in related("note", 1, user=nobody, language="en")}
    assert 5 in {one.id for one in related("note", 1, user=user(), language="en")}
    assert related("note", 3, user=nobody, language="th")[0].id == 2
    assert related("note", 5, user=nobody, language="en") == []
    only_notes.secret.add(3)
    assert 3 not in {one.id for one in related("note", 1, user=nobody, language="en")}


@pytest.mark.usefixtures("only_notes")
def test_without_an_engine_nothing_is_like_this(monkeypatch: pytest.MonkeyPatch, only_notes: Notes) -> None:
    only_notes.add(note(1, "honey"))
    assert related("note", 1, user=AnonymousUser(), language="en") == []


def test_values_that_are_not_for_everybody_are_unknown_to_the_others(
    indexed: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed(note(1, "honey", communities=("secret",), audiences=(MEMBERS,)), note(2, "honey", communities=("open",)))
    member = user()

    def known(person: Any) -> list[str]:
        return ["open", "secret"] if person == member else ["open"]

    monkeypatch.setattr(registry, "_visible", {"community": known})
    assert ids(find("honey in:open")) == [2]
    assert ids(find("in:secret honey", user=member)) == [1]
    _, problems = parameters.read(QueryDict("in=secret"), user=AnonymousUser())
    _, same = parameters.read(QueryDict("in=nothing"), user=AnonymousUser())
    assert [problem.type for problem in problems] == [problem.type for problem in same] == ["unknown_value"]
    assert parameters.read(QueryDict("in=secret"), user=member)[1] == []


def test_a_community_is_found_by_a_part_of_its_name(indexed: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"forests-and-commons": "ป่าชุมชนและของส่วนรวม", "savings": "Savings and phones", "hidden-forests": "Hidden"}
    indexed(*(note(at, "honey", communities=(slug,)) for at, slug in enumerate(names, 1)))
    monkeypatch.setattr(registry, "_visible", {"community": lambda user: ["forests-and-commons", "savings"]})
    monkeypatch.setattr(
        registry, "_labels", {"community": lambda codes, language: {code: names[code] for code in codes}}
    )
    assert ids(find("honey in:forests")) == [1], "and in none that the reader may not see"
    assert ids(find("honey in:forest")) == [1]
    assert ids(find("honey in:ป่าชุมชน")) == [1]
    assert ids(find("honey in:phone")) == [2]
    assert ids(find('honey in:"savings and"')) == [2]
    assert len(ids(find("honey in:ones"))) == 3, "no beginning of a word: read as words"
    assert len(ids(find("honey in:an"))) == 3


def test_the_parameters_of_a_search_can_be_written_and_read_again() -> None:
    query = QueryDict("q=honey+-palm&type=case&lang=th&lang=vi&by=Keo&without=x&expand=no&sort=date&year=2014&page=3")
    asked, problems = parameters.read(query)
    assert not [problem for problem in problems if problem.parameter != "type"]
    again, _ = parameters.read(parameters.write(asked))
    assert replace(asked, page=1) == again
