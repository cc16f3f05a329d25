"""Both engines are asked the same: the same hits, in the same order, with the same scores, counts and highlights."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from search import suggesting
from search.analysis import question
from search.conditions import Condition, containing, mentioning, named
from search.documents import MEMBERS, PUBLIC, STAFF, Document, Text, grouped
from search.engines.base import FACETS, Answer, Engine, Request
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.expansion import LEXICON, Expansion
from search.highlighting import Highlighter
from search.spelling import most_strokes, strokes

from .notes import MULTILINGUAL, note

WORDS = {
    "en": "the of and forest honey farmers keep bees sell together water rice market women community-based land title "
    "training co-operative goats river village 1,200 committee AP-TH-2012-001 micro-finance",
    "th": "ป่าชุมชน น้ำผึ้ง เกษตรกร เลี้ยงผึ้ง ขาย ร่วมกัน น้ำ ข้าว ตลาด ผู้หญิง ที่ดิน โฉนด อบรม สหกรณ์ แพะ แม่น้ำ หมู่บ้าน พ.ศ. ๒๕๕๕",
    "lo": "ປ່າຊຸມຊົນ ນ້ຳເຜິ້ງ ຊາວນາ ລ້ຽງເຜິ້ງ ຂາຍ ຮ່ວມກັນ ນ້ຳ ເຂົ້າ ຕະຫຼາດ ແມ່ຍິງ ທີ່ດິນ ໃບຕາດິນ ຝຶກອົບຮົມ ສະຫະກອນ ແບ້ ບ້ານ",
    "vi": "rừng cộng đồng mật ong nông dân nuôi bán cùng nhau nước lúa chợ phụ nữ đất đai sổ đỏ tập huấn hợp tác xã"
    " dê sông làng",
    "zh-hans": "森林 蜂蜜 农民 养蜂 出售 一起 水 水稻 市场 妇女 土地 证书 培训 合作社 山羊 河流 村庄",
    "km": "ព្រៃសហគមន៍ ទឹកឃ្មុំ កសិករ ចិញ្ចឹមឃ្មុំ លក់ ជាមួយគ្នា ទឹក ស្រូវ ផ្សារ ស្ត្រី ដីធ្លី",
    "my": "သစ်တော ပျားရည် လယ်သမား ပျားမွေး ရောင်း အတူတကွ ရေ ဆန် ဈေး အမျိုးသမီး မြေယာ",
    "hi": "जंगल शहद किसान मधुमक्खी बेचते मिलकर पानी धान बाज़ार महिलाएं भूमि प्रशिक्षण सहकारी बकरी नदी गांव",
}
SPACED = {"en", "vi", "hi"}
PEOPLE = ("Somchai Jaidee", "สมชาย ใจดี", "Nguyễn Thị Hoa", "ຄຳພອນ ສີສະຫວັດ", "Maria da Silva", "John Doe")
SITE = ("en", "th", "vi", "lo")
CHOSEN = {
    "theme": ("forest", "market"),
    "country": ("TH", "VN"),
    "type": ("case", "thread"),
    "tag": ("น้ำผึ้ง", "Honey"),
    "evidence": ("proven",),
    "year": ("2026", "2020"),
    "community": ("bees",),
}
STARTS = ("ho", "น้ำ", "mật", "ປ່າ", "Som")
MARKS = (suggesting.TITLE, suggesting.TAG, suggesting.PERSON, "")
TODAY = date(2026, 11, 24)


class Corpus:
    """Documents and questions about them, always the same ones."""

    def __init__(self) -> None:
        self.chance = random.Random(20_261_124)
        self.documents = [*MULTILINGUAL, *self._families(120), *self._talk(80), *self._twins(30)]

    def text(self, language: str, words: int) -> str:
        vocabulary = WORDS[language].split()
        # As in language: few words often, most seldom.
        weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
        chosen = self.chance.choices(vocabulary, weights, k=words)
        if self.chance.random() < 0.3:
            chosen += self.chance.choices(WORDS["en"].split(), k=3)
        if language in SPACED:
            return " ".join(chosen)
        return "".join(word if self.chance.random() < 0.8 else f"{word} " for word in chosen)

    def some(self, values: tuple[str, ...], most: int = 2) -> tuple[str, ...]:
        return tuple(self.chance.sample(values, self.chance.randint(0, most)))

    def fields(self) -> dict[str, object]:
        days = self.chance.choice([0, 3, 20, 40, 200, 380, 2_000])
        return {
            "audiences": self.chance.choice([(PUBLIC,)] * 6 + [(MEMBERS,), (STAFF,), ("community:3", STAFF)]),
            "themes": self.some(("forest", "market", "land")),
            "countries": self.some(("TH", "LA", "VN", "KH")),
            "tags": self.some(("น้ำผึ้ง", "mật ong", "rice field", "Honey")),
            "evidence": self.chance.choice(["", "", "tried", "proven"]),
            "communities": self.some(("bees", "rice"), 1),
            "authors": self.some(PEOPLE),
            "merit": self.chance.choice([0, 0, 1, 2, 3]),
            "date": None
            if self.chance.random() < 0.1
            else datetime(2026, 11, 23, 8, tzinfo=UTC) - timedelta(days=days),
        }

    def _families(self, count: int) -> Iterator[Document]:
        for number in range(count):
            shared = self.fields()
            chosen = self.chance.sample(list(WORDS), self.chance.choice([1, 1, 2, 3]))
            yield from grouped(
                [
                    Document(
                        kind="case",
                        id=1_000 + 10 * number + at,
                        language=language,
                        title=self.text(language, self.chance.randint(1, 6)),
                        body=(Text(language, self.text(language, self.chance.randint(0, 120))),),
                        code=f"AP-TH-2012-{number:03}",
                        **shared,  # type: ignore[arg-type]
                    )
                    for at, language in enumerate(chosen)
                ],
                SITE,
            )

    def _talk(self, count: int) -> Iterator[Document]:
        for number in range(count):
            language = self.chance.choice(list(WORDS))
            replies = self.chance.choices([language, language, "en", "th"], k=self.chance.randint(1, 5))
            yield Document(
                kind="thread",
                id=number + 1,
                language=language,
                title=self.text(language, 4),
                body=tuple(
                    Text(code, self.text(code, self.chance.randint(1, 40)), f"post-{at}", "Somchai")
                    for at, code in enumerate(replies)
                ),
                is_talk=True,
                **self.fields(),  # type: ignore[arg-type]
            )

    def _twins(self, count: int) -> Iterator[Document]:
        """Equal but for their ids: only the tie decides."""
        for number in range(count):
            text = (Text("en", "honey of the forest"), Text("th", "น้ำผึ้งป่า"))
            yield Document(
                kind=("page", "note")[number % 2],
                id=5_000 + number // 2,
                language="en",
                title="Honey",
                body=text,
                audiences=(PUBLIC,),
                date=datetime(2020, 1, 1, tzinfo=UTC),
            )

    def asked(self) -> str:
        language = self.chance.choice(list(WORDS))
        found = self.text(language, self.chance.choice([1, 1, 2, 3, 5, 12, 60]))
        if self.chance.random() < 0.1:
            found += " zzzzqq"
        if self.chance.random() < 0.1:
            found = found.upper()
        return found

    def condition(self) -> Condition | None:
        language = self.chance.choice(list(WORDS))
        text = self.text(language, self.chance.choice([1, 2, 3]))
        return self.chance.choice(
            [containing(text, language), mentioning(text, [language, "en"]), named(self.chance.choice(PEOPLE))]
        )

    def conditions(self) -> tuple[Condition, ...]:
        return tuple(filter(None, [self.condition()]))

    def expansion(self, share: float) -> Expansion:
        language = self.chance.choice(list(WORDS))
        text = self.text(language, self.chance.choice([1, 2]))
        return Expansion(text, language, LEXICON, "of", question(text, [language]), share)

    def request(self) -> Request:
        chance = self.chance
        languages = tuple(chance.sample(["en", "th", "vi", "zh-hans", "lo"], chance.choice([1, 2])))
        filters: dict[str, tuple[str, ...]] = {}
        if chance.random() < 0.35:
            filters["language"] = languages
        for facet, values in CHOSEN.items():
            if chance.random() < 0.12:
                filters[facet] = tuple(chance.sample(values, chance.randint(1, len(values))))
        likely = filters.get("language") or (chance.choice(list(WORDS)), *SITE)
        q = self.asked() if chance.random() < 0.9 else None
        expansions = tuple(self.expansion(share) for share in (0.5, 0.25, 0.25) if chance.random() < 0.3)
        return Request(
            audiences=frozenset([PUBLIC, MEMBERS, STAFF][: chance.randint(1, 3)]),
            question=None if q is None else question(q, list(likely)),
            expansions=expansions if q else (),
            required=self.conditions() if chance.random() < 0.15 else (),
            excluded=self.conditions() if chance.random() < 0.15 else (),
            codes=("ap-th-2012-007",) if chance.random() < 0.1 else (),
            starts=suggesting.term_for(chance.choice(STARTS), chance.choice(MARKS)) if chance.random() < 0.1 else "",
            filters=filters,
            reader=chance.choice(["", "", *SITE, "hi"]),
            today=chance.choice([None, TODAY]),
            by_date=chance.random() < 0.15,
            facets=tuple(chance.sample(FACETS, chance.choice([0, 3, len(FACETS)]))),
            offset=chance.choice([0, 0, 0, 0, 0, 7, 30]),
            limit=chance.choice([10, 10, 20, 20, 100, 100, 100, 0]),
        )


@dataclass(frozen=True)
class Both:
    embedded: Engine
    elasticsearch: Engine

    def fill(self, documents: list[Document]) -> None:
        for one in (self.embedded, self.elasticsearch):
            with one.rebuild(wait=True) as fresh:
                fresh.write(documents)
                fresh.publish(lambda keys: [])


@pytest.fixture
def both(elasticsearch_made: Callable[[], ElasticsearchEngine], tmp_path: Path) -> Both:
    return Both(EmbeddedEngine(tmp_path / "embedded"), elasticsearch_made())


def assert_agree(request: Request, one: Answer, other: Answer) -> None:
    assert (one.total, one.facets, one.unknown) == (other.total, other.facets, other.unknown), request
    assert [hit.key for hit in one.hits] == [hit.key for hit in other.hits], request
    assert other.weights == pytest.approx(one.weights, rel=1e-9), request
    for left, right in zip(one.hits, other.hits, strict=True):
        assert right.score == pytest.approx(left.score, rel=1e-4), request
        assert left == replace(right, score=left.score), request


def test_hundreds_of_questions_have_one_answer(both: Both) -> None:
    corpus = Corpus()
    both.fill(corpus.documents)
    found = 0
    for _ in range(600):
        request = corpus.request()
        one, other = both.embedded.search(request), both.elasticsearch.search(request)
        assert_agree(request, one, other)
        found += one.total > 0
        left, right = Highlighter(one.weights), Highlighter(other.weights)
        for first, second in list(zip(one.hits, other.hits, strict=True))[:3]:
            assert left.excerpt(first.texts) == right.excerpt(second.texts)
            assert left.title(first.title, first.language) == right.title(second.title, second.language)
    assert found > 400  # questions that find nothing agree easily


def test_words_a_stroke_away_are_the_same(both: Both) -> None:
    corpus = Corpus()
    both.fill(corpus.documents)
    typed = ["hony", "forset", "farmer", "comittee", "น้ำผิ้ง", "สหกรน", "rùng", "ສະຫະກອ", "abc", "h", "蜂", "tranining"]
    for term in typed:
        one, other = (engine.similar(term, limit=8) for engine in (both.embedded, both.elasticsearch))
        assert one == other, term
        assert all(0 < strokes(term, near) <= most_strokes(term) for near in one)
    assert both.elasticsearch.similar("forset", limit=1) == ["forest"]


def test_any_text_is_kept_and_found_alike(both: Both) -> None:
    """Spaces of every kind, control characters, halves of surrogate pairs: what a term is, both engines agree on."""
    odd = [chr(code) for code in (*range(1, 33), 0x85, 0xA0, 0x1680, 0x2007, 0x2028, 0x202F, 0x205F, 0x3000, 0xFEFF)]
    odd += ["\ud800", "\udfff", "\U0001f600", "\x00", "\u200b", "\ufffe"]
    documents = [
        note(number, f"wild{mark}honey{mark}{mark}bees", title=f"{mark}{number}{mark}rice", tags=(f"a{ord(mark)}b",))
        for number, mark in enumerate(odd, 1)
    ]
    documents.append(note(900, "x" * 5_000 + " " + "ก" * 5_000, title="long"))
    both.fill(documents)
    for q in ["wild honey", "honey bees", "wildhoney", "rice", "x" * 64, "ก" * 64, "a b"]:
        request = Request(audiences=frozenset({PUBLIC}), question=question(q, ["en"]), facets=FACETS, limit=100)
        assert_agree(request, both.embedded.search(request), both.elasticsearch.search(request))
    assert dict(both.embedded.fingerprints()) == dict(both.elasticsearch.fingerprints())


def test_what_was_rewritten_and_deleted_hardly_moves_a_score(
    elasticsearch_made: Callable[[], ElasticsearchEngine],
) -> None:
    """Until a merge drops them, deleted documents count in an average length, and in no term's weight."""
    corpus = Corpus()
    rewritten, kept, gone = corpus.documents[:60], corpus.documents[:-40], corpus.documents[-40:]
    engine = elasticsearch_made()
    requests = [replace(corpus.request(), offset=0, limit=1_000) for _ in range(100)]
    with engine.rebuild(wait=True) as fresh:
        fresh.write(kept)
        fresh.publish(lambda keys: [])
    before = [engine.search(request) for request in requests]
    with engine.writer(wait=True) as writer:
        for _ in range(4):
            writer.write([*rewritten, *gone])
        writer.write([], [document.key for document in gone])
    for request, expected in zip(requests, before, strict=True):
        answer = engine.search(request)
        assert (answer.total, answer.facets, answer.unknown) == (expected.total, expected.facets, expected.unknown)
        scores = {hit.key: hit.score for hit in answer.hits}
        assert scores == pytest.approx({hit.key: hit.score for hit in expected.hits}, rel=0.2)
