"""A case that has everything a page can show is read in as few queries as any other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search import changes
from search.models import Concept
from tests.factories import community, thread, user
from tests.factories.everything import everything
from tests.library.test_template_lines import LAO, THAI

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

MOST = 25

THAI_BODY = [
    {"name": "problem", "text": "ป่าหายไป"},
    {"name": "practice", "text": "ชาวบ้านเลี้ยงผึ้งและเก็บน้ำผึ้งป่า wild honey forest bees"},
]
LAO_BODY = [
    {"name": "problem", "text": "ປ່າຫາຍໄປ"},
    {"name": "practice", "text": "ຊາວບ້ານລ້ຽງເຜິ້ງ wild honey forest bees"},
]


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


def _made(code: str, *, times: int) -> str:
    """The address of a Lao translation that has everything `times` times."""
    Concept.objects.get_or_create(code="honey")
    space = community(titles={"en": "Forests"})
    for number in range(times):
        thread(title=f"Who buys honey? {number}", text="wild honey forest bees", community=space)
    rows = {name: [row | {} for row in THAI[name] for _copy in range(times)] for name in ("steps", "costs", "views")}
    rows["themes"] = ["natural-resources", "value-chains"]
    thai = {name: value for name, value in THAI.items() if name != "body"} | rows | {"code": code}
    thai["sections"] = THAI_BODY
    lao = {"code": code, "language": "lo", "title": LAO["title"], "sections": LAO_BODY}
    page = everything(thai, lao, times=times)
    changes.drain(wait=True)
    return f"/lo/library/{page.slug}/"


SHOWN = {
    "standing": "New law",
    "nomination": "Nominator 0",
    "documents": 'id="case-documents"',
    "adaptations": "ບ້ານພູ",
    "person": "Persona",
    "organisation": "Cooperative",
    "lineage": "/lineage/",
    "blocks": "กองทุน",
    "recordings": "<audio",
    "in the language that is spoken": '<h3 lang="th" dir="auto">0</h3>',
    "pictures": 'alt="x"',
    "doubt": "doubt",
    "related practices": 'id="related-cases"',
    "related conversations": 'id="related-threads"',
}


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_everything_at_once_takes_few_queries_whatever_its_size(client: Client, who: str) -> None:
    one, many = _made("AP-TH-31", times=1), _made("AP-TH-32", times=4)
    if who == "member":
        client.force_login(user())
    numbers = []
    for address in (one, many):
        client.get(address)  # draws the pictures
        cache.clear()  # what is like it has to be looked for again
        client.get("/lo/library/")  # what a process asks once
        for _time in ("fresh", "remembered"):
            with CaptureQueriesContext(connection) as asked:
                html = client.get(address).content.decode()
            missing = [name for name, words in SHOWN.items() if words not in html]
            assert not missing
            numbers.append(len(asked))
    assert max(numbers) <= MOST, "\n".join(query["sql"][:150] for query in asked)
    assert len(set(numbers)) == 1, numbers
