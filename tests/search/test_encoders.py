"""Several processes encode for a rebuild: what comes out is what one would have made, in its order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from search.documents import PUBLIC, Document, Text, Version
from search.engines.encoders import Encoders
from search.engines.encoding import encoded

TITLES = {
    "th": "เก็บน้ำผึ้งในป่าชุมชน",
    "lo": "ການລ້ຽງເຜິ້ງ ໃນປ່າຊຸມຊົນ",
    "vi": "Nuôi ong trong rừng cộng đồng",
    "en": "Keeping bees in the community's forest",
}


def documents(count: int) -> list[Document]:
    languages = list(TITLES)
    return [
        Document(
            kind="note",
            id=number,
            language=(code := languages[number % 4]),
            title=f"{TITLES[code]} {number}",
            body=(Text(code, TITLES[code] * 3),),
            audiences=(PUBLIC,),
            authors=("Nguyễn Văn An",),
            versions=(Version(number + 10_000, "th", TITLES["th"]),) if number % 7 == 0 else (),
        )
        for number in range(count)
    ]


@pytest.fixture
def two_helpers() -> Iterator[Encoders]:
    made = Encoders(helpers=2, alone=150)
    yield made
    made.close()


def test_helpers_give_what_one_process_gives_in_the_same_order(two_helpers: Encoders) -> None:
    asked = documents(730)
    found = []
    for start in range(0, len(asked), 90):
        assert two_helpers.add(iter(asked[start : start + 90])) == len(asked[start : start + 90])
        found += two_helpers.take()
    found += two_helpers.take(everything=True)
    assert found == [encoded(document) for document in asked]
    assert list(two_helpers.take(everything=True)) == []


def test_a_helper_that_dies_takes_no_document_with_it(two_helpers: Encoders) -> None:
    asked = documents(600)
    two_helpers.add(asked[:300])
    found = list(two_helpers.take(everything=True))
    for helper in two_helpers._started:
        helper.kill()
        helper.wait()
    two_helpers.add(asked[300:])
    found += two_helpers.take(everything=True)
    assert [one.order for one in found] == [encoded(document).order for document in asked]


def test_a_machine_that_starts_no_process_encodes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr("search.engines.encoders.subprocess.Popen", refuse)
    alone = Encoders(helpers=2, alone=0)
    asked = documents(250)
    alone.add(asked)
    assert list(alone.take(everything=True)) == [encoded(document) for document in asked]
    alone.close()


def test_a_document_that_cannot_be_encoded_is_told_of(two_helpers: Encoders) -> None:
    broken = replace(documents(1)[0], title=None)  # type: ignore[arg-type]
    two_helpers.add(documents(200))
    two_helpers.add([broken])
    with pytest.raises((TypeError, AttributeError)):
        list(two_helpers.take(everything=True))


def test_what_was_not_taken_is_dropped_and_no_process_is_left() -> None:
    made = Encoders(helpers=1, alone=0)
    made.add(documents(500))
    helpers = list(made._started)
    made.close()
    assert all(helper.returncode is not None for helper in helpers)
    assert list(made.take(everything=True)) == []
