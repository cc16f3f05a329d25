"""Documents for tests that need no database: notes, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from search.documents import PUBLIC, Document, DocumentSource, Link, Text

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def note(number: int, body: str = "", *, title: str = "", language: str = "en", **fields: Any) -> Document:
    """A document of kind `note`; later numbers are newer. `texts` gives several bodies, each with its language."""
    texts = fields.pop("texts", [(language, body)])
    return Document(
        kind=fields.pop("kind", "note"),
        id=number,
        language=language,
        title=title or f"Note {chr(64 + number % 26)}",
        body=tuple(Text(code, text) for code, text in texts),
        audiences=fields.pop("audiences", (PUBLIC,)),
        date=fields.pop("date", BEGINNING + timedelta(days=number)),
        **fields,
    )


class Notes(DocumentSource):
    kind = "note"
    label = "Notes"
    touched_by = {}

    def __init__(self) -> None:
        self.all: dict[int, Document] = {}
        self.secret: set[int] = set()
        """Ids that `links` gives to nobody: what the database says, whatever the index has."""
        self.questions = 0

    def add(self, *documents: Document) -> None:
        self.all |= {document.id: document for document in documents}

    def ids(self) -> Iterator[int]:
        return iter(sorted(self.all))

    def documents(self, ids: Sequence[int]) -> Iterator[Document]:
        return (self.all[number] for number in ids if number in self.all)

    def links(self, ids: Sequence[int], *, user: Any, language: str) -> dict[int, Link]:
        self.questions += 1
        return {
            number: Link(f"/{language}/notes/{number}/")
            for number in ids
            if number in self.all and number not in self.secret
        }


MULTILINGUAL = (
    note(1, "ชุมชนเก็บน้ำผึ้งป่าและดูแลป่าชุมชนร่วมกัน", title="น้ำผึ้งป่า", language="th", themes=("forest",), countries=("TH",)),
    note(2, "ຊາວບ້ານເກັບນ້ຳເຜິ້ງແລະປົກປັກຮັກສາປ່າໄມ້", title="ນ້ຳເຜິ້ງປ່າ", language="lo", themes=("forest",), countries=("LA",)),
    note(3, "Nông dân trồng lúa và nuôi ong lấy mật trong rừng", title="Nuôi ong", language="vi", countries=("VN",)),
    note(4, "Farmers keep bees in the forest and sell honey together", title="Forest honey", countries=("TH", "LA")),
    note(5, "农民在森林里养蜂，并一起出售蜂蜜。", title="森林蜂蜜", language="zh-hans", themes=("market",)),
    note(6, "កសិករចិញ្ចឹមឃ្មុំក្នុងព្រៃ ហើយលក់ទឹកឃ្មុំជាមួយគ្នា", title="ទឹកឃ្មុំ", language="km", countries=("KH",)),
    note(7, "လယ်သမားများသည် တောထဲတွင် ပျားမွေးပြီး ပျားရည်ရောင်းကြသည်", title="ပျားရည်", language="my"),
    note(8, "किसान जंगल में मधुमक्खी पालते हैं और मिलकर शहद बेचते हैं", title="जंगल का शहद", language="hi"),
)
"""One practice, honey from the forest, as eight languages tell it."""
