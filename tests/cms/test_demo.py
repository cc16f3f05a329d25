"""The demonstration: enough of everything, in four languages, labelled for what it is, and the same every time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image

from cms.demo.loading import DATA, IMAGES, load_demo
from cms.models import StandardPage, User
from community.models import Community, Post, Thread
from library.lines import Entry, Known, read_line
from library.models import CasePage, Country, Theme
from search import changes
from search.models import Concept

LANGUAGES = ["en", "th", "vi", "lo"]


@pytest.fixture
def loaded(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    load_demo()
    changes.drain(wait=True)


def _numbers() -> dict[str, int]:
    models = (CasePage, StandardPage, Thread, Post, Community, User, Concept, Theme)
    return {model.__name__: model.objects.count() for model in models} | {
        "revisions": sum(page.revisions.count() for page in CasePage.objects.all())
    }


def test_it_is_complete_and_a_second_load_changes_nothing(loaded: None, client: Client) -> None:
    before = _numbers()
    assert CasePage.objects.live().values("translation_key").distinct().count() >= 12
    assert Community.objects.count() == 4
    assert Thread.objects.count() >= 30
    assert Concept.objects.count() >= 60
    for language in LANGUAGES:
        assert CasePage.objects.live().in_language(language).count() >= 5, language
        assert Thread.objects.filter(language=language).count() >= 5, language
    assert {page.locale.language_code for page in StandardPage.objects.live()} == {"en", "th", "vi"}
    load_demo()
    assert _numbers() == before
    for query, language in [("น้ำผึ้ง", "th"), ("ປ່າຊຸມຊົນ", "lo"), ("hop tac xa", "vi"), ("goats", "en")]:
        hits = client.get("/api/v1/search", {"q": query, "type": "case"}).json()["results"]
        assert hits[0]["language"] == language, query


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.django_db
def test_every_case_is_good_enough_for_the_library() -> None:
    known = Known(
        languages=LANGUAGES,
        themes=set(Theme.objects.values_list("code", flat=True)),
        countries=set(Country.objects.values_list("pk", flat=True)),
    )
    rows = _lines("cases.jsonl")
    alts = json.loads((IMAGES / "alt.json").read_text(encoding="utf-8"))
    names: dict[str, list[str]] = {}
    for number, row in enumerate(rows, start=1):
        image = row.pop("image")
        assert isinstance(read_line(json.dumps(row).encode(), number, known), Entry), row["code"]
        assert alts[image][row["language"]]
        sections = [section["name"] for section in row["sections"]]
        assert "sources" in sections
        assert names.setdefault(row["code"], sections) == sections, f"{row['code']}: half a translation"
        assert len(row["summary"]) <= 200


def test_every_persona_is_labelled_in_its_own_language() -> None:
    labels = {"en": "Demo persona", "th": "บุคคลสมมุติ", "vi": "Nhân vật minh họa", "lo": "ບຸກຄົນສົມມຸດ"}
    for person in json.loads((DATA / "people.json").read_text(encoding="utf-8")):
        assert person["name"].startswith(labels[person["language"]]), person["name"]
        assert person["email"].endswith("@demo.example")


def test_the_texts_are_clean_and_hold_no_contact_data() -> None:
    marks = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd"
    for name in ("cases.jsonl", "threads.jsonl", "pages.json", "communities.json", "themes.json", "people.json"):
        text = (DATA / name).read_text(encoding="utf-8")
        assert not re.search("\u200b|\ufeff|\u0e4d\u0e32|\u0ecd\u0eb2", text), name
        assert not re.search(f"([{marks}])\\1", text), name
        assert not re.search(r"\+\d[\d -]{8,}|\b0\d{1,3}[ -]\d{3}[ -]\d{3,4}\b", text), name
        assert not re.search(r"[\w.]+@(?!demo\.example)[\w.]+", text), name


def test_pictures_are_our_own_and_small() -> None:
    for path in IMAGES.glob("*.png"):
        assert (IMAGES / "src" / f"{path.stem}.svg").exists(), path.name
        assert path.stat().st_size < 60_000, path.name
        assert Image.open(path).size == (1200, 675), path.name


def test_a_second_load_leaves_what_an_editor_changed(loaded: None) -> None:
    page = CasePage.objects.live().first()
    page.summary = "Rewritten by an editor"
    page.save_revision().publish()
    page.title = "A draft"
    page.save_revision()
    load_demo()
    page.refresh_from_db()
    assert (page.summary, page.get_latest_revision_as_object().title) == ("Rewritten by an editor", "A draft")


def test_the_command_refuses_a_real_site(settings: Any) -> None:
    settings.DEMO_MAIL = False
    with pytest.raises(CommandError):
        call_command("load_demo")
